import Databases
import TestSupport
import Testing

@Suite(.tags(.unit)) struct MigrationLintTests {
  /// Whole but for its statements.
  static func file(
    _ sql: String, number: Int = 1, database: String = "a.db", more: String = ""
  ) -> String {
    """
    -- Migration: x
    -- Version: \(number)
    -- Database: \(database)
    -- Date: 2026-01-31
    -- Author: somebody
    -- Description: for a test\(more)
    \(sql)
    PRAGMA user_version = \(number);
    -- Rollback:
    --   nothing
    """
  }

  static func lint(_ files: [String: String]) -> MigrationLint {
    MigrationLint(
      files.map { (name: $0.key, bytes: Array($0.value.utf8)) }, brainFolder: "cortex-brain")
  }

  /// The findings in one file with these statements; the first is in line 7.
  private func findings(_ sql: String, more: String = "") -> [MigrationFinding] {
    Self.lint(["001_x.sql": Self.file(sql, more: more)]).findings()
  }

  private func summary(_ findings: [MigrationFinding]) -> [String] {
    findings.map { "\($0.line ?? 0) \($0.rule.rawValue) \($0.severity.rawValue)" }
  }

  @Test func `a migration that only adds has no findings`() {
    #expect(
      findings(
        """
        CREATE TABLE t (a INTEGER PRIMARY KEY, "drop" TEXT DEFAULT 'DELETE FROM t; ROLLBACK');
        CREATE UNIQUE INDEX i ON t ("drop"); -- VACUUM;
        CREATE VIEW v AS SELECT replace("drop", 'a', 'b') FROM t;
        ALTER TABLE t ADD COLUMN dropped TEXT;
        INSERT INTO t VALUES (1, 'x', NULL) ON CONFLICT DO NOTHING;
        INSERT OR IGNORE INTO t VALUES (1, 'x', NULL);
        CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET dropped = 1; DELETE FROM t; END;
        CREATE TRIGGER s INSTEAD OF INSERT ON v BEGIN SELECT 1; END;
        WITH n AS (SELECT 2 AS i) INSERT INTO t SELECT i, 'y', NULL FROM n;
        PRAGMA foreign_keys = OFF; PRAGMA defer_foreign_keys = ON; PRAGMA foreign_key_check(t);
        PRAGMA table_info(t); PRAGMA journal_mode; SELECT count(*) FROM t;
        """) == [])
  }

  @Test(arguments: [
    ("CREATE TABLE a (x);\n/* more\nCREATE TABLE b (x);", 8, "comment"),
    ("CREATE TABLE a (x TEXT DEFAULT\n'it''s);", 8, "text in quotes"),
    ("CREATE TABLE a (x BLOB DEFAULT x'00);", 7, "text in quotes"),
    ("CREATE TABLE \"a (x);", 7, "name in quotes"),
    ("CREATE TABLE\n[a (x);", 8, "name in quotes"),
    ("CREATE TABLE `a (x);", 7, "name in quotes"),
    ("CREATE TABLE a (x, CHECK (x > 0);", 7, "parenthesis"),
    ("INSERT INTO a VALUES\n(1;", 8, "parenthesis"),
  ])
  func `what has no end is an error with its line`(_ sql: String, _ line: Int, _ what: String) {
    let found = findings(sql).filter { $0.rule == .unclosed }
    #expect(found.map(\.line) == [line], "\(found)")
    #expect(found.first?.severity == .error && found.first?.message.contains(what) ?? false)
  }

  @Test func `a comment that hides all statements is an error with its line`() {
    let found = findings("/*/ CREATE TABLE b (x);")
    #expect(summary(found) == ["7 unreadable error"] && found[0].message.contains("comment"))
  }

  @Test(arguments: [
    "CREATE TABLE a (x); /**/", "CREATE TABLE a (x) /* so */", "CREATE TABLE a (x) -- it's (all",
    "CREATE TABLE a (x TEXT DEFAULT 'it''s (')", "CREATE TABLE [a(] (x)", "/***/CREATE TABLE a (x)",
  ])
  func `what ends with the file is no error, with its semicolon or without`(_ sql: String) {
    let text = Self.file("").replacing("PRAGMA user_version = 1;", with: "") + "\n" + sql
    #expect(Self.lint(["001_x.sql": text]).findings().filter { $0.severity == .error } == [])
  }

  @Test func `an additive change of tables from before has none either`() {
    #expect(
      findings(
        """
        ALTER TABLE patterns ADD COLUMN tags TEXT;
        CREATE INDEX i ON patterns (tags);
        CREATE VIEW v AS SELECT tags FROM patterns;
        INSERT INTO patterns (name) SELECT name FROM older;
        """) == [])
  }

  @Test(arguments: [
    "DROP TABLE conversations;", "drop index if exists main.i;", "DROP VIEW v;",
    "ALTER TABLE t RENAME TO u;", "ALTER TABLE main.\"t\" RENAME COLUMN a TO b;",
    "ALTER TABLE t DROP COLUMN a;", "ALTER TABLE t DROP a;", "DELETE FROM t;",
    "/* DELETE */ UPDATE t SET a = 1;", "UPDATE OR IGNORE t SET a = 1;",
    "REPLACE INTO t VALUES (1);", "INSERT OR REPLACE INTO t VALUES (1);",
    "INSERT INTO t VALUES (1) ON CONFLICT (a) WHERE a > 1 DO UPDATE SET a = 2;",
    "WITH n AS (SELECT 1) DELETE FROM t;",
    "WITH n AS (SELECT 1), m(a) AS (SELECT 2) UPDATE t SET a = 1;",
    "CREATE TRIGGER r AFTER INSERT ON conversations BEGIN SELECT 1; END;",
    "CREATE TEMP TRIGGER IF NOT EXISTS r BEFORE UPDATE OF a, b ON main.t BEGIN SELECT 1; END;",
  ])
  func `what loses something needs the header's word`(sql: String) {
    #expect(summary(findings("\n\(sql)")) == ["8 additive error"])
    #expect(findings("\n\(sql)", more: "\n-- Destructive: yes") == [])
  }

  @Test(arguments: [
    "CREATE TABLE own (a); DELETE FROM own; UPDATE own SET a = 1; REPLACE INTO own VALUES (1);",
    "CREATE TABLE own (a); DROP TABLE own;",
    "CREATE INDEX i ON t (a); DROP INDEX IF EXISTS main.I;",
    "CREATE TABLE own (a); CREATE TRIGGER r AFTER INSERT ON \"OWN\" BEGIN SELECT 1; END;",
    "ALTER TABLE t ADD COLUMN x; ALTER TABLE t ADD y; UPDATE t SET x = (SELECT a, 1), \"Y\" = x;",
    "ALTER TABLE t ADD COLUMN x; UPDATE OR IGNORE t SET x = a WHERE a = 1;",
  ])
  func `with what the same migration makes it may do what it likes`(sql: String) {
    #expect(summary(findings("\n\(sql)")) == [])
  }

  @Test(arguments: [
    "ALTER TABLE t ADD x; UPDATE t SET x = 1, a = 2;", "ALTER TABLE u ADD x; UPDATE t SET x = 1;",
    "ALTER TABLE t ADD x; UPDATE t SET (x, a) = (1, 2);", "ALTER TABLE t ADD x; DELETE FROM t;",
    "CREATE TABLE own (a, b); ALTER TABLE own DROP COLUMN a;",
    "CREATE TABLE own (a); DROP TABLE t;",
  ])
  func `what was there before is not its own`(sql: String) {
    #expect(summary(findings("\n\(sql)")) == ["8 additive error"])
  }

  @Test func `what an earlier migration made is not this one's`() {
    let found = Self.lint([
      "001_x.sql": Self.file("CREATE TABLE t (a);"),
      "002_y.sql": Self.file(
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;", number: 2),
    ]).findings()
    #expect(found.map(\.rule) == [.additive])
  }

  @Test(arguments: [
    "ATTACH 'x.db' AS x;", "DETACH x;", "VACUUM;", "VACUUM INTO 'x.db';", "ROLLBACK;",
    "SAVEPOINT s;", "RELEASE s;", "INSERT OR ROLLBACK INTO t VALUES (1);",
    "SELECT load_extension('x');", "SELECT LOAD_EXTENSION ('x');",
    "INSERT INTO sqlite_master VALUES (1);", "INSERT INTO main.\"sqlite_schema\" VALUES (1);",
    "PRAGMA journal_mode = WAL;", "PRAGMA writable_schema(1);", "PRAGMA synchronous = OFF;",
    "PRAGMA temp.user_version;", "PRAGMA wal_checkpoint;", "PRAGMA optimize;",
    "PRAGMA application_id = 4;",
  ])
  func `some statements are never allowed`(sql: String) {
    for more in ["", "\n-- Destructive: yes"] {
      let found = findings("\n\(sql)", more: more).filter { $0.severity == .error }
      #expect(summary(found) == ["\(more.isEmpty ? 8 : 9) forbidden error"])
    }
  }

  @Test func `writing to the schema's table is forbidden beside being destructive`() {
    let found = findings("UPDATE sqlite_master SET sql = '';\nDELETE FROM sqlite_schema;")
    #expect(
      summary(found) == [
        "7 additive error", "7 forbidden error", "8 additive error", "8 forbidden error",
      ])
  }

  @Test func `a transaction of its own is noted and passed over`() {
    let found = findings("BEGIN IMMEDIATE;\nCREATE TABLE t (a);\nCOMMIT;\nBEGIN; END;")
    #expect(
      summary(found) == [
        "7 transaction note", "9 transaction note", "10 transaction note", "10 transaction note",
      ])
  }

  @Test(arguments: ["ADD COLUMN IF NOT EXISTS b;", "ADD IF NOT EXISTS b TEXT;"])
  func `a clause that SQLite has not is named`(clause: String) {
    let found = findings("CREATE TABLE t (a);\nALTER TABLE t \(clause)")
    #expect(summary(found) == ["8 add_column error"])
    #expect(found.first?.message == "SQLite has no ADD COLUMN IF NOT EXISTS")
  }

  @Test func `a table that may be there in another shape is noted`() {
    let found = findings("CREATE TABLE IF NOT EXISTS main.t (a);")
    #expect(summary(found) == ["7 if_not_exists note"])
    #expect(found.first?.message.contains("a table t of a different shape") == true)
  }

  @Test func `numbers have no gaps and are used once`() {
    func numbers(_ names: String...) -> [String] {
      var files: [String: String] = [:]
      for name in names {
        let number = Int(name.prefix(3)) ?? 0
        files[name] = Self.file("CREATE TABLE t\(name.prefix(5)) (a);", number: number)
          .replacing("TABLE t", with: "TABLE t\(name.suffix(5).prefix(1))")
      }
      return Self.lint(files).findings().filter { $0.rule == .numbers }.map(\.file)
    }
    #expect(numbers("001_a.sql", "002_b.sql", "003_c.sql") == [])
    #expect(numbers("001_a.sql", "003_b.sql", "004_c.sql") == ["003_b.sql"])
    #expect(numbers("002_a.sql", "003_b.sql") == ["002_a.sql"])
    #expect(numbers("001_a.sql", "001_b.sql", "002_c.sql") == ["001_b.sql"])
  }

  @Test func `the versions of each database rise`() {
    func versions(_ second: String, _ database: String) -> [MigrationFinding] {
      Self.lint([
        "001_a.sql": Self.file("CREATE TABLE t (a);").replacing("version = 1", with: "version = 7"),
        "002_b.sql": "-- Database: \(database)\nCREATE TABLE u (a);\n\(second)",
      ]).findings().filter { $0.rule == .versions }
    }
    #expect(versions("", "a.db").map(\.file) == ["002_b.sql"])
    #expect(versions("PRAGMA user_version = 7;", "a.db").first?.remedy == "set user_version to 8")
    #expect(versions("PRAGMA user_version = 8;", "a.db") == [])
    #expect(versions("", "b.db") == [])
  }

  @Test func `what the reader refuses is a finding with its line and remedy`() {
    let found = Self.lint([
      "001_a.sql": "SELECT 1;", "002_b.sql": "-- Database: a.db\n\nPRAGMA user_version = x;",
    ]).findings()
    #expect(summary(found) == ["0 unreadable error", "3 unreadable error"])
    #expect(found.first?.remedy == "add a line `-- Database: tier2/knowledge_graph.db`")
  }

  @Test func `a header that is not complete or not true is noted`() {
    let bare = Self.lint(["001_a.sql": "-- Database: a.db\nCREATE TABLE t (a);"]).findings()
    #expect(summary(bare) == ["0 header note", "0 rollback note"])
    #expect(bare.first?.message == "its header lacks Version, Date, Author, Description")
    let idle = findings("CREATE TABLE t (a);", more: "\n-- Destructive: yes\n-- Version: 3")
    #expect(summary(idle) == ["7 header note", "8 header note"])
    #expect(summary(findings("BEGIN; COMMIT;")).last == "7 transaction note")
    #expect(findings("").map(\.rule) == [.empty])
  }

  @Test func `all lines ending with CR and LF are counted as one each`() {
    let text = Self.file("CREATE TABLE t (a);\nDROP TABLE u;").replacing("\n", with: "\r\n")
    #expect(summary(Self.lint(["001_x.sql": text]).findings()) == ["8 additive error"])
  }
}
