extension ThreeWayMerge {
  /// Merges lists that can be taken apart; `nil` where a list is one value.
  ///
  /// Lists of maps are taken apart by a key that tells their items apart on every side, lists of
  /// scalars as ordered sets. A list that the user did not change becomes the upgrade's, and items that
  /// stay keep their text.
  mutating func list(
    base: Node?, local: Node, upgrade: Node, at path: ConfigPath
  ) -> [MergedElement]? {
    let lists = [local, upgrade].map(\.elements) + (base.map { [$0.elements] } ?? [])
    let isUnchanged = base.map { $0.isSame(as: local) } ?? false
    let isInFlow = upgrade.style == .flow
    if lists.allSatisfy({ $0.allSatisfy(\.value.isMap) }) {
      return items(
        base: base?.elements ?? [], local: local.elements, upgrade: upgrade.elements,
        isInFlow: isInFlow, at: path)
    }
    if let base, ListIdentity.areSets(lists) {
      let sides = NamedSides(
        base: .init(base.elements), local: .init(local.elements), upgrade: .init(upgrade.elements),
        isOrdered: true)
      if isUnchanged || !sides.clash { return set(sides, isInFlow: isInFlow, at: path) }
    }
    return isUnchanged ? aligned(local, with: upgrade, at: path) : nil
  }

  /// Merges lists of maps item by item; `nil` where that would give a list that no side could have.
  private mutating func items(
    base: [Element], local: [Element], upgrade: [Element], isInFlow: Bool, at path: ConfigPath
  ) -> [MergedElement]? {
    guard !ListIdentity.haveBothChangedCopies(base, local, upgrade) else {
      doubts[path] = .identicalItems
      return nil
    }
    let classes = ItemClasses(base: base, local: local, upgrade: upgrade)
    let sides = NamedSides(
      base: .init(base, names: classes.base), local: .init(local, names: classes.local),
      upgrade: .init(upgrade, names: classes.upgrade), doubtful: classes.doubtful, isOrdered: true)
    guard base.isEmpty || sides.isOrderClear else {
      doubts[path] = .unclearOrder
      return nil
    }
    var isInDoubt = false
    let merged: [MergedElement]? = attempt { merge in
      let merged = merge.named(sides, isInFlow: isInFlow) { element, index in
        guard let key = classes.key else { return path.appending(.index(index)) }
        return path.appending(.identity(key: key, value: element.value[key]?.text ?? ""))
      }
      isInDoubt = merge.isInDoubt
      let sides = [base, local, upgrade]
      return isInDoubt || ListIdentity.isLost(in: merged, over: local, sides: sides) ? nil : merged
    }
    if isInDoubt { doubts[path] = .unmatchedItems }
    return merged
  }

  /// Merges lists of scalars as ordered sets, or place by place; `nil` where the two would not agree.
  private mutating func set(
    _ sides: NamedSides, isInFlow: Bool, at path: ConfigPath
  ) -> [MergedElement]? {
    func step(_ item: Element, _: Int) -> ConfigPath {
      path.appending(.item(item.value.inBracketsAsKey))
    }
    var merge = self
    let merged = merge.named(sides, isInFlow: isInFlow, step: step)
    let result = merged.compactMap { mergedElement in
      switch mergedElement.source {
      case .local(let index, _): sides.local.elements[index].value
      case .new(let incoming): incoming.element.value
      }
    }
    let places = ListPlaces(
      base: sides.base.elements.map(\.value), local: sides.local.elements.map(\.value),
      upgrade: sides.upgrade.elements.map(\.value))
    switch places.meaning(of: result) {
    case .set:
      self = merge
      return merged
    case .places:
      let names = sides.base.elements.indices.map { ElementName(place: $0) }
      var placed = sides
      (placed.base.names, placed.local.names, placed.upgrade.names) = (names, names, names)
      placed.isOrdered = false
      return named(placed, isInFlow: isInFlow, step: step)
    case nil: return nil
    }
  }

  /// Forgets notes and questions if it comes to nothing.
  private mutating func attempt<Value>(_ body: (inout Self) -> Value?) -> Value? {
    var trial = self
    guard let value = body(&trial) else { return nil }
    self = trial
    return value
  }

  /// The upgrade's items; those that the local list has as well keep their text there.
  private mutating func aligned(
    _ local: Node, with upgrade: Node, at path: ConfigPath
  ) -> [MergedElement]? {
    var next = 0
    var merged: [MergedElement] = []
    for (index, item) in upgrade.elements.enumerated() {
      let place = path.appending(.index(index))
      if refused[place] != nil { return nil }
      // Far ahead it is rather another one, and everything between would be rewritten.
      let reach = max(2, local.elements.count - upgrade.elements.count) + 1
      let found = local.elements[next...].prefix(min(reach, 1_000))
        .firstIndex { $0.value.isSame(as: item.value) }
      if let found {
        merged.append(MergedElement(source: .local(found, .local), path: place))
        next = found + 1
      } else {
        merged.append(
          MergedElement(
            source: .new(
              IncomingElement(item, of: self.upgrade, isInFlow: upgrade.style == .flow)),
            path: place))
      }
    }
    if !local.isSame(as: upgrade) { note(path, .replaced, local, upgrade) }
    return merged
  }
}

extension ElementName {
  /// A place in a list.
  fileprivate init(place: Int) { self.init(text: ExactText(String(place)), kind: 4) }
}
