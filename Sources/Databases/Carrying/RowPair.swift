import CSQLite

/// The rows of one table in two states, side by side in a scratch database, each cut down to the
/// columns of a third state and in their order: changes are applied by position.
///
/// The columns have no types and compare by their bytes, so that no difference is overlooked.
struct RowPair {
  struct Column {
    let name: String
    /// What a column is filled with that the two states do not have, as SQL writes it.
    let filling: String?
  }

  let scratch: Connection
  /// The name of the table in the third state, and of the older rows in the scratch database.
  let table: String
  let columns: [Column]
  let key: [String]
  private var (olderSlices, newerSlices) = (RowSlices(), RowSlices())

  /// The newer rows.
  var newer: String { table + "-now" }
  /// The columns that the states have in common.
  var common: [String] { columns.filter { $0.filling == nil }.map(\.name) }

  private var older: String { SQLText.name(table) }
  private var newerQuoted: String { SQLText.name(newer) }

  init(scratch: Connection, table: String, columns: [Column], key: [String]) throws {
    self.scratch = scratch
    self.table = table
    self.columns = columns
    self.key = key
    let list = columns.map { SQLText.name($0.name) }.joined(separator: ", ")
    for name in [table, newer] {
      let end =
        key.isEmpty
        ? ")"
        : ", PRIMARY KEY (" + SQLText.names(key)
          + "))"
      try scratch.executeCountingChanges(
        "CREATE TABLE \(SQLText.table(name)) (\(list)\(end)")
    }
  }

  func drop() throws {
    for name in [newerQuoted, older] {
      try scratch.executeCountingChanges("DROP TABLE main.\(name)")
    }
  }

  /// Copies the rows that differ between the two states or exist in only one of them, except those
  /// without a key.
  mutating func fill(from base: (source: Connection, table: String)?, to now: (Connection, String))
    throws
  {
    guard let base else { return try copy(now.0, now.1, newer: true) }
    let keys = try DifferingKeys(of: table, key: key, in: scratch)
    try keys.note(newer: false, rows(of: base.table, in: base.source), key: keyPlaces)
    try keys.note(newer: true, rows(of: now.1, in: now.0), key: keyPlaces)
    try keys.compare()
    try copy(base.source, base.table, newer: false, only: keys)
    try copy(now.0, now.1, newer: true, only: keys)
    try keys.drop()
  }

  /// Copies the rows of a table without a key, or, if it has the key `whereNull`, those that lack a
  /// part of it.
  mutating func fill(newer: Bool, from source: Connection, table: String, whereNull: [String])
    throws
  {
    try copy(source, table, newer: newer, whereNull: whereNull)
  }

  /// Where the columns of the key are among ``columns``.
  var keyPlaces: [Int] {
    key.compactMap { name in
      columns.firstIndex { FoldedName($0.name) == FoldedName(name) }
    }
  }

  private func rows(
    of table: String, in source: Connection, whereNull: [String] = []
  ) throws -> Statement {
    let list = columns.map { $0.filling ?? SQLText.name($0.name) }.joined(separator: ", ")
    var condition = key.map { SQLText.name($0) + " IS NOT NULL" }.joined(separator: " AND ")
    if !whereNull.isEmpty {
      condition = whereNull.map { SQLText.name($0) + " IS NULL" }.joined(separator: " OR ")
    }
    return try Statement(
      source,
      "SELECT \(list) FROM \(SQLText.table(table)) NOT INDEXED"
        + (condition.isEmpty ? "" : " WHERE " + condition))
  }

  private mutating func copy(
    _ source: Connection, _ table: String, newer: Bool, whereNull: [String] = [],
    only keys: DifferingKeys? = nil
  ) throws {
    let rows = try rows(of: table, in: source, whereNull: whereNull)
    let insert = try Statement(
      scratch,
      "INSERT INTO main.\(newer ? newerQuoted : older) VALUES ("
        + SQLText.parameters(columns.count) + ")")
    let places = keyPlaces
    var slices = RowSlices()
    while try rows.step() {
      if let keys, try !keys.contains(places.map(rows.value)) { continue }
      try insert.bind(columns.indices.map(rows.value))
      try insert.run()
      slices.add(bytes: rows.byteCount)
    }
    if newer { newerSlices = slices } else { olderSlices = slices }
  }

  // MARK: Differences of rows with a key

  /// How the older rows become the newer ones, in this order, so that a key is free before it is taken
  /// again. A key in another spelling is another key.
  ///
  /// Each step is several statements; none changes more than a slice of the rows.
  var steps: [[String]] {
    // Of 1 and 1.0 SQLite says that they are equal.
    let sameKey = key.map(SQLText.name).map {
      "n.\($0) = o.\($0) AND typeof(n.\($0)) = typeof(o.\($0))"
    }.joined(separator: " AND ")
    let names = Set(key.map(FoldedName.init))
    let values = common.filter { !names.contains(FoldedName($0)) }.map(SQLText.name)
    let deletions = olderSlices.statements(
      "DELETE FROM main.\(older) AS o "
        + "WHERE NOT EXISTS (SELECT 1 FROM main.\(newerQuoted) AS n WHERE \(sameKey))",
      of: rowID("o"))
    func row(_ side: String, _ function: String = "") -> String {
      "(" + values.map { "\(function)(\(side).\($0))" }.joined(separator: ", ") + ")"
    }
    let updates =
      values.isEmpty
      ? []
      : olderSlices.statements(
        "UPDATE main.\(older) AS o SET "
          + values.map { "\($0) = n.\($0)" }.joined(separator: ", ")
          + " FROM main.\(newerQuoted) AS n WHERE \(sameKey) AND (\(row("n")) IS NOT \(row("o")) "
          + "OR \(row("n", "typeof")) IS NOT \(row("o", "typeof")))",
        of: rowID("o"))
    let insertions = newerSlices.statements(
      "INSERT INTO main.\(older) SELECT * FROM main.\(newerQuoted) AS n "
        + "WHERE NOT EXISTS (SELECT 1 FROM main.\(older) AS o WHERE \(sameKey))",
      of: rowID("n"))
    return [deletions, updates, insertions]
  }

  /// The number of a row in the order in which it was copied; `nil` if columns hide it.
  private func rowID(_ side: String) -> String? {
    let names = Set(columns.map { FoldedName($0.name) })
    return TableShape.rowIDName(unlessHidden: { names.contains(FoldedName($0)) }).map {
      "\(side).\($0)"
    }
  }

  /// The newer row of that key, by column; `nil` if there is none.
  func newerRow(_ key: [OpaquePointer?]) throws -> [String: String]? {
    let list = SQLText.names(common)
    let condition = SQLText.equal(self.key)
    let statement = try Statement(
      scratch, "SELECT \(list) FROM main.\(newerQuoted) WHERE \(condition)")
    try statement.bind(key)
    guard try statement.step() else { return nil }
    return statement.row(common)
  }

  // MARK: Differences of rows without a key

  /// A query for the newer rows that are not among the older ones, each as often as it is new; with
  /// `reversed` the other way round. The values come first.
  func surplus(reversed: Bool = false) -> String {
    let values = columns.map { "\(SQLText.name($0.name)) COLLATE BINARY" }
    let kinds = columns.map { "typeof(\(SQLText.name($0.name)))" }
    let list = (values + kinds).joined(separator: ", ")
    func rows(_ table: String) -> String {
      "SELECT \(list), row_number() OVER (PARTITION BY \(list)) FROM main.\(table)"
    }
    return reversed
      ? "\(rows(older)) EXCEPT \(rows(newerQuoted))"
      : "\(rows(newerQuoted)) EXCEPT \(rows(older))"
  }
}
