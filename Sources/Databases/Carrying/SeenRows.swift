import CSQLite

/// What SQLite tells of the rows that it puts in and takes out (source: its manual, "The pre-update
/// hook").
final class SeenRows {
  /// Where the columns of the key are; `nil` if rows have numbers.
  private let key: [Int32]?
  private let find: Statement
  /// Of the row that was put in or taken out last.
  private(set) var rowNumber: Int64?
  /// The rows that were taken out, as noted; `nil` for one that was not.
  var removed: [Int?] = []
  private var error: (any Error)?

  init(key: [Int32]?, find: Statement) {
    (self.key, self.find) = (key, find)
  }

  func watching<Value>(_ handle: OpaquePointer, _ body: () throws -> Value) throws -> Value {
    sqlite3_preupdate_hook(
      handle,
      { context, handle, operation, _, _, old, new in
        guard let context else { return }
        let seen = Unmanaged<SeenRows>.fromOpaque(context).takeUnretainedValue()
        seen.note(handle, isRemoved: operation == SQLITE_DELETE, old, new)
      }, Unmanaged.passUnretained(self).toOpaque())
    defer { sqlite3_preupdate_hook(handle, nil, nil) }
    return try withExtendedLifetime(self) { try body() }
  }

  /// The rows that were taken out since this was asked for last.
  func taken() throws -> [Int] {
    if let error { throw error }
    let rows = removed.map { $0 ?? 0 }
    removed = []
    return rows
  }

  private func note(_ handle: OpaquePointer?, isRemoved: Bool, _ old: Int64, _ new: Int64) {
    guard isRemoved else {
      rowNumber = new
      return
    }
    rowNumber = old
    defer { find.reset() }
    do {
      if let key {
        for (index, place) in key.enumerated() {
          var value: OpaquePointer?
          guard sqlite3_preupdate_old(handle, place, &value) == SQLITE_OK else {
            return removed.append(nil)
          }
          try find.bind(value, at: index)
        }
      } else {
        try find.bind(Int(old), at: 0)
      }
      removed.append(try find.step() ? find.integer(0) : nil)
    } catch { self.error = error }
  }
}

extension Connection {
  /// Where columns are in a table, from 0.
  func places(of columns: [String], in table: String) throws -> [Int32] {
    try columns.map { column in
      Int32(
        try count(
          "SELECT cid FROM pragma_table_xinfo(\(SQLText.literal(table)), 'main') "
            + "WHERE name = \(SQLText.literal(column)) COLLATE NOCASE"))
    }
  }
}
