import FileEffects
public import SystemPackage

extension SQLiteDatabases {
  /// Carries the rows written between two states of a database onto a third one, in one transaction.
  ///
  /// All three are files that nobody else uses. What differs between `base` and `now` is done to
  /// `target`, whose schema stays as it is: where a row there is another than the one in `base`, it
  /// stays, and the result lists both. No trigger runs; no row is left that refers to one that is
  /// not there, unless there was one before. Search tables find what was carried. `scratch` is a
  /// file for the rows of one table at a time.
  /// - Throws: ``CarryError`` or ``DatabaseDoorError``; nothing is changed then.
  public func carry(
    from base: FilePath, to now: FilePath, onto target: FilePath, scratch: FilePath
  ) throws -> CarriedDatabase {
    try withConnection(to: base, .copy) { base in
      try withConnection(to: now, .copy) { now in
        try withConnection(to: target, .alone) { target in
          try withScratch(scratch) { _ in
            try withConnection(to: scratch, .scratch) { scratch in
              try target.execute("BEGIN IMMEDIATE")
              do {
                var carrying = try Carrying(
                  base: base, now: now, target: target, scratch: scratch)
                try carrying.run()
                try target.execute("COMMIT")
                return carrying.result
              } catch {
                // The first error is the one to tell; closing takes back what this does not.
                try? target.execute("ROLLBACK")
                throw error
              }
            }
          }
        }
      }
    }
  }
}

/// One carrying of rows, table by table.
struct Carrying {
  let base: Connection
  let now: Connection
  let target: Connection
  let scratch: Connection
  private let old: TableShapes
  private let new: TableShapes
  let shapes: TableShapes
  /// Tables of the target of which rows refer to others, and the rows of them that were carried:
  /// keys as SQL writes them, or rowids where the table has no key.
  private let referring: Set<String>
  var carriedRows: [String: Set<[String]>] = [:]
  /// Tables of the target whose rows are others now.
  private(set) var changed: Set<FoldedName> = []
  var result = CarriedDatabase()

  init(base: Connection, now: Connection, target: Connection, scratch: Connection) throws {
    self.base = base
    self.now = now
    self.target = target
    self.scratch = scratch
    old = try TableShapes(base)
    new = try TableShapes(now)
    shapes = try TableShapes(target)
    referring = try target.tablesWithReferences(shapes)
  }

  mutating func run() throws {
    let dangling = try target.danglingReferences(shapes)
    for table in new.ordinary
    where ![old, new, shapes].contains(where: { $0.isShadow(table.name) }) {
      try carry(table, named: table.name)
    }
    for table in old.ordinary where shapes[table.name] != nil && new[table.name] == nil {
      say(table.name, "the table was taken away since; its rows there stay as they are")
    }
    for table in new.virtual { try carryVirtual(table) }
    try takeOutDangling(except: dangling)
    if !changed.isEmpty {
      try rebuildSearch()
      try raiseSequences()
    }
    result.tables = result.tables.filter { $0.total > 0 }.sorted { $0.name < $1.name }
  }

  mutating func say(_ table: String, _ reason: String, rows: Int = 0) {
    result.notCarried.append(
      CarriedDatabase.NotCarried(table: table, reason: reason, rows: rows))
  }

  // MARK: Tables

  private mutating func carry(_ table: TableShape, named name: String) throws {
    let before = old[table.name]
    let shared = table.columns.map(\.name).filter { before?.has($0) ?? true }
    let differs =
      try before == nil || shared.count < table.columns.count
      || base.digest(ofTable: before?.name ?? "", shared).differs(
        from: now.digest(ofTable: table.name, shared))
    guard differs else { return }
    guard let there = shapes[table.name] else {
      let rows = try now.count("SELECT count(*) FROM main.\(Connection.quoted(table.name))")
      if rows > 0 { say(name, "the table is not there", rows: rows) }
      return
    }
    try sayLostColumns(of: table, there, named: name)
    let common = there.columns.map(\.name).filter { table.has($0) && (before?.has($0) ?? true) }
    guard
      let last = there.columns.lastIndex(where: { column in
        common.contains { $0 == column.name }
      })
    else {
      return say(name, "it has no column in common with the table there")
    }
    let columns = try there.columns[...last].map { column in
      RowPair.Column(
        name: column.name,
        filling: common.contains { $0 == column.name } ? nil : try filling(column.standard))
    }
    let hasKey =
      !there.key.isEmpty && there.hasKey(of: table)
      && (before.map { there.hasKey(of: $0) } ?? true)
    if hasKey {
      let pair = try RowPair(
        scratch: scratch, table: there.name, columns: columns, key: there.key)
      if let before { try pair.fill(newer: false, from: base, table: before.name) }
      try pair.fill(newer: true, from: now, table: table.name)
      let applying = try ChangeApplying(
        pair, onto: target, named: name, remembersKeys: referring.contains(there.name),
        mayConvert: table.mayBeConverted(by: there))
      try applying.run()
      note(applying.carried, applying.list, there)
      carriedRows[there.name, default: []].formUnion(applying.insertedKeys)
      try pair.drop()
      guard
        try now.lacksKeys(table, there.key)
          || before.map({ try base.lacksKeys($0, there.key) })
            ?? false
      else { return }
    }
    try carryWithoutKey(
      table, before, there, columns.filter { $0.filling == nil }, hasKey: hasKey, named: name)
  }

  /// Carries rows that cannot be told apart: those that are new are added.
  private mutating func carryWithoutKey(
    _ table: TableShape, _ before: TableShape?, _ there: TableShape, _ columns: [RowPair.Column],
    hasKey: Bool, named name: String
  ) throws {
    let pair = try RowPair(scratch: scratch, table: there.name, columns: columns, key: [])
    let whereNull = hasKey ? there.key : []
    if let before {
      try pair.fill(newer: false, from: base, table: before.name, whereNull: whereNull)
    }
    try pair.fill(newer: true, from: now, table: table.name, whereNull: whereNull)
    var carried = CarriedDatabase.Table(name: name)
    var list = OmissionList(table: name)
    let rows = try Statement(scratch, pair.surplus())
    let names = columns.map { Connection.quoted($0.name) }.joined(separator: ", ")
    // Whatever the table itself says of rows that do not fit, none is replaced or left out.
    let insert = try Statement(
      target,
      "INSERT OR ABORT INTO main.\(Connection.quoted(there.name)) (\(names)) "
        + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))")
    let kept = try there.rowID.flatMap { table.mayBeConverted(by: there) ? $0 : nil }.map {
      try Statement(
        target,
        "SELECT \(names) FROM main.\(Connection.quoted(there.name)) "
          + "WHERE \($0) = last_insert_rowid()")
    }
    while try rows.step() {
      try insert.bind(columns.indices.map(rows.value))
      if let words = try insert.runUnlessRefused() {
        let row = Dictionary(zip(columns.map(\.name), rows.literals)) { first, _ in first }
        list.add("the table does not take it: \(words)", written: row, there: nil)
      } else {
        carried.inserted += 1
        if let kept, try kept.step(),
          !zip(kept.literals, rows.literals).allSatisfy(ConvertedValues.says)
        {
          list.add(
            ConvertedValues.reason,
            written: Dictionary(zip(columns.map(\.name), rows.literals)) { first, _ in first },
            there: Dictionary(zip(columns.map(\.name), kept.literals)) { first, _ in first })
        }
        kept?.reset()
        if referring.contains(there.name) {
          carriedRows[there.name, default: []].insert(["\(target.lastRowID)"])
        }
      }
    }
    let gone = try scratch.count("SELECT count(*) FROM (\(pair.surplus(reversed: true)))")
    note(carried, list, there)
    if !hasKey || carried.inserted + gone > 0 {
      let which = hasKey ? "rows whose key is NULL" : "it has no primary key in common: its rows"
      say(
        name,
        "\(which) cannot be told apart; \(carried.inserted) new ones were added, and "
          + "\(gone) that were changed or removed since are there as they were", rows: gone)
    }
    try pair.drop()
  }

  private mutating func note(
    _ carried: CarriedDatabase.Table, _ list: OmissionList, _ there: TableShape
  ) {
    result.notCarried += list.all
    guard carried.total > 0 else { return }
    changed.insert(FoldedName(there.name))
    if let index = result.tables.firstIndex(where: { $0.name == carried.name }) {
      result.tables[index].inserted += carried.inserted
    } else {
      result.tables.append(carried)
    }
  }

  private mutating func sayLostColumns(
    of table: TableShape, _ there: TableShape, named name: String
  ) throws {
    for column in table.columns where !there.has(column.name) {
      let rows = try now.count(
        "SELECT count(*) FROM main.\(Connection.quoted(table.name)) "
          + "WHERE \(Connection.quoted(column.name)) IS NOT NULL")
      guard rows > 0 else { continue }
      say(name, "the column \(column.name) is not there", rows: rows)
    }
  }

  /// What the target puts into a column that is not named, as SQL writes it.
  private func filling(_ standard: String?) throws -> String {
    guard let standard else { return "NULL" }
    let value = try Statement(target, "SELECT (\(standard))")
    return try value.step() ? value.literals[0] : "NULL"
  }

  // MARK: Virtual tables

  private mutating func carryVirtual(_ table: VirtualTable) throws {
    let shadows = new.ordinary.filter { table.hasShadow($0.name) }
    let differs = try shadows.contains { shadow in
      let columns = shadow.columns.map(\.name)
      guard let before = old[shadow.name], columns.allSatisfy(before.has) else { return true }
      return try base.digest(ofTable: before.name, columns)
        .differs(from: now.digest(ofTable: shadow.name, columns))
    }
    guard differs else { return }
    guard let there = shapes.virtual(table.name) else {
      return say(table.name, "the table is not there")
    }
    guard table.isSearch && there.isSearch else {
      return say(
        table.name,
        "the module \(table.module) keeps its rows in a form of its own; "
          + "what was written to it since is not carried")
    }
    // An index of another table's text is made anew from that.
    guard table.content != "" else {
      return say(
        table.name, "it keeps no text, only an index; what was written to it since is not carried")
    }
    guard let content = table.ownContent else { return }
    guard let shape = new[content], there.ownContent != nil,
      try now.searchColumns(of: table) == target.searchColumns(of: there),
      try old.virtual(table.name).map({ try base.searchColumns(of: $0) })
        .map({ try $0 == now.searchColumns(of: table) }) ?? true
    else {
      return say(table.name, "its columns are others there; what was written since is not carried")
    }
    try carry(shape, named: table.name)
  }

  /// Makes the indexes of search tables anew whose text is another now.
  private func rebuildSearch() throws {
    for table in shapes.virtual where table.isSearch && table.content != "" {
      let source = table.content ?? table.name + "_content"
      guard changed.contains(FoldedName(source)) || shapes[source] == nil else { continue }
      let name = Connection.quoted(table.name)
      try Statement(target, "INSERT INTO main.\(name) (\(name)) VALUES ('rebuild')").run()
    }
  }

  /// Numbers that were given out once are not given out again.
  private func raiseSequences() throws {
    guard new.ordinary.contains(where: \.counts) else { return }
    let sequences = try Statement(now, "SELECT name, seq FROM main.sqlite_sequence")
    while try sequences.step() {
      let name = sequences.text(0)
      guard let there = shapes[name], there.counts, changed.contains(FoldedName(name)) else {
        continue
      }
      let (table, number) = (Connection.literal(there.name), sequences.integer(1))
      let known = try target.count(
        "SELECT count(*) FROM main.sqlite_sequence WHERE name = \(table)")
      try target.changing(
        known > 0
          ? "UPDATE main.sqlite_sequence SET seq = max(seq, \(number)) WHERE name = \(table)"
          : "INSERT INTO main.sqlite_sequence (name, seq) VALUES (\(table), \(number))")
    }
  }
}

extension TableDigest {
  /// Whether the rows are others; the names of the tables may differ in their letters' case.
  func differs(from other: TableDigest) -> Bool {
    rows != other.rows || digest != other.digest
  }
}

extension TableShape {
  /// Whether the other table's rows are known by the same columns.
  func hasKey(of other: TableShape) -> Bool {
    key.map(FoldedName.init) == other.key.map(FoldedName.init)
  }

  /// Whether a value of this table may become another one in a table of that name: their columns have
  /// other types.
  func mayBeConverted(by other: TableShape) -> Bool {
    columns.contains { column in
      other.type(of: column.name).map { $0 != column.type } ?? false
    }
  }
}
