extension Carrying {
  /// How many references are held at a time.
  private static let portion = 10_000

  func noteDangling() throws {
    try target.forEachDanglingReference(shapes) {
      try dangling.add($0.names, of: $0.table)
      return true
    }
  }

  /// Takes carried rows out again that refer to rows that are not there; what others refer to goes
  /// with them.
  mutating func takeOutDangling() throws {
    var lists: [String: OmissionList] = [:]
    while true {
      var found: [DanglingReference] = []
      try target.forEachDanglingReference(shapes) {
        if try !dangling.contains($0.names, of: $0.table) { found.append($0) }
        return found.count < Self.portion
      }
      guard !found.isEmpty else { break }
      var taken: Set<String> = []
      for reference in found where taken.insert(reference.table + " " + reference.row).inserted {
        try takeOut(reference, noting: &lists)
      }
    }
    result.notCarried += lists.sorted { $0.key < $1.key }.flatMap(\.value.all)
  }

  private mutating func takeOut(
    _ reference: DanglingReference, noting lists: inout [String: OmissionList]
  ) throws {
    let refusal = CarryError.danglingReference(
      table: reference.table, parent: reference.parent, row: reference.row)
    guard let shape = shapes[reference.table] else { throw refusal }
    let table = SQLText.table(reference.table)
    let names = shape.columns.map(\.name)
    let found = try Statement(
      target,
      "SELECT \(SQLText.names(names)) "
        + "FROM \(table) WHERE \(reference.row)")
    // What cannot be asked for by its key, such as a text that is none, would be found for ever.
    guard try found.step() else { throw refusal }
    let written = found.row(names)
    found.reset()
    let key = shape.key.map { written[$0] ?? "NULL" }
    let number = [reference.row.split(separator: " ").last.map(String.init) ?? ""]
    guard
      try inserted.contains(key, of: reference.table)
        || (key.isEmpty || key.contains("NULL"))
          && inserted.contains(number, of: reference.table)
    else { throw refusal }
    try target.executeCountingChanges("DELETE FROM \(table) WHERE \(reference.row)")
    if let index = result.tables.firstIndex(where: { $0.name == reference.table }) {
      result.tables[index].inserted -= 1
    }
    lists[reference.table, default: OmissionList(table: reference.table)].add(
      .noParent(table: reference.parent), written: written, there: nil)
  }
}

extension DanglingReference {
  fileprivate var names: [String] { [row, parent, "\(key)"] }
}
