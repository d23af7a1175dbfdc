import CSQLite

/// Applies changes of one table to a database, and lists those that do not fit.
final class ChangeApplying {
  private let target: Connection
  private let table: TableTriple
  private let pair: RowPair
  private let rows: TargetRows
  private var error: (any Error)?
  private var omitted = 0

  private(set) var carried: CarriedDatabase.Table
  private(set) var list: OmissionList
  /// Where inserted rows are noted, if anybody needs to know them.
  private let inserted: RowSet?
  private let omittedRows: RowSet
  /// Changes of rows that the table does not take one by one.
  private var exchange: RowExchange?

  init(
    _ pair: RowPair, onto target: Connection, as table: TableTriple, noting inserted: RowSet?
  ) throws {
    (self.pair, self.table, self.target, self.inserted) = (pair, table, target, inserted)
    omittedRows = try RowSet("omitted", in: pair.scratch)
    rows = try TargetRows(of: pair, in: target)
    carried = CarriedDatabase.Table(name: table.name)
    list = OmissionList(table: table.name)
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
      let isTogether = field == \.updated && table.target.settlesConflicts
      carried[keyPath: field] = isTogether ? try noteTogether(changes) : try apply(changes)
      carried[keyPath: field] += try changeTogether()
      let more = field == \.inserted ? carried.inserted : field == \.deleted ? -carried.deleted : 0
      let lost = try before + more - target.rows(of: pair.table)
      guard lost == 0 else { throw CarryError.replaced(table: table.name, rows: lost) }
      if let inserted, field == \.inserted { try note(changes, in: inserted) }
      if table.mayConvert && field != \.deleted { try listConverted(changes) }
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
            .answer(conflict, change)
        }, Unmanaged.passUnretained(self).toOpaque(), nil, nil, 0)
    }
    if let error { throw error }
    try target.require(code)
    let taken = Int(sqlite3_total_changes64(target.handle) - before)
    guard taken + omitted == changes.rows else {
      throw CarryError.incomplete(table: table.name, changes: changes.rows, taken: taken)
    }
    return taken
  }

  // MARK: What fits only together

  /// Notes all changes, to be made together, except those to rows that differ in the target.
  private func noteTogether(_ changes: Changeset) throws -> Int {
    try changes.forEach { change in
      guard let there = try rows[rows.key(of: change)] else {
        try settle(change, .rowMissing)
        return
      }
      if try rows.isAsBefore(there, change) {
        try makeTogether(change)
      } else {
        try settle(change, .otherValues)
      }
    }
    return 0
  }

  private func makeTogether(_ change: Change) throws {
    let exchange = try self.exchange ?? RowExchange(pair, table.target, onto: target)
    self.exchange = exchange
    try exchange.add(
      rows.key(of: change), changed: pair.columns.indices.map { try change.new($0) != nil })
  }

  /// Makes the changes that were noted; what does not fit then, either, is listed.
  private func changeTogether() throws -> Int {
    guard let exchange else { return 0 }
    let made = try exchange.run { key, words in
      if table.mayConvert { try omittedRows.add(key.map(SQLText.literal), of: pair.table) }
      try omit(.refused(reason: words), written: pair.newerRow(key), rows[key])
    }
    try exchange.drop()
    self.exchange = nil
    return made
  }

  // MARK: What does not fit

  /// What SQLite is to do with a change in whose way something is.
  private func answer(_ code: Int32, _ iterator: OpaquePointer?) -> Int32 {
    do {
      guard let conflict = ChangeDecision.Conflict(code: code) else {
        throw target.failure(SQLITE_CONSTRAINT)
      }
      if try settle(Change(iterator, target), conflict) == .apply {
        return SQLITE_CHANGESET_REPLACE
      }
      omitted += 1
      return SQLITE_CHANGESET_OMIT
    } catch {
      self.error = error
      return SQLITE_CHANGESET_ABORT
    }
  }

  @discardableResult
  private func settle(
    _ change: Change, _ conflict: ChangeDecision.Conflict
  ) throws -> ChangeDecision {
    let key = try rows.key(of: change)
    let there = try rows[key]
    let decision = ChangeDecision(
      conflict, change.operation, found: try rows.found(there, for: change))
    if decision == .makeTogether {
      try makeTogether(change)
      return decision
    }
    if change.operation == .insert && inserted != nil || table.mayConvert {
      try omittedRows.add(key.map(SQLText.literal), of: pair.table)
    }
    let reason: CarryOmission? =
      switch decision {
      case .list(let reason): reason
      case .listRefusal: .refused(reason: try refusal(ofInsert: change))
      default: nil
      }
    if let reason {
      let written = change.operation == .delete ? nil : try pair.newerRow(key)
      try omit(reason, written: written, there)
    }
    return decision
  }

  private func omit(
    _ reason: CarryOmission, written: [String: String]?, _ there: [String]?
  ) throws {
    list.add(reason, written: written, there: rows.byColumn(there))
  }

  private func refusal(ofInsert change: Change) throws -> String {
    guard let words = try change.refusal(ofInsertInto: target, as: pair) else {
      throw CarryError.incomplete(table: table.name, changes: 1, taken: 0)
    }
    return words
  }

  // MARK: Applied changes

  private func isOmitted(_ key: [String]) throws -> Bool {
    try omittedRows.contains(key, of: pair.table)
  }

  private func note(_ changes: Changeset, in inserted: RowSet) throws {
    try changes.forEach { change in
      let key = try rows.key(of: change).map(SQLText.literal)
      if try !isOmitted(key) { try inserted.add(key, of: pair.table) }
    }
  }

  /// Lists the rows where the table keeps a value that differs in meaning from the written one.
  private func listConverted(_ changes: Changeset) throws {
    try changes.forEach { change in
      let key = try rows.key(of: change)
      guard try !isOmitted(key.map(SQLText.literal)), let there = try rows[key] else { return }
      if try rows.says(there, change) { return }
      try omit(.converted, written: pair.newerRow(key), there)
    }
  }
}
