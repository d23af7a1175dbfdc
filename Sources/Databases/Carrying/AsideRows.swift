/// Rows of a table that are changed together, in a table of the scratch database: which one, what of it
/// changes, and what it held when it was taken out.
final class AsideRows {
  private let pair: RowPair
  private let shape: TableShape
  private let table: String
  private let insert: Statement
  private let update: Statement
  private let renumber: Statement
  private let select: Statement
  private let next: Statement
  /// Finds the number of a row by its row number in the target, or by its key if it has none.
  let find: Statement

  init(of pair: RowPair, _ shape: TableShape) throws {
    (self.pair, self.shape) = (pair, shape)
    let scratch = pair.scratch
    table = SQLText.table(pair.table + "-aside")
    let keys = pair.key.indices.map { "k\($0)" }
    let columns = shape.columns.indices.map { "c\($0)" }
    let all = (keys + columns).joined(separator: ", ")
    try scratch.executeCountingChanges(
      "CREATE TABLE \(table) (number INTEGER PRIMARY KEY, isPlaced INTEGER NOT NULL DEFAULT 0, "
        + "changed BLOB, rowNumber INTEGER, \(all))")
    let places = shape.key.map { name in
      shape.columns.firstIndex { FoldedName($0.name) == FoldedName(name) } ?? 0
    }
    let known = shape.hasRowID ? ["rowNumber"] : places.map { "c\($0)" }
    try scratch.executeCountingChanges(
      "CREATE INDEX \(SQLText.table(pair.table + "-aside-rows")) "
        + "ON \(SQLText.name(pair.table + "-aside")) (\(known.joined(separator: ", ")))")
    insert = try Statement(
      scratch,
      "INSERT INTO \(table) (changed, \(keys.joined(separator: ", "))) "
        + "VALUES (\(SQLText.parameters(1 + keys.count)))")
    update = try Statement(
      scratch,
      "UPDATE \(table) SET \(columns.map { $0 + " = ?" }.joined(separator: ", ")) WHERE number = ?")
    renumber = try Statement(scratch, "UPDATE \(table) SET rowNumber = ? WHERE number = ?")
    select = try Statement(
      scratch, "SELECT changed, rowNumber, \(all) FROM \(table) WHERE number = ?")
    next = try Statement(
      scratch,
      "SELECT number FROM \(table) WHERE isPlaced = 0 AND number > ? ORDER BY number LIMIT 1")
    find = try Statement(
      scratch,
      "SELECT number FROM \(table) WHERE "
        + known.map { $0 + " IS ?" }.joined(separator: " AND "))
  }

  func drop() throws { try pair.scratch.executeCountingChanges("DROP TABLE \(table)") }

  /// Notes a change: the key of its row, and which of the pair's columns it changes.
  func add(_ key: [OpaquePointer?], changed: [Bool]) throws {
    for (index, value) in key.enumerated() { try insert.bind(value, at: index + 1) }
    try insert.run(binding: changed.map { $0 ? 1 : 0 }, at: 0)
  }

  /// The number of rows that do not have their new values yet.
  func waiting() throws -> Int {
    try pair.scratch.count("SELECT count(*) FROM \(table) WHERE isPlaced = 0")
  }

  func forEachWaiting(_ body: (Int) throws -> Void) throws {
    var last = 0
    while true {
      try next.bind(last, at: 0)
      let isThere = try next.step()
      last = next.integer(0)
      next.reset()
      guard isThere else { return }
      try body(last)
    }
  }

  func markPlaced(_ number: Int) throws {
    try pair.scratch.executeCountingChanges(
      "UPDATE \(table) SET isPlaced = 1 WHERE number = \(number)")
  }

  /// Keeps what a row holds in the target.
  func keep(_ values: Statement, of number: Int) throws {
    try update.bind(shape.columns.indices.map(values.value))
    try update.bind(number, at: shape.columns.count)
  }

  /// Writes what ``keep(_:of:)`` took.
  func writeKept() throws { try update.run() }

  /// Notes the row number that a row has in the target.
  func note(rowNumber: Int64?, of number: Int) throws {
    guard shape.hasRowID else { return }
    if let rowNumber {
      try renumber.bind(Int(rowNumber), at: 0)
    } else {
      try renumber.bind(nil, at: 0)
    }
    try renumber.bind(number, at: 1)
    try renumber.run()
  }

  /// A row as it was noted; its values are valid until it is closed.
  struct Row {
    fileprivate let select: Statement
    fileprivate let keyCount: Int

    /// Which of the pair's columns change: 1 for those that do.
    var changed: [UInt8] {
      var changed: [UInt8] = []
      select.withBytes(0) { changed = Array($0) }
      return changed
    }
    var rowNumber: OpaquePointer? { select.value(1) }
    var key: [OpaquePointer?] { (0..<keyCount).map { select.value(2 + $0) } }
    func value(_ column: Int) -> OpaquePointer? { select.value(2 + keyCount + column) }
    func close() { select.reset() }
  }

  /// The row of a number; `nil` if there is none.
  func row(_ number: Int) throws -> Row? {
    try select.bind(number, at: 0)
    guard try select.step() else {
      select.reset()
      return nil
    }
    return Row(select: select, keyCount: pair.key.count)
  }
}
