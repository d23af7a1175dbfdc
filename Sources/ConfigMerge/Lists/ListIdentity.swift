/// What tells the items of lists apart.
enum ListIdentity {
  /// Whether a key is there to tell items apart, whatever else is in them.
  static func isIdentity(_ key: String) -> Bool {
    ["id", "name", "key", "uuid"].contains(key) || key.hasSuffix("_id")
  }

  /// A key whose values occur once in every item and are different in each, in all lists; `nil` if
  /// there is none.
  static func key(of lists: [[Element]]) -> String? {
    let keys = lists.lazy.flatMap(\.self).first?.value.elements.compactMap { $0.key?.text } ?? []
    let candidates =
      ["id"] + keys.filter { $0.hasSuffix("_id") } + ["name", "key", "version"]
    return candidates.first { isUnique($0, in: lists) }
  }

  /// Whether every item of every list has the key, with a scalar that no other item of its list has.
  static func isUnique(_ key: String, in lists: [[Element]]) -> Bool {
    lists.allSatisfy { list in
      let values = list.compactMap { item in
        item.value[key].flatMap { $0.text == nil ? nil : ElementName($0) }
      }
      return values.count == list.count && Set(values).count == list.count
    }
  }

  /// Whether a key that tells items apart on every side would not do so in the merged list.
  static func isLost(in merged: [MergedElement], over local: [Element], sides: [[Element]]) -> Bool
  {
    let items = merged.map { $0.entries(over: local) }
    let keys = Set(sides.flatMap(\.self).flatMap { $0.value.elements.compactMap { $0.key?.text } })
    func isUnique(_ values: [Node?]) -> Bool {
      let names = values.compactMap { $0.flatMap { $0.text == nil ? nil : ElementName($0) } }
      return Set(names).count == names.count
    }
    return keys.filter(isIdentity).contains { key in
      sides.allSatisfy { isUnique($0.map { $0.value[key] }) } && !isUnique(items.map { $0[key] })
    }
  }

  /// Whether the base has equal items and both sides a different number of them: it is unclear which of
  /// them were deleted or changed.
  static func haveBothChangedCopies(
    _ base: [Element], _ local: [Element], _ upgrade: [Element]
  ) -> Bool {
    func counts(_ items: [Element]) -> [Int: Int] {
      Dictionary(items.map { ($0.value.digest, 1) }, uniquingKeysWith: +)
    }
    let copies = counts(base).filter { $0.value > 1 }
    guard !copies.isEmpty else { return false }
    let (ours, theirs) = (counts(local), counts(upgrade))
    return copies.contains { ours[$0.key] != $0.value && theirs[$0.key] != $0.value }
  }

  /// Whether all items are scalars, and none occurs twice in its list.
  static func areSets(_ lists: [[Element]]) -> Bool {
    lists.allSatisfy { list in
      list.allSatisfy { $0.value.text != nil } && Set(list.map(\.name)).count == list.count
    }
  }
}

extension MergedElement {
  /// The entries that a merged map has by now, as far as its scalars go.
  fileprivate func entries(over local: [Element]) -> [String: Node] {
    guard case .local(let index, let outcome) = source else {
      return incoming.map { Self.scalars(of: $0.element.value) } ?? [:]
    }
    switch outcome.change {
    case .none: return Self.scalars(of: local[index].value)
    case .taken(let incoming): return Self.scalars(of: incoming.element.value)
    case .merged(let merged, _):
      var entries: [String: Node] = [:]
      for mergedElement in merged {
        switch mergedElement.source {
        case .new(let incoming):
          if let key = incoming.element.key?.text { entries[key] = incoming.element.value }
        case .local(let place, let outcome):
          let entry = local[index].value.elements[place]
          guard let key = entry.key?.text else { continue }
          if case .taken(let incoming) = outcome.change {
            entries[key] = incoming.element.value
          } else {
            entries[key] = entry.value
          }
        }
      }
      return entries
    }
  }

  private static func scalars(of node: Node) -> [String: Node] {
    Dictionary(node.elements.compactMap { entry in entry.key?.text.map { ($0, entry.value) } }) {
      _, last in last
    }
  }
}
