import Databases
import TestSupport
import Testing

@Suite(.tags(.unit)) struct MigrationDigestTests {
  private func digest(_ sql: String) throws -> String {
    try MigrationTests.migration("\(MigrationTests.header)\(sql)").digest
  }

  static let table = "CREATE TABLE t (a DEFAULT 'x  -- y', b); SELECT 1 <= 2"

  @Test(arguments: [
    "CREATE TABLE t(a DEFAULT 'x  -- y',b);SELECT 1<=2;",
    "-- new\nCREATE\n\tTABLE /* a; b */ t (a DEFAULT 'x  -- y', b --\n);;\n; SELECT 1 <= 2; -- end",
  ])
  func `comments and white space are no difference`(sql: String) throws {
    #expect(try digest(sql) == digest(Self.table))
    #expect(Migration.difference(from: Self.table, to: sql) == [])
  }

  @Test(arguments: [
    "CREATE TABLE t (a DEFAULT 'x -- y', b); SELECT 1 <= 2",
    "CREATE TABLE t (a DEFAULT 'x  -- z', b); SELECT 1 <= 2",
    "CREATE TABLE t (a DEFAULT 'x  -- y', b); SELECT 1 < 2",
    "CREATE TABLE t (a DEFAULT 'x  -- y', bb); SELECT 1 <= 2",
    "CREATE TABLE t (a DEFAULT 'x  -- y', b)", "SELECT 1 <= 2; CREATE TABLE t (a, b)",
    "CREATE TABLE t (a DEFAULT \"x  -- y\", b); SELECT 1 <= 2",
  ])
  func `everything else is one`(sql: String) throws {
    #expect(try digest(sql) != digest(Self.table))
    #expect(Migration.difference(from: Self.table, to: sql) != [])
  }

  @Test func `words that only touch are two, and the parts of a literal are one`() throws {
    #expect(try digest("SELECT a b") != digest("SELECT ab"))
    #expect(try digest("SELECT x'00'") != digest("SELECT x '00'"))
    #expect(try digest("SELECT 1e+5") != digest("SELECT 1e + 5"))
    #expect(try digest("SELECT '';SELECT 1") != digest("SELECT ';SELECT 1"))
  }

  @Test func `a difference names the column, not the whole table`() {
    let old = "CREATE TABLE t (id INTEGER, name TEXT);\nCREATE INDEX i ON t (name);"
    let new = """
      CREATE TABLE t ( -- things
        id INTEGER,
        name TEXT NOT NULL,
        kind TEXT DEFAULT (lower('A, b'))
      );
      CREATE INDEX i ON t (name);
      """
    #expect(
      Migration.difference(from: old, to: new) == [
        "-   name TEXT", "+   name TEXT NOT NULL,", "+   kind TEXT DEFAULT (lower ('A, b'))",
      ])
    #expect(
      Migration.difference(from: old, to: "") == [
        "- CREATE TABLE t (", "-   id INTEGER,", "-   name TEXT", "- );", "- CREATE INDEX i ON t (",
        "-   name", "- );",
      ])
  }

  @Test func `texts that have nothing in common are compared all the same`() {
    let old = (0..<5000).map { "SELECT \($0);" }.joined()
    let new = (5000..<10000).map { "SELECT \($0);" }.joined()
    let lines = Migration.difference(from: old, to: new)
    #expect(lines.count == 10000 && lines.first == "- SELECT 0;" && lines.last == "+ SELECT 9999;")
  }
}
