import Databases
import FileEffects
import TestSupport
import Testing

@Suite(.tags(.process)) struct MigrationTrialTests {
  private func findings(_ sql: String) -> [MigrationFinding] {
    MigrationLintTests.lint(["001_x.sql": MigrationLintTests.file(sql)]).findings()
  }

  @Test func `a fault is told in SQLite's words with its line in the file`() {
    let found = findings("CREATE TABLE t (\n  a,\n  b b,,\n  c\n);\nSELEC 1;\nCREATE TABLE u (a);")
    #expect(found.map(\.line) == [9, 12] && found.allSatisfy { $0.rule == .sqlite })
    #expect(found.first?.message == "SQLite says: near \",\": syntax error")
    #expect(found.first?.remedy == "correct the statement that starts on line 7")
  }

  @Test(arguments: [
    "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;", "SELECT 'never ended;", "SELECT (1;",
    "CREATE TABLE t (a); CREATE TABLE t (b);", "CREATE TABLE t (a, a);", "SELECT no_function(1);",
    "CREATE TABLE t (a NOT NULL); INSERT INTO t VALUES (NULL);",
  ])
  func `what no schema could make right is an error`(sql: String) {
    #expect(findings(sql).contains { $0.rule == .sqlite && $0.severity == .error })
  }

  @Test(arguments: [
    "SELECT topic FROM conversations;", "ALTER TABLE conversations ADD COLUMN mood TEXT;",
    "CREATE TABLE t (a); INSERT INTO t SELECT id FROM conversations;", "REINDEX old_index;",
  ])
  func `what only an older schema can tell is none`(sql: String) {
    #expect(findings(sql).filter { $0.severity == .error && $0.rule == .sqlite } == [])
  }

  @Test func `files run in their order, each on the databases that it names`() {
    func found(_ database: String) -> [MigrationFinding] {
      MigrationLintTests.lint([
        "010_c.sql": MigrationLintTests.file(
          "CREATE TABLE t (a);", number: 10, database: database),
        "9_b.sql": MigrationLintTests.file(
          "CREATE TABLE t (a);", number: 9, database: "x.db, y.db"),
      ]).findings().filter { $0.rule == .sqlite }
    }
    #expect(found("x.db, y.db").map(\.file) == ["010_c.sql"])
    #expect(found("y.db").map(\.message) == ["SQLite says: table t already exists"])
    #expect(found("z.db") == [])
  }

  @Test(
    .timeLimit(.minutes(30)),
    arguments: [
      "SELECT max(i) FROM n;", "CREATE TABLE t AS SELECT * FROM n;",
    ])
  func `a statement that does not end is stopped and named`(sql: String) {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    let text =
      sql.hasPrefix("SELECT")
      ? endless + sql : sql.replacing("SELECT *", with: "\(endless)SELECT *")
    var lint = MigrationLintTests.lint(["001_x.sql": MigrationLintTests.file("\n\(text)")])
    lint.limit = .seconds(1)
    let found = lint.findings()
    #expect(found.map(\.rule).contains(.endless) && found.map(\.line).contains(8))
  }

  @Test func `a table that is filled without end is stopped before memory is full`() {
    var lint = MigrationLintTests.lint([
      "001_x.sql": MigrationLintTests.file(
        """
        CREATE TABLE t (a);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        INSERT INTO t SELECT zeroblob(50000000) FROM n;
        """)
    ])
    lint.limit = .seconds(60)
    #expect(
      lint.findings().map(\.message)
        == ["writes more than 65536 pages, or fills the disk with temporary files"])
  }

  @Test(arguments: ["DELETE", "WAL"])
  func `against a database its own schema counts`(journal: String) throws {
    let folder = try Folder()
    try folder.make(
      folder.live, "PRAGMA journal_mode = \(journal)",
      "CREATE TABLE conversations (id INTEGER PRIMARY KEY, topic TEXT)",
      "CREATE TABLE t (other)", "PRAGMA user_version = 1")
    var lint = MigrationLintTests.lint([
      "001_x.sql": MigrationLintTests.file("CREATE TABLE conversations (id);"),
      "002_y.sql": MigrationLintTests.file(
        """
        ALTER TABLE conversations ADD COLUMN mood TEXT;
        CREATE TABLE IF NOT EXISTS t (a);
        CREATE INDEX i ON t (a);
        INSERT INTO gone VALUES (1);
        """, number: 2),
    ])
    #expect(lint.findings().filter { $0.severity == .error } == [])
    lint.brain = ["a.db": try folder.snapshot(folder.live)]
    let errors = lint.findings().filter { $0.severity == .error }
    #expect(
      errors.map(\.message) == [
        "SQLite says: no such column: a", "SQLite says: no such table: gone",
      ])
    #expect(errors.map(\.line) == [9, 10])
  }

  @Test func `a database that cannot be read is an error, not silence`() throws {
    var lint = MigrationLintTests.lint([
      "001_x.sql": MigrationLintTests.file("CREATE TABLE t (a);")
    ])
    lint.brain = ["a.db": Array("this is a letter and no database at all".utf8)]
    #expect(
      lint.findings().contains { $0.rule == .sqlite && $0.message.contains("not a database") })
  }
}
