import CSQLite

/// One change of a changeset, valid while SQLite is at it.
struct Change {
  enum Operation: CaseIterable { case insert, update, delete }

  let operation: Operation
  private let iterator: OpaquePointer?
  private let connection: Connection

  init(_ iterator: OpaquePointer?, _ connection: Connection) throws {
    var code: Int32 = 0
    var table: UnsafePointer<CChar>?
    var columns: Int32 = 0
    try connection.require(sqlite3changeset_op(iterator, &table, &columns, &code, nil))
    operation =
      switch code {
      case SQLITE_INSERT: .insert
      case SQLITE_DELETE: .delete
      default: .update
      }
    (self.iterator, self.connection) = (iterator, connection)
  }

  /// The value before, by its position; `nil` if there was none, or an update leaves it alone.
  func old(_ place: Int) throws -> OpaquePointer? {
    var value: OpaquePointer?
    try connection.require(sqlite3changeset_old(iterator, Int32(place), &value))
    return value
  }

  /// The value after, by its position; `nil` if there is none, or an update leaves it alone.
  func new(_ place: Int) throws -> OpaquePointer? {
    var value: OpaquePointer?
    try connection.require(sqlite3changeset_new(iterator, Int32(place), &value))
    return value
  }

  /// The values that say which row it is about.
  func key(_ places: [Int]) throws -> [OpaquePointer?] {
    try places.map { try operation == .insert ? new($0) : old($0) }
  }
}

extension Change {
  /// SQLite's reason for refusing a new row that breaks a rule of the table; `nil` if it takes the row.
  ///
  /// The session extension keeps the reason to itself, so the row is tried once more.
  func refusal(ofInsertInto target: Connection, as pair: RowPair) throws -> String? {
    let values = try pair.columns.indices.compactMap { place in
      try new(place).map { (pair.columns[place].name, $0) }
    }
    let attempt = try Statement(
      target,
      "INSERT INTO \(SQLText.table(pair.table)) (\(SQLText.names(values.map(\.0)))) "
        + "VALUES (\(SQLText.parameters(values.count)))")
    try attempt.bind(values.map(\.1))
    return try attempt.runUnlessRefused()
  }
}
