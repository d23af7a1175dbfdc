/// How tables of one name are told apart, so that one that comes before them changes nothing.
enum TableIdentity: CaseIterable {
  /// By a key that is there to tell them apart.
  case name
  /// By their order.
  case number
  /// By any key that happens to tell them apart.
  case anyKey

  /// What can tell tables apart, the best first; else what ends in `_id`.
  private static let names = ["id", "name", "key", "version"]

  /// A table of an array: the path of the array, and which one.
  private struct Table: Hashable {
    var array: [KeyedText.Step]
    var instance: String
  }

  /// Names tables by a key whose values occur once in every table, and are different in each, in
  /// all of the first `sides` texts; without such a key they keep their numbers.
  func name(_ texts: inout [KeyedText], sides: Int) {
    if self == .number { return }
    let deepest = texts.lazy.flatMap(\.entries).map(\.path.count).max() ?? 0
    for depth in 0..<deepest {
      let scalars = texts.map { self.scalars($0, depth) }
      let keys = self.keys(scalars.prefix(sides))
      guard !keys.isEmpty else { continue }
      for index in texts.indices {
        for place in texts[index].entries.indices {
          guard let table = Self.table(texts[index].entries[place], depth),
            let key = keys[table.array], let value = scalars[index][table]?[key]?.first
          else { continue }
          texts[index].entries[place].path[depth].instance = "\(key)=\(value.asText)"
        }
      }
    }
  }

  private static func table(_ entry: KeyedText.Entry, _ depth: Int) -> Table? {
    guard depth < entry.path.count, let instance = entry.path[depth].instance else { return nil }
    var array = Array(entry.path[...depth])
    array[depth].instance = nil
    return Table(array: array, instance: instance)
  }

  /// What the keys right in the tables are set to.
  private func scalars(
    _ text: KeyedText, _ depth: Int
  ) -> [Table: [String: [[UInt8]]]] {
    var found: [Table: [String: [[UInt8]]]] = [:]
    for entry in text.entries {
      guard let table = Self.table(entry, depth) else { continue }
      var scalars = found[table] ?? [:]
      if entry.path.count == depth + 2, !entry.isHeader, let value = entry.value {
        let name = entry.path[depth + 1].name
        if self == .anyKey || Self.names.contains(name) || name.hasSuffix("_id") {
          scalars[name, default: []].append(value)
        }
      }
      found[table] = scalars
    }
    return found
  }

  private func keys(
    _ sides: ArraySlice<[Table: [String: [[UInt8]]]]>
  ) -> [[KeyedText.Step]: String] {
    var groups: [[KeyedText.Step]: [[[String: [[UInt8]]]]]] = [:]
    for side in sides {
      for (array, tables) in Dictionary(grouping: side, by: \.key.array) {
        groups[array, default: []].append(tables.map(\.value))
      }
    }
    return groups.filter { $0.value.contains { $0.count > 1 } }.compactMapValues { sides in
      let other = Set(sides.joined().flatMap(\.keys)).subtracting(Self.names).sorted()
      return (Self.names.prefix(1) + other + Self.names.dropFirst()).first { name in
        sides.allSatisfy { tables in
          let values = tables.compactMap { $0[name]?.count == 1 ? $0[name]?[0] : nil }
          return values.count == tables.count && Set(values).count == values.count
        }
      }
    }
  }
}
