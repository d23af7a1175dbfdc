import CSQLite
import FileEffects

/// A prepared statement, stepped by hand where the rows are too many to be held.
final class Statement {
  private let connection: Connection
  private(set) var handle: OpaquePointer?

  init(_ connection: Connection, _ sql: String) throws(DatabaseAccessError) {
    self.connection = connection
    try connection.require(sqlite3_prepare_v2(connection.handle, sql, -1, &handle, nil))
  }

  deinit {
    // Its code would repeat the error of the last step.
    sqlite3_finalize(handle)
  }

  var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// Binds a value that SQLite handed out to the parameter at `index`, counted from 0.
  func bind(_ value: OpaquePointer?, at index: Int) throws {
    try connection.require(
      value.map { sqlite3_bind_value(handle, Int32(index + 1), $0) }
        ?? sqlite3_bind_null(handle, Int32(index + 1)))
  }

  func bind(_ number: Int, at index: Int) throws {
    try connection.require(sqlite3_bind_int64(handle, Int32(index + 1), Int64(number)))
  }

  func bind(_ number: Double, at index: Int) throws {
    try connection.require(sqlite3_bind_double(handle, Int32(index + 1), number))
  }

  func require(_ code: Int32) throws(DatabaseAccessError) { try connection.require(code) }

  func failure(_ code: Int32) -> DatabaseAccessError { connection.failure(code) }

  /// SQLite's words for what went wrong last.
  var message: String { String(cString: sqlite3_errmsg(connection.handle)) }

  /// Binds values to all parameters, from the first.
  func bind(_ values: [OpaquePointer?]) throws {
    for (index, value) in values.enumerated() { try bind(value, at: index) }
  }

  /// Goes on to the next row; `false` at the end.
  func step() throws(DatabaseAccessError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.failure(code)
    }
  }

  /// Runs a statement that gives no rows, and makes it ready to be run again.
  func run() throws {
    defer { reset() }
    while try step() {}
  }

  func reset() {
    // Its code would repeat the error of the last step.
    sqlite3_reset(handle)
  }

  /// A value of the present row, valid until the next step.
  func value(_ column: Int) -> OpaquePointer? { sqlite3_column_value(handle, Int32(column)) }

  func integer(_ column: Int) -> Int { Int(sqlite3_column_int64(handle, Int32(column))) }

  func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  func text(_ column: Int) -> String {
    withText(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// Hands out the bytes of a text in UTF-8.
  func withText<Value>(
    _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    // The text first: asking for it decides in which encoding its length is counted.
    let start = UnsafeRawPointer(sqlite3_column_text(handle, Int32(column)))
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  func kind(_ column: Int) -> ValueKind {
    switch sqlite3_column_type(handle, Int32(column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

  /// Hands out the bytes of a blob.
  func withBytes<Value>(
    _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    let start = sqlite3_column_blob(handle, Int32(column))
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// How many bytes the values of the present row have; texts among them may be in another encoding
  /// from then on.
  var byteCount: Int {
    (0..<columnCount).reduce(0) { sum, column in
      switch kind(column) {
      case .text, .blob: sum + Int(sqlite3_column_bytes(handle, Int32(column)))
      default: sum + MemoryLayout<Int64>.size
      }
    }
  }

  /// Runs a statement that gives no rows, with bytes as one of its parameters, counted from 0.
  func run(binding bytes: [UInt8], at index: Int = 0) throws {
    try binding(bytes, at: index) { try run() }
  }

  /// Whether there is a row with these bytes as the only parameter.
  func finds(_ bytes: [UInt8]) throws -> Bool {
    try binding(bytes, at: 0) {
      defer { reset() }
      return try step()
    }
  }

  private func binding<Value>(
    _ bytes: [UInt8], at index: Int, _ body: () throws -> Value
  ) throws -> Value {
    try bytes.withUnsafeBytes { bytes in
      // Without a destructor they are not copied: they stay until `body` has run.
      try connection.require(
        sqlite3_bind_blob64(
          handle, Int32(index + 1), bytes.baseAddress, UInt64(bytes.count), nil))
      return try body()
    }
  }

  /// The present row by column, each value as SQL writes it.
  func row(_ columns: [String]) -> [String: String] {
    Dictionary(zip(columns, literals)) { first, _ in first }
  }

  /// All values of the present row as SQL writes them.
  var literals: [String] {
    (0..<columnCount).map { SQLText.literal(sqlite3_column_value(handle, Int32($0))) }
  }
}

extension Statement {
  /// Runs a statement that gives no rows; returns SQLite's words where a rule of the table is against
  /// it.
  func runUnlessRefused() throws -> String? {
    defer { reset() }
    let code = sqlite3_step(handle)
    if code == SQLITE_DONE { return nil }
    guard code & 0xff == SQLITE_CONSTRAINT else { throw connection.failure(code) }
    return String(cString: sqlite3_errmsg(connection.handle))
  }
}
