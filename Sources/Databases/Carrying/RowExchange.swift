import CSQLite

/// Changes that a table takes only together: of rows that give one another values which no two rows
/// may have.
///
/// The rows are removed, and inserted again with their new values. One whose place is taken gets its old
/// values back, and so do those that took a place of it: as many changes as possible are made, whatever
/// index says that values differ. How many rows depend on one another makes no difference to the time.
final class RowExchange {
  private let target: Connection
  private let pair: RowPair
  private let shape: TableShape
  private let aside: AsideRows
  private let find: Statement
  private let delete: Statement
  private let newer: Statement
  private let place: Statement
  private let putBack: Statement
  private let seen: SeenRows
  /// Whether an insertion gives the row's number, and whether it stays the same.
  private let hasNumber: Bool
  private let keepsNumber: Bool

  init(_ pair: RowPair, _ shape: TableShape, onto target: Connection) throws {
    (self.pair, self.shape, self.target) = (pair, shape, target)
    aside = try AsideRows(of: pair, shape)
    let condition = SQLText.equal(pair.key)
    newer = try Statement(
      pair.scratch,
      "SELECT \(SQLText.names(pair.columns.map(\.name))) "
        + "FROM \(SQLText.table(pair.newer)) WHERE \(condition)")
    let table = SQLText.table(shape.name)
    let names = shape.columns.map(\.name)
    find = try Statement(
      target, "SELECT \(SQLText.names(names)) FROM \(table) WHERE \(condition)")
    delete = try Statement(target, "DELETE FROM \(table) WHERE \(condition)")
    // A row keeps its number, by which a search table may know it; a key that is the number has it.
    let isKeyNumber =
      try shape.key.count == 1
      && target.count(
        "SELECT count(*) FROM pragma_index_list(\(SQLText.literal(shape.name)), 'main') "
          + "WHERE origin = 'pk'") == 0
    let number = isKeyNumber ? nil : shape.rowID
    hasNumber = number != nil
    keepsNumber = hasNumber || isKeyNumber
    let list = SQLText.names(names) + (number.map { ", " + $0 } ?? "")
    let values = SQLText.parameters(names.count + (hasNumber ? 1 : 0))
    place = try Statement(target, "INSERT OR ABORT INTO \(table) (\(list)) VALUES (\(values))")
    putBack = try Statement(target, "INSERT OR REPLACE INTO \(table) (\(list)) VALUES (\(values))")
    seen = SeenRows(
      key: shape.hasRowID ? nil : try target.places(of: shape.key, in: shape.name),
      find: aside.find)
  }

  /// Notes a change: the key of its row, and which of the pair's columns it changes.
  func add(_ key: [OpaquePointer?], changed: [Bool]) throws { try aside.add(key, changed: changed) }

  /// Makes all changes that can be made. Hands each of the others over, with what SQLite says of it.
  /// - Returns: How many were made.
  func run(_ refused: (_ key: [OpaquePointer?], _ words: String) throws -> Void) throws -> Int {
    var made = 0
    try seen.watching(target.handle) {
      while true {
        let more = try round()
        made += more
        if try more == 0 || aside.waiting() == 0 { break }
      }
      made += try tryOneByOne(refused)
    }
    return made
  }

  func drop() throws { try aside.drop() }

  private func round() throws -> Int {
    try aside.forEachWaiting(takeOut)
    var placed: Set<Int> = []
    var homeless: [Int] = []
    try aside.forEachWaiting { number in
      if try put(number, place, asWritten: true) == nil {
        placed.insert(number)
      } else {
        homeless.append(number)
      }
    }
    while let number = homeless.popLast() {
      for evicted in try goBack(number) {
        guard placed.remove(evicted) != nil else {
          throw CarryError.replaced(table: shape.name, rows: 1)
        }
        homeless.append(evicted)
      }
    }
    for number in placed { try aside.markPlaced(number) }
    return placed.count
  }

  /// Tries the remaining changes one by one: none goes together with another, and SQLite says why.
  private func tryOneByOne(
    _ refused: ([OpaquePointer?], String) throws -> Void
  ) throws -> Int {
    var made = 0
    try aside.forEachWaiting { number in
      try takeOut(number)
      guard let words = try put(number, place, asWritten: true) else {
        made += 1
        return
      }
      guard try goBack(number).isEmpty else {
        throw CarryError.replaced(table: shape.name, rows: 1)
      }
      guard let row = try aside.row(number) else { return }
      defer { row.close() }
      try refused(row.key, words)
    }
    return made
  }

  private func takeOut(_ number: Int) throws {
    guard let row = try aside.row(number) else { return }
    defer {
      row.close()
      find.reset()
    }
    try find.bind(row.key)
    guard try find.step() else { throw lost }
    try aside.keep(find, of: number)
    try delete.bind(row.key)
    find.reset()
    try delete.run()
    row.close()
    try aside.writeKept()
    try aside.note(rowNumber: keepsNumber ? seen.rowNumber : nil, of: number)
  }

  /// Inserts a row with its new or its old values; returns SQLite's message if the table refuses.
  private func put(_ number: Int, _ statement: Statement, asWritten: Bool) throws -> String? {
    guard let row = try aside.row(number) else { throw lost }
    defer {
      row.close()
      newer.reset()
    }
    for index in shape.columns.indices { try statement.bind(row.value(index), at: index) }
    if hasNumber { try statement.bind(row.rowNumber, at: shape.columns.count) }
    if asWritten {
      let changed = row.changed
      try newer.bind(row.key)
      guard try newer.step() else { throw lost }
      for index in changed.indices where changed[index] == 1 {
        try statement.bind(newer.value(index), at: index)
      }
    }
    let words = try statement.runUnlessRefused()
    row.close()
    if words == nil { try aside.note(rowNumber: seen.rowNumber, of: number) }
    return words
  }

  /// Restores a row, and returns those that gave way.
  private func goBack(_ number: Int) throws -> [Int] {
    seen.removed = []
    if try put(number, putBack, asWritten: false) == nil { return try seen.taken() }
    // It was there before, against a rule of the table that may be younger.
    try target.execute("PRAGMA ignore_check_constraints = ON")
    defer {
      // It is a flag of this connection; nothing can be in its way.
      try? target.execute("PRAGMA ignore_check_constraints = OFF")
    }
    guard let words = try put(number, putBack, asWritten: false) else { return try seen.taken() }
    throw CarryError.refused(table: shape.name, reason: words)
  }

  private var lost: CarryError { .incomplete(table: shape.name, changes: 1, taken: 0) }
}
