extension ThreeWayMerge {
  /// Merges maps key by key.
  mutating func map(
    base: Node?, local: Node, upgrade: Node, at path: ConfigPath
  ) -> [MergedElement] {
    let sides = NamedSides(
      base: .init(base?.elements ?? []), local: .init(local.elements),
      upgrade: .init(upgrade.elements))
    return named(sides, isInFlow: upgrade.style == .flow) { element, _ in
      path.appending(.key(element.key?.inBracketsAsKey ?? ""))
    }
  }

  /// Merges elements by their names. `step` gives the path of an element by its place.
  mutating func named(
    _ sides: NamedSides, isInFlow: Bool, step: (Element, Int) -> ConfigPath
  ) -> [MergedElement] {
    var kept: [Int: Outcome] = [:]
    var added: [Int: IncomingElement] = [:]
    for entry in sides.entries {
      let isDoubtful = sides.doubtful.contains(entry.name)
      let (local, upgrade) = (entry.local.first, entry.upgrade.first)
      let place = local.map { KeyOrder.Place.local($0) } ?? upgrade.map { .upgrade($0) }
      guard let place else { continue }
      let path = sides.path(of: place, step: step)
      if entry.isRepeated {
        if takesUpgrade(of: entry, in: sides, at: path, isDoubtful: isDoubtful) {
          for index in entry.upgrade {
            added[index] = sides.incoming(at: index, of: self.upgrade, isInFlow: isInFlow)
          }
        } else {
          for index in entry.local { kept[index] = .local }
        }
      } else if let local {
        kept[local] = outcome(
          base: entry.base.first, local: sides.local.elements[local],
          upgrade: upgrade.map { sides.upgrade.elements[$0] }, at: path, isDoubtful: isDoubtful)
      } else if let upgrade {
        let incoming = sides.incoming(at: upgrade, of: self.upgrade, isInFlow: isInFlow)
        added[upgrade] = comingIn(base: entry.base.first, upgrade: incoming, at: path)
      }
    }
    return sides.inOrder(kept: kept, added: added, step: step)
  }

  /// What becomes of an element that the local file has; `nil` takes it away.
  private mutating func outcome(
    base: Element?, local: Element, upgrade: Element?, at path: ConfigPath, isDoubtful: Bool
  ) -> Outcome? {
    guard let upgrade else { return leaving(base: base, local: local, at: path) }
    return isDoubtful
      ? doubtful(base: base, local: local, upgrade: upgrade, at: path)
      : value(base: base, local: local, upgrade: upgrade, at: path)
  }

  // MARK: Elements missing on a side

  /// Decides about an element that the upgrade does not have; `nil` takes it away.
  private mutating func leaving(
    base: Element?, local: Element, at path: ConfigPath
  ) -> Outcome? {
    let decision = KeyDecision(base: base?.value, local: local.value, upgrade: nil)
    guard let base, decision != .kept(isCustom: true) else {
      note(path, .kept, nil, local.value, isCustom: true)
      return .local
    }
    if askAboutRefusal(at: path, base: base, local: local) { return .local }
    guard case .conflict(let kind) = decision else {
      note(path, .removed, local.value, nil)
      return nil
    }
    switch ask(kind, at: path, base: base, local: local, choices: [.local, .upgrade]) {
    case .given(.upgrade): return nil
    case .given(.text(let text)):
      return written(text, local: local, upgrade: nil).map { .taken($0) } ?? .local
    case .base: return self.base.map { .taken(IncomingElement(base, of: $0)) } ?? .local
    case .given(.local), .given(.both), nil: return .local
    }
  }

  /// What comes in of an element that the local file does not have; `nil` if nothing does.
  private mutating func comingIn(
    base: Element?, upgrade: IncomingElement, at path: ConfigPath
  ) -> IncomingElement? {
    let element = upgrade.element
    if askAboutRefusal(at: path, base: base, upgrade: element) { return nil }
    switch KeyDecision(base: base?.value, local: nil, upgrade: element.value) {
    case .agreed: return nil
    case .taken(let kind):
      note(path, kind, nil, element.value)
      return upgrade
    case .kept:
      note(path, .kept, base?.value, nil)
      return nil
    case .conflict(let kind):
      switch ask(kind, at: path, base: base, upgrade: element, choices: [.local, .upgrade]) {
      case .given(.upgrade): return upgrade
      case .base:
        guard let base, let text = self.base else { return nil }
        return IncomingElement(base, of: text)
      case .given, nil: return nil
      }
    }
  }

  // MARK: What may be several things

  /// Decides about an item that may not be the same one on all sides: one of them is taken unchanged.
  private mutating func doubtful(
    base: Element?, local: Element, upgrade: Element, at path: ConfigPath
  ) -> Outcome? {
    switch KeyDecision(base: base, local: local, upgrade: upgrade, isSame: { $0.isSame(as: $1) }) {
    case .agreed: return .local
    case .kept:
      note(path, .kept, base?.value, local.value)
      return .local
    case .taken: return replaced(base: base, local: local, upgrade: upgrade, at: path)
    case .conflict:
      return conflict(base: base, local: local, upgrade: upgrade, at: path, reason: .unmatchedItems)
    }
  }

  /// Decides about elements that have one name: all of them as one. Whether the upgrade's are taken.
  private mutating func takesUpgrade(
    of entry: NamedSides.Entry, in sides: NamedSides, at path: ConfigPath, isDoubtful: Bool
  ) -> Bool {
    let base = entry.base
    let local = entry.local.map { sides.local.elements[$0] }
    let upgrade = entry.upgrade.map { sides.upgrade.elements[$0] }
    func unlessEmpty(_ elements: [Element]) -> [Element]? { elements.isEmpty ? nil : elements }
    let decision = KeyDecision(
      base: unlessEmpty(base), local: unlessEmpty(local), upgrade: unlessEmpty(upgrade)
    ) { one, other in
      one.count == other.count && zip(one, other).allSatisfy { $0.isSame(as: $1) }
    }
    switch decision {
    case .agreed: return false
    case .kept:
      note(path, .kept, base.last?.value, local.last?.value)
      return false
    case .taken(let kind) where refused[path] == nil:
      note(path, kind, local.last?.value, upgrade.last?.value)
      return true
    case .taken, .conflict: break
    }
    if isDoubtful {
      isInDoubt = true
      return false
    }
    if askAboutRefusal(at: path, base: base.last, local: local.last, upgrade: upgrade.last) {
      return false
    }
    let answer = ask(
      .duplicateKey, at: path, base: base.last, local: local.last, upgrade: upgrade.last,
      choices: [.local, .upgrade],
      reason: .repeatedKey(times: max(base.count, local.count, upgrade.count)))
    if case .given(.upgrade) = answer { return true }
    return false
  }
}

extension Node {
  /// As a step of a path.
  var inBracketsAsKey: String { text ?? inBrackets(format: .yaml) }
}
