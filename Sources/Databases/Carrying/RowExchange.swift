import CSQLite

/// Changes that a table takes only together: of rows that give one another values which no two rows
/// may have.
///
/// The rows are taken out, and put in again with their new values. One that finds its place taken goes
/// back as it was, and so do those that took a place of it: what can be done is done, whatever index
/// says that values differ. How many rows depend on one another makes no difference to the time.
final class RowExchange {
  private let target: Connection
  private let pair: RowPair
  private let shape: TableShape
  private let aside: String
  private let note: Statement
  private let takeOut: (find: Statement, delete: Statement)
  private let keep: Statement
  private let renumber: Statement
  private let fetch: Statement
  private let newer: Statement
  private let place: Statement
  private let putBack: Statement
  private let seen: SeenRows
  /// Whether a row's number is said when it is put in, and whether it is the same then.
  private let hasNumber: Bool
  private let keepsNumber: Bool
  private(set) var isEmpty = true

  init(_ pair: RowPair, _ shape: TableShape, onto target: Connection) throws {
    (self.pair, self.shape, self.target) = (pair, shape, target)
    let scratch = pair.scratch
    aside = "main." + Connection.quoted(pair.table + "-aside")
    let (keys, columns) = (
      pair.key.indices.map { "k\($0)" }, shape.columns.indices.map { "c\($0)" }
    )
    try scratch.executeCountingChanges(
      "CREATE TABLE \(aside) (number INTEGER PRIMARY KEY, isPlaced INTEGER NOT NULL DEFAULT 0, "
        + "changed BLOB, rowNumber INTEGER, \((keys + columns).joined(separator: ", ")))")
    let places = shape.key.map { name in
      shape.columns.firstIndex { FoldedName($0.name) == FoldedName(name) } ?? 0
    }
    let known = shape.hasRowID ? ["rowNumber"] : places.map { "c\($0)" }
    try scratch.executeCountingChanges(
      "CREATE INDEX main.\(Connection.quoted(pair.table + "-aside-rows")) "
        + "ON \(Connection.quoted(pair.table + "-aside")) (\(known.joined(separator: ", ")))")
    note = try Statement(
      scratch,
      "INSERT INTO \(aside) (changed, \(keys.joined(separator: ", "))) "
        + "VALUES (?\(keys.map { _ in ", ?" }.joined()))")
    keep = try Statement(
      scratch,
      "UPDATE \(aside) SET \(columns.map { $0 + " = ?" }.joined(separator: ", ")) WHERE number = ?")
    renumber = try Statement(scratch, "UPDATE \(aside) SET rowNumber = ? WHERE number = ?")
    fetch = try Statement(
      scratch,
      "SELECT changed, rowNumber, \((keys + columns).joined(separator: ", ")) FROM \(aside) "
        + "WHERE number = ?")
    let condition = pair.key.map { Connection.quoted($0) + " = ?" }.joined(separator: " AND ")
    newer = try Statement(
      scratch,
      "SELECT \(pair.columns.map { Connection.quoted($0.name) }.joined(separator: ", ")) "
        + "FROM main.\(Connection.quoted(pair.newer)) WHERE \(condition)")
    let table = "main.\(Connection.quoted(shape.name))"
    let names = shape.columns.map { Connection.quoted($0.name) }
    takeOut = (
      try Statement(
        target, "SELECT \(names.joined(separator: ", ")) FROM \(table) WHERE \(condition)"),
      try Statement(target, "DELETE FROM \(table) WHERE \(condition)")
    )
    // A row keeps its number, by which a search table may know it; a key that is the number has it.
    let isKeyNumber =
      try shape.key.count == 1
      && target.count(
        "SELECT count(*) FROM pragma_index_list(\(Connection.literal(shape.name)), 'main') "
          + "WHERE origin = 'pk'") == 0
    let number = isKeyNumber ? nil : shape.rowID
    hasNumber = number != nil
    keepsNumber = hasNumber || isKeyNumber
    let list = (names + (number.map { [$0] } ?? [])).joined(separator: ", ")
    let values = (names.map { _ in "?" } + (number == nil ? [] : ["?"])).joined(separator: ", ")
    place = try Statement(target, "INSERT OR ABORT INTO \(table) (\(list)) VALUES (\(values))")
    putBack = try Statement(target, "INSERT OR REPLACE INTO \(table) (\(list)) VALUES (\(values))")
    seen = SeenRows(
      key: shape.hasRowID ? nil : try target.places(of: shape.key, in: shape.name),
      find: try Statement(
        scratch,
        "SELECT number FROM \(aside) WHERE "
          + known.map { $0 + " IS ?" }.joined(separator: " AND ")))
  }

  /// Notes a change: the key of its row, and which of the pair's columns it changes.
  func add(_ key: [OpaquePointer?], changed: [Bool]) throws {
    isEmpty = false
    for (index, value) in key.enumerated() { try note.bind(value, at: index + 1) }
    try note.run(binding: changed.map { $0 ? 1 : 0 }, at: 0)
  }

  /// Makes all changes that can be made. Hands each of the others over, with what SQLite says of it.
  /// - Returns: How many were made.
  func run(_ refused: (_ key: [OpaquePointer?], _ words: String) throws -> Void) throws -> Int {
    var made = 0
    try seen.watching(target.handle) {
      while true {
        let more = try round()
        made += more
        if try more == 0 || waiting() == 0 { break }
      }
      made += try tryOneByOne(refused)
    }
    return made
  }

  func drop() throws { try pair.scratch.executeCountingChanges("DROP TABLE \(aside)") }

  private func waiting() throws -> Int {
    try pair.scratch.count("SELECT count(*) FROM \(aside) WHERE isPlaced = 0")
  }

  private func forEachWaiting(_ body: (Int) throws -> Void) throws {
    var last = 0
    let next = try Statement(
      pair.scratch,
      "SELECT number FROM \(aside) WHERE isPlaced = 0 AND number > ? ORDER BY number LIMIT 1")
    while true {
      try next.bind(last, at: 0)
      let isThere = try next.step()
      last = next.integer(0)
      next.reset()
      guard isThere else { return }
      try body(last)
    }
  }

  private func round() throws -> Int {
    try forEachWaiting(setAside)
    var placed: Set<Int> = []
    var homeless: [Int] = []
    try forEachWaiting { number in
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
    for number in placed {
      try pair.scratch.executeCountingChanges(
        "UPDATE \(aside) SET isPlaced = 1 WHERE number = \(number)")
    }
    return placed.count
  }

  /// What is left cannot be done together with anything: SQLite says why.
  private func tryOneByOne(
    _ refused: ([OpaquePointer?], String) throws -> Void
  ) throws -> Int {
    var made = 0
    try forEachWaiting { number in
      try setAside(number)
      guard let words = try put(number, place, asWritten: true) else {
        made += 1
        return
      }
      guard try goBack(number).isEmpty else {
        throw CarryError.replaced(table: shape.name, rows: 1)
      }
      defer { fetch.reset() }
      try fetch.bind(number, at: 0)
      guard try fetch.step() else { return }
      try refused(pair.key.indices.map { fetch.value(2 + $0) }, words)
    }
    return made
  }

  private func setAside(_ number: Int) throws {
    defer {
      fetch.reset()
      takeOut.find.reset()
    }
    try fetch.bind(number, at: 0)
    guard try fetch.step() else { return }
    let key = pair.key.indices.map { fetch.value(2 + $0) }
    try takeOut.find.bind(key)
    guard try takeOut.find.step() else {
      throw CarryError.incomplete(table: shape.name, changes: 1, taken: 0)
    }
    try keep.bind(shape.columns.indices.map(takeOut.find.value))
    try keep.bind(number, at: shape.columns.count)
    try takeOut.delete.bind(key)
    takeOut.find.reset()
    try takeOut.delete.run()
    fetch.reset()
    try keep.run()
    try remember(keepsNumber ? seen.rowNumber : nil, of: number)
  }

  private func remember(_ row: Int64?, of number: Int) throws {
    guard shape.hasRowID else { return }
    if let row { try renumber.bind(Int(row), at: 0) } else { try renumber.bind(nil, at: 0) }
    try renumber.bind(number, at: 1)
    try renumber.run()
  }

  /// Puts a row in with its new values, or as it was; returns SQLite's words where the table refuses.
  private func put(_ number: Int, _ statement: Statement, asWritten: Bool) throws -> String? {
    defer {
      fetch.reset()
      newer.reset()
    }
    try fetch.bind(number, at: 0)
    guard try fetch.step() else {
      throw CarryError.incomplete(table: shape.name, changes: 1, taken: 0)
    }
    let first = 2 + pair.key.count
    for index in shape.columns.indices { try statement.bind(fetch.value(first + index), at: index) }
    if hasNumber { try statement.bind(fetch.value(1), at: shape.columns.count) }
    if asWritten {
      var changed: [UInt8] = []
      fetch.withBytes(0) { changed = Array($0) }
      try newer.bind(pair.key.indices.map { fetch.value(2 + $0) })
      guard try newer.step() else {
        throw CarryError.incomplete(table: shape.name, changes: 1, taken: 0)
      }
      for index in changed.indices where changed[index] == 1 {
        try statement.bind(newer.value(index), at: index)
      }
    }
    let words = try statement.runUnlessRefused()
    fetch.reset()
    if words == nil { try remember(seen.rowNumber, of: number) }
    return words
  }

  /// Puts a row back as it was, and returns those that gave way.
  private func goBack(_ number: Int) throws -> [Int] {
    seen.removed = []
    if try put(number, putBack, asWritten: false) == nil { return try seen.taken() }
    // It was there before, against a rule of the table that may be younger.
    try target.execute("PRAGMA ignore_check_constraints = ON")
    defer {
      // It is a flag of this connection; nothing can stand in its way.
      try? target.execute("PRAGMA ignore_check_constraints = OFF")
    }
    guard let words = try put(number, putBack, asWritten: false) else { return try seen.taken() }
    throw CarryError.refused(table: shape.name, reason: words)
  }
}
