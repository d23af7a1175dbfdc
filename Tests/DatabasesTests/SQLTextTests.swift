import CSQLite
import TestSupport
import Testing

@testable import Databases

@Suite(.tags(.unit)) struct SQLTextTests {
  static let words = [
    "", "a", "'", "\"", "''", "a'b\"c", "`", "[a]", "'\u{301}", "\"\u{301}", "a\u{301}'", "🧠",
    "'🧠'", "\r\n'",
  ]

  /// The name of the column and the value that SQLite reads in `SELECT value AS name`.
  private func read(_ value: String, as name: String) throws -> (name: String, value: String) {
    var handle, statement: OpaquePointer?
    try #require(sqlite3_open(":memory:", &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    try #require(
      sqlite3_prepare_v2(handle, "SELECT \(value) AS \(name)", -1, &statement, nil) == SQLITE_OK)
    defer { sqlite3_finalize(statement) }
    try #require(sqlite3_step(statement) == SQLITE_ROW)
    return (
      String(cString: sqlite3_column_name(statement, 0)),
      String(cString: sqlite3_column_text(statement, 0))
    )
  }

  @Test(arguments: words)
  func `SQLite reads names and texts as they were, whatever is in them`(word: String) throws {
    let read = try read(SQLText.literal(word), as: SQLText.name(word + "x"))
    #expect(Array(read.name.utf8) == Array((word + "x").utf8))
    #expect(Array(read.value.utf8) == Array(word.utf8))
  }

  @Test(arguments: words)
  func `a word in quotes stands for what is in them`(word: String) {
    for quoted in [SQLText.literal(word), SQLText.name(word)] {
      #expect(Array(SQLText.unquoted(quoted).utf8) == Array(word.utf8))
    }
    #expect(SQLText.unquoted("[\(word)]").utf8.elementsEqual(word.utf8))
  }

  @Test func `a word without quotes stands for itself`() {
    for word in ["", "a", "\"", "content"] { #expect(SQLText.unquoted(word) == word) }
  }
}
