import CSQLite
import SystemPackage

/// A database that the tests' own process has open: for the program under test it is another one.
final class LiveDatabase {
  struct Failure: Error {
    var reason: String
  }

  private var handle: OpaquePointer?

  init(_ path: FilePath) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    try check(sqlite3_open_v2(path.string, &handle, flags, nil))
    try check(sqlite3_busy_timeout(handle, 5000))
  }

  deinit { sqlite3_close(handle) }

  /// Runs statements and returns the rows of the last one: a line each, with bars between the values.
  func run(_ statements: String) throws -> String {
    var rows: [String] = []
    try statements.withCString { start in
      var next: UnsafePointer<CChar>? = start
      while let text = next, text.pointee != 0 {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, text, -1, &statement, &next))
        defer { sqlite3_finalize(statement) }
        // What is only blank.
        guard let statement else { continue }
        rows = try self.rows(of: statement)
      }
    }
    return rows.joined(separator: "\n")
  }

  private func rows(of statement: OpaquePointer) throws -> [String] {
    var rows: [String] = []
    while true {
      let code = sqlite3_step(statement)
      guard code == SQLITE_ROW else {
        try check(code == SQLITE_DONE ? SQLITE_OK : code)
        return rows
      }
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "NULL"
        }.joined(separator: "|"))
    }
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw Failure(reason: String(cString: sqlite3_errmsg(handle))) }
  }
}
