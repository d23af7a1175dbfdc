import CSQLite
import FileEffects

/// Adds rows to one table, each unless it is there, or another one in its place.
final class ImportedRows {
  enum Outcome {
    case added, present
    /// Another row is in its place: its key, and the rule that keeps both from being there, if it is not the key.
    case kept(key: String, rule: String?)
  }

  private let table: ExportedTable
  /// Where the values of the key, and of the hidden rowid, are in a row of the export.
  private let keyPlaces: [Int]
  private let numberPlace: Int?
  private let columns: [String]
  private let insert: Statement
  private let findByKey: Statement?
  private let findByNumber: Statement?
  /// Whether the table had no rows at first: then nothing has to be looked for, as long as no row is refused.
  private let wasEmpty: Bool

  init(
    _ exported: ExportReader.Table, into table: ExportedTable, _ connection: Connection
  ) throws {
    self.table = table
    let columns = exported.columns.map(\.name)
    self.columns = columns
    func place(of name: String) -> Int? {
      columns.firstIndex { FoldedName($0) == FoldedName(name) }
    }
    keyPlaces = table.key.compactMap(place)
    numberPlace = table.hasHiddenRowID ? place(of: table.columns[0].name) : nil
    let name = SQLText.table(table.name)
    insert = try Statement(
      connection,
      "INSERT OR ABORT INTO \(name) (\(SQLText.names(columns))) "
        + "VALUES (\(SQLText.parameters(columns.count)))")
    let select = "SELECT \(SQLText.names(columns)) FROM \(name) WHERE "
    findByKey =
      keyPlaces.isEmpty
      ? nil
      : try Statement(
        connection,
        select + table.key.map { SQLText.name($0) + " IS ?" }.joined(separator: " AND "))
    findByNumber = try numberPlace.map {
      try Statement(connection, select + "\(SQLText.name(columns[$0])) = ?")
    }
    wasEmpty = try connection.count("SELECT EXISTS (SELECT 1 FROM \(name))") == 0
  }

  func add(_ row: [RowValue]) throws -> Outcome {
    if !wasEmpty, let outcome = try lookedUp(row) { return outcome }
    for (index, value) in row.enumerated() { try insert.bind(value, at: index) }
    guard let refusal = try insert.refusal() else { return .added }
    if refusal.isTakenNumber, !identifiesByNumber(row), let place = numberPlace {
      // The number of a row that has a key says nothing of it.
      try insert.bind(.null, at: place)
      guard let second = try insert.refusal() else { return .added }
      return try settle(second, row)
    }
    return try settle(refusal, row)
  }

  private func settle(_ refusal: Statement.Refusal, _ row: [RowValue]) throws -> Outcome {
    guard refusal.isOfOtherRow else {
      throw BrainExportError.refused(table: table.name, row: key(of: row), reason: refusal.message)
    }
    // Twice in the export, or what another row has.
    return try lookedUp(row) ?? .kept(key: key(of: row), rule: refusal.message)
  }

  /// What is to be said of a row whose place is taken; `nil` where it is free.
  private func lookedUp(_ row: [RowValue]) throws -> Outcome? {
    let isByNumber = identifiesByNumber(row)
    guard let find = isByNumber ? findByNumber : findByKey else { return nil }
    let places = isByNumber ? [numberPlace].compactMap(\.self) : keyPlaces
    for (index, place) in places.enumerated() { try find.bind(row[place], at: index) }
    defer { find.reset() }
    guard try find.step() else { return nil }
    let isSame = row.indices.allSatisfy { $0 == numberPlace || find.holds(row[$0], at: $0) }
    return isSame ? .present : .kept(key: key(of: row), rule: nil)
  }

  /// Whether only its number says which row it is: there is no key, or a part of it is missing.
  private func identifiesByNumber(_ row: [RowValue]) -> Bool {
    numberPlace != nil && (keyPlaces.isEmpty || keyPlaces.contains { row[$0].isNull })
  }

  /// As SQL writes it.
  private func key(of row: [RowValue]) -> String {
    let places =
      identifiesByNumber(row) ? [numberPlace].compactMap(\.self) : keyPlaces
    return places.map { "\(columns[$0]) = \(row[$0].literal)" }.joined(separator: ", ")
  }
}

extension Statement {
  /// A rule that a row was refused by.
  struct Refusal {
    let code: Int32
    let message: String

    /// Whether another row has what only one may have.
    var isOfOtherRow: Bool {
      [SQLITE_CONSTRAINT, SQLITE_CONSTRAINT | 6 << 8, SQLITE_CONSTRAINT | 8 << 8]
        .contains(code) || isTakenNumber
    }

    /// Whether it is the row's number.
    var isTakenNumber: Bool { code == SQLITE_CONSTRAINT | 10 << 8 }
  }

  /// Runs a statement that gives no rows; returns what SQLite says where a rule of the table is against it.
  func refusal() throws -> Refusal? {
    defer { reset() }
    let code = sqlite3_step(handle)
    if code == SQLITE_DONE { return nil }
    guard [SQLITE_CONSTRAINT, SQLITE_MISMATCH].contains(code & 0xff) else { throw failure(code) }
    return Refusal(code: code, message: message)
  }
}
