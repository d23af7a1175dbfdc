/// Ordinary tables, those with a key by that and the others by their values.
extension Carrying {
  mutating func carry(_ table: TableShape, named name: String) throws {
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
        filling: common.contains { $0 == column.name } ? nil : try filling(column.defaultExpression)
      )
    }
    let hasKey =
      !there.key.isEmpty && there.hasKey(of: table)
      && (before.map { there.hasKey(of: $0) } ?? true)
    if hasKey {
      var pair = try RowPair(
        scratch: scratch, table: there.name, columns: columns, key: there.key)
      try pair.fill(from: before.map { (base, $0.name) }, to: (now, table.name))
      let applying = try ChangeApplying(
        pair, onto: target, as: there, named: name,
        noting: referring.contains(there.name) ? inserted : nil,
        mayConvert: table.mayBeConverted(by: there))
      try applying.run()
      note(applying.carried, applying.list, there)
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
    var pair = try RowPair(scratch: scratch, table: there.name, columns: columns, key: [])
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
        list.add(
          "the table does not take it: \(words)", written: rows.row(pair.common), there: nil)
      } else {
        carried.inserted += 1
        if let kept, try kept.step(),
          !zip(kept.literals, rows.literals).allSatisfy(ConvertedValues.says)
        {
          list.add(
            ConvertedValues.reason, written: rows.row(pair.common), there: kept.row(pair.common))
        }
        kept?.reset()
        if referring.contains(there.name) {
          try inserted.add(["\(target.lastRowID)"], of: there.name)
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
  private func filling(_ defaultExpression: String?) throws -> String {
    guard let defaultExpression else { return "NULL" }
    let value = try Statement(target, "SELECT (\(defaultExpression))")
    return try value.step() ? value.literals[0] : "NULL"
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
