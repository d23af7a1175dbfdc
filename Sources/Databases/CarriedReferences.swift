extension Carrying {
  /// Takes carried rows out again that refer to rows that are not there; what others refer to goes
  /// with them.
  mutating func takeOutDangling(except before: Set<DanglingReference>) throws {
    while true {
      let found = try target.danglingReferences(shapes).subtracting(before)
        .sorted { ($0.table, $0.row, $0.key) < ($1.table, $1.row, $1.key) }
      guard !found.isEmpty else { return }
      var taken: Set<String> = []
      for reference in found where taken.insert(reference.table + " " + reference.row).inserted {
        try takeOut(reference)
      }
    }
  }

  private mutating func takeOut(_ reference: DanglingReference) throws {
    guard let shape = shapes[reference.table] else { return }
    let table = "main." + Connection.quoted(reference.table)
    let names = shape.columns.map(\.name)
    let row = try Statement(
      target,
      "SELECT \(names.map(Connection.quoted).joined(separator: ", ")) "
        + "FROM \(table) WHERE \(reference.row)")
    guard try row.step() else { return }
    let written = Dictionary(zip(names, row.literals)) { first, _ in first }
    row.reset()
    let key = shape.key.map { written[$0] ?? "NULL" }
    let number = [reference.row.split(separator: " ").last.map(String.init) ?? ""]
    guard
      try inserted.contains(key, of: reference.table)
        || (key.isEmpty || key.contains("NULL"))
          && inserted.contains(number, of: reference.table)
    else {
      throw CarryError.danglingReference(
        table: reference.table, parent: reference.parent, row: reference.row)
    }
    try target.changing("DELETE FROM \(table) WHERE \(reference.row)")
    if let index = result.tables.firstIndex(where: { $0.name == reference.table }) {
      result.tables[index].inserted -= 1
    }
    result.notCarried.append(
      CarriedDatabase.NotCarried(
        table: reference.table, reason: "its parent row in \(reference.parent) is not there",
        written: written))
  }
}
