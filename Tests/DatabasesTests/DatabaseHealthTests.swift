import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct DatabaseHealthTests {
  let folder: Folder
  let databases = SQLiteDatabases()

  init() throws { folder = try Folder() }

  private func health() throws -> DatabaseHealth {
    let before = try folder.bytes(folder.live)
    let health = try databases.health(
      of: folder.live, counting: ["conversations", "patterns"], scratch: folder.scratch)
    // Neither the live database nor the folder keeps anything of it.
    #expect(try folder.bytes(folder.live) == before)
    #expect(try !folder.names().contains { $0.hasPrefix("scratch") })
    return health
  }

  @Test func `rows of the tables named are counted, and the version is read`() throws {
    try folder.make(
      folder.live, "CREATE TABLE conversations (id, topic)", "CREATE TABLE patterns (id)",
      "CREATE TABLE others (id)", "INSERT INTO conversations VALUES (1, 'a'), (2, 'b')",
      "PRAGMA user_version = 7")
    var expected = DatabaseHealth()
    (expected.rowCounts, expected.userVersion) = (["conversations": 2, "patterns": 0], 7)
    #expect(try health() == expected)
  }

  @Test func `foreign keys that lead nowhere are counted by table`() throws {
    try folder.make(
      folder.live, "CREATE TABLE a (id INTEGER PRIMARY KEY)",
      "CREATE TABLE b (a REFERENCES a (id))", "CREATE TABLE c (a REFERENCES a (id))",
      "INSERT INTO b VALUES (1), (2), (NULL)")
    #expect(try health().foreignKeys == ["b": 2])
  }

  @Test func `a table that cannot be asked is named, and the others are asked`() throws {
    try folder.make(
      folder.live, "CREATE TABLE gone (id)", "CREATE VIEW conversations AS SELECT id FROM gone",
      "CREATE TABLE patterns (id)", "DROP TABLE gone")
    let health = try health()
    #expect(
      health.unanswered.keys.sorted() == ["conversations"] && health.rowCounts == ["patterns": 0])
  }

  @Test(arguments: ["DELETE", "WAL"], ["fts5", "fts4"])
  func `a full-text index that does not fit its rows is named, and its remedy works`(
    mode: String, module: String
  ) throws {
    let content = module == "fts5" ? "content='notes', content_rowid='id'" : "content='notes'"
    let peer = try Peer(folder.live)
    try peer.run("PRAGMA journal_mode = \(mode)")
    try peer.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text)")
    try peer.run("CREATE VIRTUAL TABLE found USING \(module)(text, \(content))")
    try peer.run("INSERT INTO notes VALUES (1, 'tides')")
    try peer.run("INSERT INTO found (found) VALUES ('rebuild')")
    #expect(try health().brokenIndexes == [])
    try peer.run("UPDATE notes SET text = 'ropes'")
    let health = try health()
    #expect(health.brokenIndexes.map(\.name) == ["found"] && health.problems == [])
    #expect(health.usesLog == (mode == "WAL"))
    try peer.run(try #require(health.brokenIndexes.first).remedy)
    #expect(try self.health().brokenIndexes == [])
    peer.end()
  }

  @Test func `a file that SQLite cannot read is a finding`() throws {
    try folder.write(folder.live, Array("this is a letter, not a database ".utf8) + Array(0..<255))
    #expect(try health().problems.count == 1)
  }

  @Test func `a table without rowid whose key is not in front is sound`() throws {
    try folder.make(
      folder.live, "CREATE TABLE a (x, y, k, PRIMARY KEY (k, x)) WITHOUT ROWID",
      "INSERT INTO a VALUES (1, 2, 3)")
    #expect(try health().problems == [])
  }

  @Test
  func `a table that only the program can read that made it is named, the others are checked`()
    throws
  {
    try folder.make(
      folder.live, "CREATE TABLE patterns (id)", "CREATE TABLE mine (name CHECK (name <> ''))",
      "INSERT INTO mine VALUES ('x')", "PRAGMA writable_schema = ON",
      "UPDATE sqlite_schema SET sql = 'CREATE TABLE mine (name CHECK (ours(name)))' "
        + "WHERE name = 'mine'")
    let health = try health()
    #expect(health.problems == [] && health.rowCounts == ["patterns": 0])
    #expect(health.unanswered.keys.sorted() == ["mine"])
  }
}
