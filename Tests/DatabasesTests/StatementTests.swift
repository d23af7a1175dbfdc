import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct StatementTests {
  private func statements(_ text: String) -> [String] {
    Migration.statements(of: text).map { String($0.sql) }
  }

  @Test func `statements begin at their first token and end at their semicolon`() {
    let text = "-- a;\n;SELECT 1;\r\n\n /* b; */ SELECT\n 2 -- c;\n; SELECT 3 -- d"
    #expect(statements(text) == ["SELECT 1;", "SELECT\n 2 -- c;\n;", "SELECT 3"])
    #expect(Migration.statements(of: text).map(\.line) == [2, 4, 6])
    #expect(statements(" \n;;-- nothing\n").isEmpty && statements("").isEmpty)
  }

  @Test(arguments: [
    "SELECT ';', \";\", `;`, [;], x'3b', 'a'';', \"a\"\";\";",
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END;",
    "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT ';END;'; /*;END;*/ SELECT 1;\nend\n;",
    "CREATE TABLE \"trigger\" (a, b);",
  ])
  func `a semicolon in a literal, comment or trigger ends nothing`(sql: String) {
    #expect(statements("\(sql) SELECT 1;") == [sql, "SELECT 1;"])
  }

  @Test(arguments: ["SELECT 'a; b", "SELECT \"a; b", "SELECT [a; b", "SELECT x'a; b"])
  func `what is not ended goes on to the end`(sql: String) {
    #expect(statements("SELECT 0; \(sql); SELECT 1;") == ["SELECT 0;", "\(sql); SELECT 1;"])
  }

  @Test func `a comment that is not ended hides the rest, and the first end of one is its end`() {
    #expect(statements("SELECT 0; /* SELECT 1;").map { $0 } == ["SELECT 0;"])
    #expect(statements("/* /* */ SELECT 1; */") == ["SELECT 1;", "*/"])
  }

  @Test func `a trigger without end is one statement`() {
    let sql = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2;"
    #expect(statements(sql) == [sql])
  }

  @Test func `text beyond ASCII stays whole`() {
    #expect(statements("\u{feff}SELECT 'ä;🦜'; SELECT ü;") == ["SELECT 'ä;🦜';", "SELECT ü;"])
  }

  /// With a time that grows with the square of the length these would take minutes.
  @Test(.timeLimit(.minutes(30)), arguments: [false, true])
  func `a hundred thousand statements are cut in linear time`(isInTrigger: Bool) throws {
    let line = "INSERT INTO things VALUES ('a;b', 12);\n"
    let text =
      (isInTrigger ? "CREATE TRIGGER t AFTER INSERT ON a BEGIN " : "")
      + String(repeating: line, count: 100_000)
    let migration = try MigrationTests.migration(MigrationTests.header + text)
    #expect(migration.text.utf8.count > 3_500_000)
    let count = Migration.statements(of: text).count
    #expect(count == (isInTrigger ? 1 : 100_000))
  }
}
