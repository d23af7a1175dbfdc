import CSQLite

/// Applies changes of one table to a database, and lists those that do not fit.
final class ChangeApplying {
  private let target: Connection
  private let pair: RowPair
  /// Positions of the key's columns and of the common ones in a change.
  private let keyPlaces: [Int]
  private let commonPlaces: [Int]
  private let lookup: Statement
  private var error: (any Error)?
  private var omitted = 0

  private(set) var carried: CarriedDatabase.Table
  private(set) var list: OmissionList
  /// Where the rows that were inserted are noted, if they are to be known.
  private let inserted: RowSet?
  private let omittedRows: RowSet
  private let mayConvert: Bool
  private let shape: TableShape
  /// Changes of rows that the table does not take one by one.
  private var exchange: RowExchange?

  init(
    _ pair: RowPair, onto target: Connection, as shape: TableShape, named name: String,
    noting inserted: RowSet?, mayConvert: Bool
  ) throws {
    self.mayConvert = mayConvert
    self.shape = shape
    self.pair = pair
    self.target = target
    self.inserted = inserted
    omittedRows = try RowSet("omitted", in: pair.scratch)
    let places = Dictionary(
      pair.columns.enumerated().map { (FoldedName($1.name), $0) }
    ) { first, _ in first }
    keyPlaces = pair.key.compactMap { places[FoldedName($0)] }
    commonPlaces = pair.columns.indices.filter { pair.columns[$0].filling == nil }
    carried = CarriedDatabase.Table(name: name)
    list = OmissionList(table: name)
    let columns = pair.common.map(Connection.quoted).joined(separator: ", ")
    let condition = pair.key.map { Connection.quoted($0) + " = ?" }.joined(separator: " AND ")
    lookup = try Statement(
      target, "SELECT \(columns) FROM main.\(Connection.quoted(pair.table)) WHERE \(condition)")
  }

  /// Carries everything that differs in the pair.
  func run() throws {
    for (step, field) in zip(
      pair.steps,
      [\CarriedDatabase.Table.deleted, \CarriedDatabase.Table.updated, \.inserted])
    {
      let changes = try Changeset(of: pair.table, doing: step, in: pair.scratch)
      let before = try target.rows(of: pair.table)
      // A table that settles conflicts by itself would do so between rows that change together.
      let isTogether = field == \.updated && shape.settlesConflicts
      carried[keyPath: field] = isTogether ? try noteTogether(changes) : try apply(changes)
      carried[keyPath: field] += try changeTogether()
      let more = field == \.inserted ? carried.inserted : field == \.deleted ? -carried.deleted : 0
      let lost = try before + more - target.rows(of: pair.table)
      guard lost == 0 else { throw CarryError.replaced(table: carried.name, rows: lost) }
      if let inserted, field == \.inserted { try note(changes, in: inserted) }
      if mayConvert && field != \.deleted {
        try listConverted(changes, isInsert: field == \.inserted)
      }
      try changes.drop()
    }
  }

  private func apply(_ changes: Changeset) throws -> Int {
    guard changes.rows > 0 else { return 0 }
    omitted = 0
    let before = sqlite3_total_changes64(target.handle)
    let code = try changes.reading { read, input in
      sqlite3changeset_apply_v2_strm(
        target.handle, read, input, nil,
        { context, conflict, change in
          guard let context else { return SQLITE_CHANGESET_ABORT }
          return Unmanaged<ChangeApplying>.fromOpaque(context).takeUnretainedValue()
            .decide(conflict, change)
        }, Unmanaged.passUnretained(self).toOpaque(), nil, nil, 0)
    }
    if let error { throw error }
    try target.require(code)
    let taken = Int(sqlite3_total_changes64(target.handle) - before)
    guard taken + omitted == changes.rows else {
      throw CarryError.incomplete(table: carried.name, changes: changes.rows, taken: taken)
    }
    return taken
  }

  // MARK: What fits only together

  /// Notes all changes, to be made together, but for those of rows that are others there.
  private func noteTogether(_ changes: Changeset) throws -> Int {
    try changes.forEach { change in
      let key = try keyPlaces.map { try value(change, isNew: false, $0) }
      guard let there = try row(key) else {
        _ = try answer(SQLITE_CHANGESET_NOTFOUND, change)
        return
      }
      let isAsBefore = try zip(commonPlaces, there).allSatisfy { place, literal in
        guard !keyPlaces.contains(place), let old = try value(change, isNew: false, place) else {
          return true
        }
        return Statement.literal(old) == literal
      }
      if isAsBefore {
        try note(change, key)
      } else {
        _ = try answer(SQLITE_CHANGESET_DATA, change)
      }
    }
    return 0
  }

  private func note(_ change: OpaquePointer?, _ key: [OpaquePointer?]) throws {
    let exchange = try self.exchange ?? RowExchange(pair, shape, onto: target)
    self.exchange = exchange
    try exchange.add(
      key,
      changed: try pair.columns.indices.map { try value(change, isNew: true, $0) != nil })
  }

  /// Makes the changes that were noted; what does not fit then, either, is listed.
  private func changeTogether() throws -> Int {
    guard let exchange else { return 0 }
    let made = try exchange.run { key, words in
      if mayConvert { try omittedRows.add(key.map(Statement.literal), of: pair.table) }
      try say(Self.refusal(words), written: pair.newerRow(key), row(key))
    }
    try exchange.drop()
    self.exchange = nil
    return made
  }

  // MARK: What does not fit

  private func decide(_ conflict: Int32, _ change: OpaquePointer?) -> Int32 {
    do {
      let answer = try answer(conflict, change)
      if answer == SQLITE_CHANGESET_OMIT { omitted += 1 }
      return answer
    } catch {
      self.error = error
      return SQLITE_CHANGESET_ABORT
    }
  }

  private func answer(_ conflict: Int32, _ change: OpaquePointer?) throws -> Int32 {
    var operation: Int32 = 0
    var table: UnsafePointer<CChar>?
    var columns: Int32 = 0
    try target.require(sqlite3changeset_op(change, &table, &columns, &operation, nil))
    let isInsert = operation == SQLITE_INSERT
    let key = try keyPlaces.map { try value(change, isNew: isInsert, $0) }
    if conflict == SQLITE_CHANGESET_CONSTRAINT && operation == SQLITE_UPDATE {
      try note(change, key)
      return SQLITE_CHANGESET_OMIT
    }
    let there = try row(key)
    let isNew = operation != SQLITE_DELETE
    if isInsert && inserted != nil || mayConvert {
      try omittedRows.add(key.map(Statement.literal), of: pair.table)
    }
    // Columns that only the target has are no reason; nor is what is already so.
    let agrees = try there.map { there in
      try zip(commonPlaces, there).allSatisfy { place, literal in
        let value = try value(change, isNew: isNew, place)
        return (operation == SQLITE_UPDATE && value == nil) || Statement.literal(value) == literal
      }
    }
    let reason: String
    switch (conflict, operation) {
    case (SQLITE_CHANGESET_CONFLICT, _):
      if agrees == true { return SQLITE_CHANGESET_OMIT }
      reason = "another row has its key"
    case (SQLITE_CHANGESET_DATA, SQLITE_DELETE):
      // A key in another spelling is another row: the one removed is not there.
      if let there, spelling(of: there) != key.map(Statement.literal) {
        return SQLITE_CHANGESET_OMIT
      }
      if agrees == true { return SQLITE_CHANGESET_REPLACE }
      reason = "it was removed, and the row that is there is another than the one removed"
    case (SQLITE_CHANGESET_DATA, _):
      if agrees == true { return SQLITE_CHANGESET_OMIT }
      reason = "it was changed, and the row that is there is another than the one changed"
    case (SQLITE_CHANGESET_NOTFOUND, SQLITE_DELETE): return SQLITE_CHANGESET_OMIT
    case (SQLITE_CHANGESET_NOTFOUND, _): reason = "it was changed, and there is no such row"
    case (SQLITE_CHANGESET_CONSTRAINT, _):
      reason = Self.refusal(try refusal(ofInsert: change))
    default: throw target.failure(SQLITE_CONSTRAINT)
    }
    try say(reason, written: isNew ? pair.newerRow(key) : nil, there)
    return SQLITE_CHANGESET_OMIT
  }

  private func say(_ reason: String, written: [String: String]?, _ there: [String]?) throws {
    list.add(
      reason, written: written,
      there: there.map { Dictionary(zip(pair.common, $0)) { first, _ in first } })
  }

  private static func refusal(_ words: String) -> String { "the table does not take it: \(words)" }

  /// What SQLite says of a new row that a rule of the table is against: the extension keeps it to
  /// itself, so that the row is tried once more.
  private func refusal(ofInsert change: OpaquePointer?) throws -> String {
    var values: [OpaquePointer?] = []
    var names: [String] = []
    for place in pair.columns.indices {
      let value = try value(change, isNew: true, place)
      guard value != nil else { continue }
      values.append(value)
      names.append(Connection.quoted(pair.columns[place].name))
    }
    let attempt = try Statement(
      target,
      "INSERT INTO main.\(Connection.quoted(pair.table)) (\(names.joined(separator: ", "))) "
        + "VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))")
    try attempt.bind(values)
    guard let words = try attempt.runUnlessRefused() else {
      throw CarryError.incomplete(table: carried.name, changes: 1, taken: 0)
    }
    return words
  }

  /// The key of a row of the target, as it is written there.
  private func spelling(of row: [String]) -> [String] {
    let values = Dictionary(
      zip(pair.common.map(FoldedName.init), row)
    ) { first, _ in first }
    return pair.key.compactMap { values[FoldedName($0)] }
  }

  private func value(
    _ change: OpaquePointer?, isNew: Bool, _ place: Int
  ) throws -> OpaquePointer? {
    var value: OpaquePointer?
    try target.require(
      isNew
        ? sqlite3changeset_new(change, Int32(place), &value)
        : sqlite3changeset_old(change, Int32(place), &value))
    return value
  }

  /// The row of that key in the target.
  private func row(_ key: [OpaquePointer?]) throws -> [String]? {
    defer { lookup.reset() }
    try lookup.bind(key)
    return try lookup.step() ? lookup.literals : nil
  }

  private func isOmitted(_ key: [String]) throws -> Bool {
    try omittedRows.contains(key, of: pair.table)
  }

  private func note(_ changes: Changeset, in inserted: RowSet) throws {
    try changes.forEach { change in
      let key = try keyPlaces.map { Statement.literal(try value(change, isNew: true, $0)) }
      if try !isOmitted(key) { try inserted.add(key, of: pair.table) }
    }
  }

  /// Lists the rows of which the table keeps a value that says something else than the one written.
  private func listConverted(_ changes: Changeset, isInsert: Bool) throws {
    try changes.forEach { change in
      let key = try keyPlaces.map { try value(change, isNew: isInsert, $0) }
      guard try !isOmitted(key.map(Statement.literal)), let there = try row(key) else { return }
      let isSame = try zip(commonPlaces, there).allSatisfy { place, literal in
        let value = try value(change, isNew: true, place)
        if !isInsert && value == nil { return true }
        return ConvertedValues.says(literal, Statement.literal(value))
      }
      if isSame { return }
      try list.add(
        ConvertedValues.reason, written: pair.newerRow(key),
        there: Dictionary(zip(pair.common, there)) { first, _ in first })
    }
  }
}
