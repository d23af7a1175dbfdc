import CSQLite
public import SystemPackage

/// A database that the tests' own process has open, which costs less than starting a program.
///
/// To a program under test it belongs to another process. Reading the file by other means in this process
/// drops its locks: tests that need them held start a program of their own.
public final class LiveDatabase {
  struct Failure: Error {
    var reason: String
  }

  private var handle: OpaquePointer?

  public init(_ path: FilePath) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    try check(sqlite3_open_v2(path.string, &handle, flags, nil))
    try check(sqlite3_busy_timeout(handle, 20_000))
  }

  deinit { sqlite3_close(handle) }

  /// Runs statements and returns the rows of the last one: a line each, with bars between the values.
  @discardableResult public func run(_ statements: String) throws -> String {
    try rows(of: statements) { statement, column in
      sqlite3_column_type(statement, column) == SQLITE_NULL ? "NULL" : text(statement, column)
    }.map { $0.joined(separator: "|") }.joined(separator: "\n")
  }

  /// Runs statements and returns the rows of the last one as JSON: `[[1, "a"], [2.5, null]]`.
  public func json(_ statements: String) throws -> String {
    let rows = try rows(of: statements) { statement, column in
      switch sqlite3_column_type(statement, column) {
      case SQLITE_NULL: return "null"
      case SQLITE_BLOB: throw Failure(reason: "JSON has no bytes")
      case SQLITE_TEXT: return quoted(text(statement, column))
      default: return text(statement, column)
      }
    }
    return "[" + rows.map { "[\($0.joined(separator: ", "))]" }.joined(separator: ", ") + "]"
  }

  private func text(_ statement: OpaquePointer, _ column: Int32) -> String {
    let start = sqlite3_column_text(statement, column)
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The text as Python's `json` writes it.
  private func quoted(_ text: String) -> String {
    let units = text.utf16.map { unit in
      switch unit {
      case 0x22: "\\\""
      case 0x5C: "\\\\"
      case 0x0A: "\\n"
      case 0x20..<0x7F: String(UnicodeScalar(UInt8(unit)))
      default: "\\u" + String(0x1_0000 + UInt32(unit), radix: 16).dropFirst()
      }
    }
    return "\"" + units.joined() + "\""
  }

  /// Runs statements; the values of the last one's rows, as `value` makes them of a row and a column.
  private func rows(
    of statements: String, _ value: (OpaquePointer, Int32) throws -> String
  ) throws -> [[String]] {
    var rows: [[String]] = []
    try statements.withCString { start in
      var next: UnsafePointer<CChar>? = start
      while let text = next, text.pointee != 0 {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, text, -1, &statement, &next))
        defer { sqlite3_finalize(statement) }
        // Only blanks are left.
        guard let statement else { continue }
        rows = []
        while case let code = sqlite3_step(statement), code != SQLITE_DONE {
          guard code == SQLITE_ROW else { throw failure }
          rows.append(try (0..<sqlite3_column_count(statement)).map { try value(statement, $0) })
        }
      }
    }
    return rows
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw failure }
  }

  private var failure: Failure { Failure(reason: String(cString: sqlite3_errmsg(handle))) }
}
