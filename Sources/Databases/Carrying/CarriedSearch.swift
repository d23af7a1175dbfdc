/// Virtual tables, and what SQLite rebuilds or counts by itself.
extension Carrying {
  mutating func carryVirtual(_ table: VirtualTable) throws {
    let shadows = new.ordinary.filter { table.hasShadow($0.name) }
    let differs = try shadows.contains { shadow in
      let columns = shadow.columns.map(\.name)
      guard let before = old[shadow.name], columns.allSatisfy(before.has) else { return true }
      return try base.digest(ofTable: before.name, columns)
        .differs(from: now.digest(ofTable: shadow.name, columns))
    }
    guard differs else { return }
    guard let there = shapes.virtual(table.name) else {
      return omit(table.name, .noTable)
    }
    guard table.isSearch && there.isSearch else {
      return omit(table.name, .foreignModule(table.module))
    }
    // An index over another table's text is rebuilt from that table.
    guard table.content != "" else {
      return omit(table.name, .onlyIndex)
    }
    guard let content = table.ownContent else { return }
    guard let shape = new[content], there.ownContent != nil,
      try now.searchColumns(of: table) == target.searchColumns(of: there),
      try old.virtual(table.name).map({ try base.searchColumns(of: $0) })
        .map({ try $0 == now.searchColumns(of: table) }) ?? true
    else {
      return omit(table.name, .otherColumns)
    }
    try carry(shape, named: table.name)
  }

  /// Rebuilds the indexes of search tables whose text has changed.
  func rebuildSearch() throws {
    for table in shapes.virtual where table.isSearch && table.content != "" {
      let source = table.content ?? table.name + "_content"
      guard changed.contains(FoldedName(source)) || shapes[source] == nil else { continue }
      let name = SQLText.name(table.name)
      try Statement(target, "INSERT INTO main.\(name) (\(name)) VALUES ('rebuild')").run()
    }
  }

  /// Numbers that were given out once are not given out again.
  func raiseSequences() throws {
    guard new.ordinary.contains(where: \.isAutoincrement) else { return }
    let sequences = try Statement(now, "SELECT name, seq FROM main.sqlite_sequence")
    while try sequences.step() {
      let name = sequences.text(0)
      guard let there = shapes[name], there.isAutoincrement, changed.contains(FoldedName(name))
      else {
        continue
      }
      let (table, number) = (SQLText.literal(there.name), sequences.integer(1))
      let known = try target.count(
        "SELECT count(*) FROM main.sqlite_sequence WHERE name = \(table)")
      try target.executeCountingChanges(
        known > 0
          ? "UPDATE main.sqlite_sequence SET seq = max(seq, \(number)) WHERE name = \(table)"
          : "INSERT INTO main.sqlite_sequence (name, seq) VALUES (\(table), \(number))")
    }
  }
}
