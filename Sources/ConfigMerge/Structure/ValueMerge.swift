extension ThreeWayMerge {
  /// Decides about a value that local and upgrade both have; `nil` takes it away.
  mutating func value(
    base: Element?, local: Element, upgrade: Element, at path: ConfigPath
  ) -> Outcome? {
    guard let outcome = plainValue(base: base, local: local, upgrade: upgrade, at: path) else {
      return nil
    }
    // A name that something new refers to comes along.
    guard let name = upgrade.value.anchor, local.value.anchor == nil, base?.value.anchor == nil,
      neededAnchors.contains(name)
    else { return outcome }
    if case .taken = outcome.change { return outcome }
    return Outcome(change: outcome.change, anchor: name)
  }

  /// The same, the anchor that the value may need aside.
  private mutating func plainValue(
    base: Element?, local: Element, upgrade: Element, at path: ConfigPath
  ) -> Outcome? {
    let hasNewAnchors = local.value.isCollection && upgrade.value.hasAnchors
    if !hasNewAnchors, local.value.isSame(as: upgrade.value) { return .local }
    if let merged = inside(
      base: base?.value, local: local.value, upgrade: upgrade.value, at: path)
    {
      return merged
    }
    switch KeyDecision(base: base?.value, local: local.value, upgrade: upgrade.value) {
    case .agreed: return .local
    case .kept:
      note(path, .kept, base?.value, local.value)
      return .local
    case .taken: return replaced(base: base, local: local, upgrade: upgrade, at: path)
    case .conflict where isUpgradesOwn(path, local: local.value, upgrade: upgrade.value):
      return replaced(base: base, local: local, upgrade: upgrade, at: path)
    case .conflict: return conflict(base: base, local: local, upgrade: upgrade, at: path)
    }
  }

  /// The version of a configuration says which release's it is.
  private func isUpgradesOwn(_ path: ConfigPath, local: Node, upgrade: Node) -> Bool {
    path.steps == [.key("version")] && local.text != nil && upgrade.text != nil
  }

  /// Merges the contents, if both are maps, or lists that can be taken apart.
  private mutating func inside(
    base: Node?, local: Node, upgrade: Node, at path: ConfigPath
  ) -> Outcome? {
    guard local.isRegular, local.tag == upgrade.tag, refused[path] == nil else { return nil }
    var merged: [MergedElement]?
    if local.isMap && upgrade.isMap {
      let base = base.flatMap { $0.isMap ? $0 : nil }
      merged = map(base: base, local: local, upgrade: upgrade, at: path)
    } else if local.isList && upgrade.isList {
      let base = base.flatMap { $0.isList ? $0 : nil }
      merged = list(base: base, local: local, upgrade: upgrade, at: path)
    }
    return merged.map { Outcome(change: .merged($0, count: local.elements.count)) }
  }

  /// Takes the upgrade's value, unless that has turned out not to be possible.
  mutating func replaced(
    base: Element?, local: Element, upgrade: Element, at path: ConfigPath
  ) -> Outcome {
    if askAboutRefusal(at: path, base: base, local: local, upgrade: upgrade) { return .local }
    note(path, .replaced, local.value, upgrade.value)
    return .taken(IncomingElement(upgrade, of: self.upgrade))
  }

  /// Asks which value counts; `nil` where the base is wanted, and has nothing.
  mutating func conflict(
    base: Element?, local: Element, upgrade: Element, at path: ConfigPath,
    reason: MergeReason? = nil
  ) -> Outcome? {
    if askAboutRefusal(at: path, base: base, local: local, upgrade: upgrade) { return .local }
    let (mine, theirs) = (local.value, upgrade.value)
    let isSameShape = mine.isMap == theirs.isMap && mine.isList == theirs.isList
    let canBeBoth =
      mine.isList && theirs.isList && mine.isRegular
      && !areOfPlaces(base: base?.value, local: mine, upgrade: theirs)
    let answer = ask(
      base == nil ? .bothAdded : isSameShape ? .bothChanged : .typeChanged, at: path, base: base,
      local: local, upgrade: upgrade, choices: [.local, .upgrade] + (canBeBoth ? [.both] : []),
      suggestion: canBeBoth ? .both : .local, reason: doubts[path] ?? reason)
    switch answer {
    case .given(.upgrade): return .taken(IncomingElement(upgrade, of: self.upgrade))
    case .given(.both) where canBeBoth: return both(local: mine, upgrade: theirs, at: path)
    case .given(.text(let text)):
      return written(text, local: local, upgrade: upgrade).map { .taken($0) } ?? .local
    case .base:
      guard let base, let text = self.base else { return nil }
      return .taken(IncomingElement(base, of: text))
    case .given(.local), .given(.both), nil: return .local
    }
  }

  /// Whether all lists have as many numbers, as with the two ends of a range.
  private func areOfPlaces(base: Node?, local: Node, upgrade: Node) -> Bool {
    guard let base, base.isList, base.elements.count > 1 else { return false }
    return [base, local, upgrade].allSatisfy { list in
      list.elements.count == base.elements.count
        && list.elements.allSatisfy { $0.value.text?.utf8.first?.isDigit ?? false }
    }
  }

  /// All items of the local list, then those that only the upgrade has.
  private func both(local: Node, upgrade: Node, at path: ConfigPath) -> Outcome {
    let kept = local.elements.indices.map {
      MergedElement(source: .local($0, .local), path: path.appending(.index($0)))
    }
    let isInFlow = upgrade.style == .flow
    let new = upgrade.elements.filter { item in
      !local.elements.contains { $0.value.isSame(as: item.value) }
    }.map { item in
      MergedElement(
        source: .new(IncomingElement(item, of: self.upgrade, isInFlow: isInFlow)), path: path)
    }
    return Outcome(change: .merged(kept + new, count: kept.count))
  }
}
