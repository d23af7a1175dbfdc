import CSQLite
import FileEffects

/// What the tables of a database held before its migration, by the columns that they had then.
struct MigrationProof {
  struct Table {
    var columns: [String]
    var rows: Int
    var sum: DigestSum
  }

  var tables: [String: Table]
  /// How many rows of each table refer to missing rows.
  var foreignKeys: [String: Int]
  /// Tables in which a virtual table keeps its index.
  var indexTables: [String]
  var schema: DatabaseSchema

  /// Looks at a database. In a transaction, so that all of it is one state.
  init(_ connection: Connection) throws {
    indexTables = try connection.indexTables()
    // How far SQLite has counted is none of a script's business, see ``AdditiveGate``.
    let names = try connection.storedTables().filter { [indexTables] in
      !indexTables.contains($0) && $0 != "sqlite_sequence"
    }
    tables = [:]
    for name in names {
      let columns = try connection.storedColumns(of: name)
      let (rows, sum) = try connection.sum(ofTable: name, columns)
      tables[name] = Table(columns: columns, rows: rows, sum: sum)
    }
    foreignKeys = try connection.foreignKeyViolations()
    schema = try connection.schema()
  }

  /// What became of each table. `added` are the rows that the scripts themselves put in.
  func tables(
    now connection: Connection, added: AddedRows? = nil
  ) throws -> (tables: [MigratedDatabase.Table], lost: [String]) {
    let present = Set(try connection.storedTables())
    var result: [MigratedDatabase.Table] = []
    var lost: [String] = []
    for (name, before) in tables.sorted(by: { $0.key < $1.key }) {
      var table = MigratedDatabase.Table(
        name: name, rowsBefore: before.rows, digestBefore: before.sum.description, rowsAfter: nil,
        digestAfter: nil)
      let isWhole =
        try present.contains(name)
        && Set(before.columns).isSubset(of: connection.storedColumns(of: name))
      guard isWhole else {
        lost.append(name)
        result.append(table)
        continue
      }
      let (rows, sum) = try connection.sum(ofTable: name, before.columns)
      (table.rowsAfter, table.digestAfter) = (rows, sum.description)
      var expected = before.sum
      expected += added?.sums[name] ?? DigestSum()
      let count = before.rows + (added?.rows[name] ?? 0)
      if rows != count || sum.lanes != expected.lanes { lost.append(name) }
      result.append(table)
    }
    return (result, lost)
  }
}

/// The rows that scripts put into tables that were there before, as SQLite tells of each
/// (source: its manual, "The pre-update hook").
///
/// A row that replaces another is one more here, and one fewer in its table: so it does not go by
/// unseen.
final class AddedRows {
  private let tables: [String: MigrationProof.Table]
  /// For each table, for each column the place that it has in a row, and whether it holds real
  /// numbers only.
  private let places: [String: [(index: Int32, isReal: Bool)]]
  private(set) var rows: [String: Int] = [:]
  private(set) var sums: [String: DigestSum] = [:]

  init(_ proof: MigrationProof, _ connection: Connection) throws {
    tables = proof.tables
    places = try proof.tables.keys.reduce(into: [:]) { places, table in
      places[table] = try connection.places(ofColumnsIn: table)
    }
  }

  func watching<Value>(_ handle: OpaquePointer?, _ body: () throws -> Value) rethrows -> Value {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_preupdate_hook(
      handle,
      { context, handle, operation, _, table, _, _ in
        guard operation == SQLITE_INSERT, let context, let table else { return }
        let added = Unmanaged<AddedRows>.fromOpaque(context).takeUnretainedValue()
        added.note(String(cString: table), handle)
      }, context)
    defer { sqlite3_preupdate_hook(handle, nil, nil) }
    return try withExtendedLifetime(self) { try body() }
  }

  private func note(_ table: String, _ handle: OpaquePointer?) {
    guard let places = places[table] else { return }
    var digest = RowDigest()
    for place in places {
      var value: OpaquePointer?
      guard sqlite3_preupdate_new(handle, place.index, &value) == SQLITE_OK else { return }
      digest.add(value, isReal: place.isReal)
    }
    // A table without a column that is stored is digested as one NULL a row.
    if places.isEmpty { digest.add(.null, 0) }
    rows[table, default: 0] += 1
    sums[table, default: DigestSum()] += digest.finish()
  }
}

extension RowDigest {
  /// Adds a value as a SELECT would give it: a column of real numbers keeps whole ones as integers.
  mutating func add(_ value: OpaquePointer?, isReal: Bool) {
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER where isReal:
      add(.real, Double(sqlite3_value_int64(value)).bitPattern)
    case SQLITE_INTEGER: add(.integer, UInt64(bitPattern: sqlite3_value_int64(value)))
    case SQLITE_FLOAT: add(.real, sqlite3_value_double(value).bitPattern)
    case SQLITE_TEXT:
      let start = UnsafeRawPointer(sqlite3_value_text(value))
      add(.text, UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
    case SQLITE_BLOB:
      let start = sqlite3_value_blob(value)
      add(.blob, UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
    default: add(.null, 0)
    }
  }
}

extension Connection {
  /// Where each stored column is in a row, in the order in which they were declared.
  fileprivate func places(ofColumnsIn table: String) throws -> [(index: Int32, isReal: Bool)] {
    try rows(
      "SELECT cid, type FROM pragma_table_xinfo(\(SQLText.literal(table))) "
        + "WHERE hidden IN (0, 3) ORDER BY cid"
    ) { (Int32($0.integer(0)), Self.isReal($0.text(1))) }
  }

  /// Whether a declared type has the affinity REAL (source: SQLite's manual, "Datatypes", 3.1).
  private static func isReal(_ type: String) -> Bool {
    let type = type.uppercased()
    if ["INT", "CHAR", "CLOB", "TEXT", "BLOB"].contains(where: type.contains) { return false }
    return ["REAL", "FLOA", "DOUB"].contains(where: type.contains)
  }
}
