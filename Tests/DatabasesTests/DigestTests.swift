import Databases
import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct DigestTests {
  let folder: Folder
  let databases = SQLiteDatabases()

  init() throws { folder = try Folder() }

  /// The digest of a new database that holds one column of these values.
  func digest(ofValues values: String..., name: String = "t.db") throws -> String {
    let path = folder.path.appending(name)
    try LocalFileSystem().remove(path)
    try folder.make(
      path, "CREATE TABLE t (a)", "INSERT INTO t VALUES " + values.joined(separator: ", "))
    return try #require(try databases.digest(of: path).tables.first).digest
  }

  @Test func `the order of the rows does not matter`() throws {
    #expect(
      try digest(ofValues: "(1)", "('x')", "(NULL)")
        == digest(ofValues: "(NULL)", "(1)", "('x')"))
  }

  @Test func `how often a row is there matters`() throws {
    #expect(try digest(ofValues: "(1)", "(1)", "(2)") != digest(ofValues: "(1)", "(2)", "(2)"))
    #expect(try digest(ofValues: "(1)", "(1)") != digest(ofValues: "(2)", "(2)"))
  }

  @Test func `values of different types, however alike, differ`() throws {
    let values = [
      "(NULL)", "('')", "(x'')", "(0)", "(1)", "(1.0)", "('1')", "(x'31')", "('1' || char(0))",
      "(x'3132')", "('12')", "(1.5)", "(-1)",
    ]
    let digests = try values.map { try digest(ofValues: $0) }
    #expect(Set(digests).count == values.count)
  }

  @Test(arguments: ["t", "a b", "select", "it's", "\"", "\"\u{301}", "'\u{301}", "ä"])
  func `tables and columns can have any name`(name: String) throws {
    try folder.make(
      folder.live, "CREATE TABLE [\(name)] ([\(name)])", "INSERT INTO [\(name)] VALUES (1)")
    let table = try #require(try databases.digest(of: folder.live).tables.first)
    #expect(table.name == name && table.rows == 1)
    #expect(try databases.schema(of: folder.live).objects.map(\.columns) == [[name]])
    #expect(
      try databases.health(of: folder.live, scratch: folder.path.appending("scratch")).problems
        == [])
  }

  @Test func `one changed bit differs`() throws {
    #expect(
      try digest(ofValues: "(x'00000000000000000000')")
        != digest(ofValues: "(x'00000000000000000001')"))
  }

  @Test func `where one value ends and the next begins matters`() throws {
    try folder.make(folder.live, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES ('ab', 'c')")
    try folder.make(folder.copy, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES ('a', 'bc')")
    let (one, two) = (try databases.digest(of: folder.live), try databases.digest(of: folder.copy))
    #expect(one.schema == two.schema)
    #expect(one.tables != two.tables)
  }

  @Test func `how the pages lie does not matter`() throws {
    try folder.make(
      folder.live, "CREATE TABLE t (a INTEGER PRIMARY KEY, b)", "CREATE INDEX i ON t (b)",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        + "INSERT INTO t SELECT i, randomblob(i) FROM n", "DELETE FROM t WHERE a % 3 = 0")
    let before = try databases.digest(of: folder.live)
    let bytes = try folder.bytes(folder.live)
    try folder.make(folder.live, "PRAGMA page_size = 1024", "VACUUM", "ANALYZE")
    #expect(try folder.bytes(folder.live) != bytes)
    #expect(try databases.digest(of: folder.live) == before)
    #expect(before.tables.map(\.rows) == [334])
  }

  @Test func `a digest stays the same from version to version`() throws {
    try folder.make(
      folder.live, "PRAGMA user_version = 7", "CREATE TABLE t (a, b, c)",
      "INSERT INTO t VALUES (1, 2.5, 'three'), (NULL, x'04', '')", "CREATE TABLE empty (a)")
    let digest = try databases.digest(of: folder.live)
    #expect(digest.userVersion == 7)
    #expect(digest.schema == "aa93df8d5255c5eaeeebd98ee4512874b70f72283d96a4221493dba586398745")
    #expect(digest.tables.map(\.name) == ["empty", "t"])
    #expect(digest.tables.map(\.rows) == [0, 2])
    #expect(
      digest.tables.map(\.digest) == [
        String(repeating: "0", count: 64),
        "1efc59cc77040a061d5fb6a1771e6ff393e5cb898ff190ec4f05eddef39b8093",
      ])
  }

  @Test func `sequences and shadow tables are in it, virtual tables and statistics are not`() throws
  {
    try folder.make(
      folder.live, "CREATE TABLE s (a INTEGER PRIMARY KEY AUTOINCREMENT)",
      "INSERT INTO s DEFAULT VALUES", "CREATE VIRTUAL TABLE f USING fts5 (text)",
      "INSERT INTO f VALUES ('some words')", "ANALYZE", "CREATE VIEW v AS SELECT 1")
    let names = try databases.digest(of: folder.live).tables.map(\.name)
    #expect(
      names == ["f_config", "f_content", "f_data", "f_docsize", "f_idx", "s", "sqlite_sequence"])
  }

  @Test func `only the columns asked for are digested`() throws {
    try folder.make(folder.live, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 2)")
    let wanted = ["t": ["a", "b"]]
    let before = try databases.digest(of: folder.live, columns: wanted)
    try folder.make(
      folder.live, "ALTER TABLE t ADD COLUMN c DEFAULT 3", "CREATE TABLE u (a)",
      "UPDATE t SET c = 4")
    let after = try databases.digest(of: folder.live, columns: wanted)
    #expect(after.tables == before.tables)
    #expect(try databases.digest(of: folder.live).tables != before.tables)
    #expect(after.schema != before.schema)
  }

  @Test(arguments: [["t": ["a", "gone"]], ["gone": ["a"]]])
  func `a table or column that is not there is an error that names it`(
    wanted: [String: [String]]
  ) throws {
    try folder.make(folder.live, "CREATE TABLE t (a)")
    let error = #expect(throws: DatabaseAccessError.self) {
      try databases.digest(of: folder.live, columns: wanted)
    }
    #expect("\(try #require(error))".contains("gone"))
  }

  @Test func `names with quotes and tables without rowid are digested`() throws {
    try folder.make(
      folder.live, "CREATE TABLE \"a\"\"b\" (\"c\"\"d\" PRIMARY KEY, \"select\") WITHOUT ROWID",
      "INSERT INTO \"a\"\"b\" VALUES (1, 2)")
    #expect(try databases.digest(of: folder.live).tables.map(\.rows) == [1])
  }

  @Test func `rows are counted as a digest counts them`() throws {
    try folder.make(
      folder.live, "CREATE TABLE \"a\"\"b\" (x PRIMARY KEY) WITHOUT ROWID", "CREATE TABLE c (x)",
      "CREATE INDEX few ON c (x) WHERE x > 1", "CREATE TABLE empty (x)",
      "CREATE VIRTUAL TABLE words USING fts5 (text)", "INSERT INTO \"a\"\"b\" VALUES (1), (2)",
      "INSERT INTO c VALUES (1), (1), (2)", "INSERT INTO words VALUES ('one')", "ANALYZE")
    let digested = try databases.digest(of: folder.live).tables
    #expect(digested.count > 5)
    #expect(
      try databases.rowCounts(of: folder.live)
        == digested.map { TableRows(name: $0.name, rows: $0.rows) })
  }

  @Test func `UTF-16 text has the digest of the same text in UTF-8`() throws {
    for (path, encoding) in [(folder.live, "UTF-8"), (folder.copy, "UTF-16")] {
      try folder.make(
        path, "PRAGMA encoding = '\(encoding)'", "CREATE TABLE t (a)",
        "INSERT INTO t VALUES ('Grüße, 🌍')")
    }
    #expect(try databases.digest(of: folder.live) == databases.digest(of: folder.copy))
  }
}
