import CSQLite
import FileEffects

/// Statements that are asked or run once, from beginning to end.
extension Connection {
  /// Runs one statement and says how many rows it changed.
  @discardableResult
  func executeCountingChanges(_ sql: String) throws -> Int {
    let before = sqlite3_total_changes64(handle)
    try Statement(self, sql).run()
    return Int(sqlite3_total_changes64(handle) - before)
  }

  /// The first value of the first row, a number.
  func count(_ sql: String) throws(DatabaseAccessError) -> Int {
    let statement = try Statement(self, sql)
    return try statement.step() ? statement.integer(0) : 0
  }

  /// What `value` makes of each row.
  func rows<Value>(
    _ sql: String, _ value: (Statement) -> Value
  ) throws(DatabaseAccessError) -> [Value] {
    let statement = try Statement(self, sql)
    var values: [Value] = []
    while try statement.step() { values.append(value(statement)) }
    return values
  }

  /// The first value of each row, a text.
  func texts(_ sql: String) throws(DatabaseAccessError) -> [String] {
    try rows(sql) { $0.text(0) }
  }

  /// The rowid of the row that was inserted last.
  var lastRowID: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Whether rows of a table lack a part of its key.
  func lacksKeys(_ table: TableShape, _ key: [String]) throws -> Bool {
    let condition = key.map { SQLText.name($0) + " IS NULL" }.joined(separator: " OR ")
    return try count(
      "SELECT EXISTS (SELECT 1 FROM \(SQLText.table(table.name)) WHERE \(condition))") > 0
  }
}
