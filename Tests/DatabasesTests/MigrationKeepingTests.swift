import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Losses that a migration must declare, and that the authorizer alone does not see.
@Suite(.tags(.process)) struct MigrationKeepingTests {
  private let folder: Folder
  private let databases = SQLiteDatabases(busySeconds: 1)

  init() throws { folder = try Folder() }

  @discardableResult private func migrate(
    _ text: String, isDestructive: Bool = false
  ) throws -> MigratedDatabase {
    var result: MigratedDatabase?
    try databases.migrate([
      DatabaseMigration(
        database: folder.live,
        scripts: [
          DatabaseMigration.Script(
            fileName: "001_change.sql", version: 1, text: text, isDestructive: isDestructive)
        ])
    ]) { result = $0.first }
    return try #require(result)
  }

  /// Runs a script that must be refused, and returns the sentence; nothing may have changed.
  @discardableResult private func refused(_ text: String) throws -> String {
    let before = try databases.digest(of: folder.live)
    let failure = #expect(throws: MigrationFailure.self, "\(text)") { try migrate(text) }
    #expect(try databases.digest(of: folder.live) == before, "\(text)")
    return "\(try #require(failure))"
  }

  @Test func `a foreign key that nothing can be asked about is no obstacle`() throws {
    try folder.make(
      folder.live, "CREATE TABLE parent (x)", "CREATE TABLE child (p REFERENCES parent(x))",
      "CREATE TABLE note (child REFERENCES other(id))", "INSERT INTO child VALUES (1)",
      "CREATE TABLE other (id INTEGER PRIMARY KEY)")
    try refused("INSERT INTO note VALUES (7)")
    try migrate("CREATE TABLE a (x)")
    let health = try databases.health(of: folder.live, scratch: folder.scratch)
    #expect(health.unfollowed["child"]?.contains("mismatch") == true)
  }

  @Test func `the words of a search table that keeps no text are not taken away`() throws {
    try folder.make(
      folder.live, "CREATE VIRTUAL TABLE words USING fts5(text, content='')",
      "INSERT INTO words(rowid, text) VALUES (1, 'hello'), (2, 'world')")
    try refused("INSERT INTO words(words) VALUES ('delete-all')")
    try refused("INSERT INTO words(words, rowid, text) VALUES ('delete', 1, 'hello')")
    try migrate("INSERT INTO words(rowid, text) VALUES (3, 'again')")
    let found = "SELECT rowid FROM words WHERE words MATCH 'hello OR again' ORDER BY 1"
    #expect(try folder.ask(folder.live, found) == "[[1], [3]]")
  }

  @Test func `the words of a search table that keeps no sizes either are not taken away`() throws {
    try folder.make(
      folder.live, "CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0)",
      "INSERT INTO words(rowid, text) VALUES (1, 'hello')")
    try refused("INSERT INTO words(words) VALUES ('delete-all')")
  }

  @Test func `the rows of an R-tree are not replaced`() throws {
    try folder.make(
      folder.live, "CREATE VIRTUAL TABLE box USING rtree(id, low, high)",
      "INSERT INTO box VALUES (1, 1, 2), (2, 3, 4)")
    try refused("INSERT OR REPLACE INTO box VALUES (1, 7, 8)")
    #expect(try folder.ask(folder.live, "SELECT low FROM box ORDER BY id") == "[[1.0], [3.0]]")
  }

  @Test(arguments: ["fts5(text)", "fts5(text, content='')", "fts4(text)", "rtree(id, low, high)"])
  func `nobody writes to the tables behind a virtual table`(module: String) throws {
    try folder.make(
      folder.live, "CREATE VIRTUAL TABLE it USING \(module)", "INSERT INTO it(rowid) VALUES (1)")
    let behind = try folder.ask(
      folder.live, "SELECT name FROM sqlite_schema WHERE name LIKE 'it\\_%' ESCAPE '\\'")
    for name in behind.split(separator: "\"").filter({ $0.hasPrefix("it_") }) {
      try refused("DELETE FROM \(name)")
      try refused("INSERT OR REPLACE INTO \(name) SELECT * FROM \(name)")
    }
  }

  @Test func `a column is added whose values SQLite has to look at`() throws {
    try folder.make(
      folder.live, "CREATE TABLE note (id INTEGER PRIMARY KEY)", "INSERT INTO note VALUES (1)")
    try migrate(
      """
      ALTER TABLE note ADD COLUMN state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'old'));
      ALTER TABLE note ADD COLUMN twice INTEGER NOT NULL AS (id * 2);
      """)
    #expect(try folder.ask(folder.live, "SELECT * FROM note") == #"[[1, "new", 2]]"#)
  }

  @Test func `rows are added to a table that counts, and nobody sets the count back`() throws {
    try folder.make(
      folder.live, "CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, title)",
      "INSERT INTO note(title) VALUES ('one'), ('two')")
    try refused("INSERT INTO sqlite_sequence VALUES ('note', 0)")
    try refused("UPDATE sqlite_sequence SET seq = 0")
    try migrate("INSERT INTO note(title) VALUES ('three')")
    #expect(try folder.ask(folder.live, "SELECT seq FROM sqlite_sequence") == "[[3]]")
  }

  @Test func `a view of what is gone and a table of an unknown module are in nobody's way`() throws
  {
    try folder.make(
      folder.live, "CREATE TABLE note (id INTEGER PRIMARY KEY)", "CREATE TABLE gone (x)",
      "CREATE VIEW lost AS SELECT x FROM gone", "DROP TABLE gone", "PRAGMA writable_schema = ON",
      """
      INSERT INTO sqlite_schema VALUES
        ('table', 'vectors', 'vectors', 0, 'CREATE VIRTUAL TABLE vectors USING vec0(v float[3])')
      """)
    try refused("DROP VIEW lost")
    try refused("DROP TABLE vectors")
    try migrate("CREATE TABLE feedback (x); INSERT INTO note VALUES (1)")
    #expect(try databases.schemaVersion(of: folder.live) == 1)
  }
}
