/// A set of rows of any tables, each known by its key or its number as SQL writes them; kept in the
/// scratch database, for there may be many.
struct RowSet {
  private let insert: Statement
  private let select: Statement

  /// - Parameter name: One that no other set in this scratch database has; tables may have it.
  init(_ name: String, in scratch: Connection) throws {
    let table = "temp." + SQLText.name(name)
    try scratch.executeCountingChanges(
      "CREATE TABLE IF NOT EXISTS \(table) (row PRIMARY KEY) WITHOUT ROWID")
    insert = try Statement(scratch, "INSERT OR IGNORE INTO \(table) VALUES (?)")
    select = try Statement(scratch, "SELECT 1 FROM \(table) WHERE row = ?")
  }

  func add(_ row: [String], of table: String) throws {
    try insert.run(binding: Self.bytes(row, table))
  }

  func contains(_ row: [String], of table: String) throws -> Bool {
    try select.finds(Self.bytes(row, table))
  }

  /// Names of tables hold no zero byte.
  private static func bytes(_ row: [String], _ table: String) -> [UInt8] {
    Array(table.utf8) + [0] + row.joined(separator: ", ").utf8
  }
}
