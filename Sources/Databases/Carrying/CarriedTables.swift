/// Ordinary tables, those with a key by that and the others by their values.
extension Carrying {
  mutating func carry(_ after: TableShape, named name: String) throws {
    let before = old[after.name]
    guard try hasChanged(from: before, to: after) else { return }
    guard let target = shapes[after.name] else {
      let rows = try now.rows(of: after.name)
      if rows > 0 { omit(name, .noTable, rows: rows) }
      return
    }
    let table = TableTriple(name: name, before: before, after: after, target: target)
    try sayLostColumns(of: table)
    guard !table.columns.isEmpty else {
      return omit(name, .noCommonColumn)
    }
    let columns = try table.columns.map { column in
      RowPair.Column(
        name: column.name,
        filling: table.isCommon(column.name) ? nil : try filling(column.defaultExpression))
    }
    if table.hasKey {
      try carryByKey(table, columns)
      guard try lacksKeys(table) else { return }
    }
    try carryWithoutKey(table, columns.filter { $0.filling == nil })
  }

  /// Whether rows or columns have changed between the two states.
  private func hasChanged(from before: TableShape?, to after: TableShape) throws -> Bool {
    guard let before else { return true }
    let shared = after.columns.map(\.name).filter(before.has)
    return try shared.count < after.columns.count
      || base.digest(ofTable: before.name, shared)
        .differs(from: now.digest(ofTable: after.name, shared))
  }

  private mutating func carryByKey(_ table: TableTriple, _ columns: [RowPair.Column]) throws {
    var pair = try RowPair(
      scratch: scratch, table: table.target.name, columns: columns, key: table.target.key)
    try pair.fill(from: table.before.map { (base, $0.name) }, to: (now, table.after.name))
    let applying = try ChangeApplying(
      pair, onto: target, as: table,
      noting: referring.contains(table.target.name) ? inserted : nil)
    try applying.run()
    note(applying.carried, applying.list, table.target)
    try pair.drop()
  }

  /// Whether there are rows that lack a part of their key.
  private func lacksKeys(_ table: TableTriple) throws -> Bool {
    let key = table.target.key
    return try now.lacksKeys(table.after, key)
      || table.before.map { try base.lacksKeys($0, key) } ?? false
  }

  /// Carries rows that cannot be told apart: those that are new are added.
  private mutating func carryWithoutKey(
    _ table: TableTriple, _ columns: [RowPair.Column]
  ) throws {
    var pair = try RowPair(
      scratch: scratch, table: table.target.name, columns: columns, key: [])
    let whereNull = table.hasKey ? table.target.key : []
    if let before = table.before {
      try pair.fill(newer: false, from: base, table: before.name, whereNull: whereNull)
    }
    try pair.fill(newer: true, from: now, table: table.after.name, whereNull: whereNull)
    let (carried, list) = try addSurplus(of: pair, to: table)
    let gone = try scratch.count("SELECT count(*) FROM (\(pair.surplus(reversed: true)))")
    note(carried, list, table.target)
    if !table.hasKey || carried.inserted + gone > 0 {
      omit(
        table.name,
        .indistinguishable(onlyNullKeys: table.hasKey, added: carried.inserted), rows: gone)
    }
    try pair.drop()
  }

  /// Adds the newer rows that are not among the older ones to the target.
  private func addSurplus(
    of pair: RowPair, to table: TableTriple
  ) throws -> (CarriedDatabase.Table, OmissionList) {
    var carried = CarriedDatabase.Table(name: table.name)
    var list = OmissionList(table: table.name)
    let (name, columns) = (SQLText.table(table.target.name), SQLText.names(pair.common))
    let rows = try Statement(scratch, pair.surplus())
    // Whatever the table itself says of rows that do not fit, none is replaced or left out.
    let insert = try Statement(
      target,
      "INSERT OR ABORT INTO \(name) (\(columns)) VALUES (\(SQLText.parameters(pair.common.count)))")
    let kept = try table.target.rowID.flatMap { table.mayConvert ? $0 : nil }.map {
      try Statement(target, "SELECT \(columns) FROM \(name) WHERE \($0) = last_insert_rowid()")
    }
    while try rows.step() {
      try insert.bind(pair.common.indices.map(rows.value))
      if let words = try insert.runUnlessRefused() {
        list.add(.refused(reason: words), written: rows.row(pair.common), there: nil)
        continue
      }
      carried.inserted += 1
      if let kept, try kept.step(),
        !zip(kept.literals, rows.literals).allSatisfy(ConvertedValues.says)
      {
        list.add(.converted, written: rows.row(pair.common), there: kept.row(pair.common))
      }
      kept?.reset()
      if referring.contains(table.target.name) {
        try inserted.add(["\(target.lastRowID)"], of: table.target.name)
      }
    }
    return (carried, list)
  }

  private mutating func note(
    _ carried: CarriedDatabase.Table, _ list: OmissionList, _ target: TableShape
  ) {
    result.notCarried += list.all
    guard carried.total > 0 else { return }
    changed.insert(FoldedName(target.name))
    if let index = result.tables.firstIndex(where: { $0.name == carried.name }) {
      result.tables[index].inserted += carried.inserted
    } else {
      result.tables.append(carried)
    }
  }

  private mutating func sayLostColumns(of table: TableTriple) throws {
    for column in table.lostColumns {
      let rows = try now.count(
        "SELECT count(*) FROM \(SQLText.table(table.after.name)) "
          + "WHERE \(SQLText.name(column)) IS NOT NULL")
      guard rows > 0 else { continue }
      omit(table.name, .noColumn(column), rows: rows)
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
  /// Whether the rows differ; the tables' names may differ in case.
  func differs(from other: TableDigest) -> Bool {
    rows != other.rows || digest != other.digest
  }
}
