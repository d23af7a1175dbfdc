extension ThreeWayMerge {
  /// Merges lists that can be taken apart; `nil` where a list is one value.
  ///
  /// Lists of maps are taken apart by a key that tells their items apart on every side, lists of
  /// scalars as ordered sets. A list that the user did not change becomes the upgrade's, and items that
  /// stay keep their text.
  mutating func list(
    _ base: Node?, _ local: Node, _ upgrade: Node, _ path: ConfigPath
  ) -> [Piece]? {
    let sides = NamedSides(
      base: base?.elements ?? [], local: local.elements, upgrade: upgrade.elements)
    let lists = [sides.local, sides.upgrade] + (base == nil ? [] : [sides.base])
    let isInFlow = upgrade.style == .flow
    if let key = ListIdentity.key(of: lists) {
      return named(
        sides, path, isInFlow: isInFlow, isOrdered: true,
        name: { ElementName($0.value[key] ?? $0.value) }
      ) { path.appending(.identity(key: key, value: $0.value[key]?.text ?? "")) }
    }
    let isUnchanged = base.map { $0.isSame(as: local) } ?? false
    if ListIdentity.areSets(lists), let base, isUnchanged || !haveBothReplaced(base, local, upgrade)
    {
      return named(
        sides, path, isInFlow: isInFlow, isOrdered: true, name: { ElementName($0.value) }
      ) { path.appending(.item($0.value.inBracketsAsKey)) }
    }
    return isUnchanged ? aligned(local, upgrade, path) : nil
  }

  /// Whether user and upgrade put something else, and not the same, in the place of the same item: as
  /// with the ends of a range, all of it together would mean nothing.
  private func haveBothReplaced(_ base: Node, _ local: Node, _ upgrade: Node) -> Bool {
    let (b, l, u) = (base.names, local.names, upgrade.names)
    let removedByBoth = b.subtracting(l).subtracting(u)
    return !removedByBoth.isEmpty && !l.subtracting(b).isEmpty && !u.subtracting(b).isEmpty
      && l.subtracting(b) != u.subtracting(b)
  }

  /// The upgrade's items; those that the local list has as well keep their text there.
  private mutating func aligned(
    _ local: Node, _ upgrade: Node, _ path: ConfigPath
  ) -> [Piece]? {
    var next = 0
    var pieces: [Piece] = []
    for (index, item) in upgrade.elements.enumerated() {
      let place = path.appending(.index(index))
      if refused[place] != nil { return nil }
      // Far ahead it is rather another one, and what lies between would be written anew.
      let reach = max(2, local.elements.count - upgrade.elements.count) + 1
      let found = local.elements[next...].prefix(min(reach, 1_000))
        .firstIndex { $0.value.isSame(as: item.value) }
      if let found {
        pieces.append(Piece(source: .local(found, .local), path: place))
        next = found + 1
      } else {
        pieces.append(
          Piece(
            source: .new(donor(item, of: self.upgrade, isInFlow: upgrade.style == .flow)),
            path: place))
      }
    }
    if !local.isSame(as: upgrade) { note(path, .replaced) }
    return pieces
  }
}

/// What tells the items of lists apart.
enum ListIdentity {
  /// A key whose values are there once in every item and are different in each, on all sides; `nil` if
  /// there is none.
  static func key(of lists: [[Element]]) -> String? {
    let items = lists.flatMap { $0 }
    guard let first = items.first, items.allSatisfy(\.value.isMap) else { return nil }
    let keys = first.value.elements.compactMap { $0.key?.text }
    let candidates =
      ["id"] + keys.filter { $0.hasSuffix("_id") } + ["name", "key", "version"]
    return candidates.first { key in
      lists.allSatisfy { list in
        let values = list.compactMap { item in
          item.value[key].flatMap { $0.text == nil ? nil : ElementName($0) }
        }
        return values.count == list.count && Set(values).count == list.count
      }
    }
  }

  /// Whether all items are scalars, and none is there twice in its list.
  static func areSets(_ lists: [[Element]]) -> Bool {
    lists.allSatisfy { list in
      list.allSatisfy { $0.value.text != nil } && Set(list.map(\.name)).count == list.count
    }
  }
}

extension Node {
  fileprivate var names: Set<ElementName> { Set(elements.map(\.name)) }
}
