/// Three lists of elements that are told apart by their names.
struct NamedSides {
  var base: [Element]
  var local: [Element]
  var upgrade: [Element]
}

extension ThreeWayMerge {
  mutating func map(
    _ base: Node?, _ local: Node, _ upgrade: Node, _ path: ConfigPath
  ) -> [Piece] {
    named(
      NamedSides(
        base: base?.elements ?? [], local: local.elements, upgrade: upgrade.elements),
      path, isInFlow: upgrade.style == .flow, isOrdered: false, name: \.name
    ) { path.appending(.key($0.key?.inBracketsAsKey ?? "")) }
  }

  /// Merges elements by their names.
  ///
  /// - Parameters:
  ///   - isOrdered: Whether a change of order counts.
  ///   - step: The path of an element.
  mutating func named(
    _ sides: NamedSides, _ path: ConfigPath, isInFlow: Bool, isOrdered: Bool,
    name: (Element) -> ElementName, step: (Element) -> ConfigPath
  ) -> [Piece] {
    let base = Dictionary(grouping: sides.base, by: name)
    let local = Dictionary(grouping: sides.local.indices) { name(sides.local[$0]) }
    let upgrade = Dictionary(grouping: sides.upgrade.indices) { name(sides.upgrade[$0]) }
    var kept: [Int: Outcome] = [:]
    var added: [Int: Donor] = [:]
    var answered: Set<ElementName> = []

    // In the order of the local file, then of the upgrade: so are the conflicts.
    let names = sides.local.map(name) + sides.upgrade.map(name)
    for name in names where answered.insert(name).inserted {
      let (b, l, u) = (base[name] ?? [], local[name] ?? [], upgrade[name] ?? [])
      if b.count > 1 || l.count > 1 || u.count > 1 {
        let isTaken = group(
          b, l.map { sides.local[$0] }, u.map { sides.upgrade[$0] }, path, step)
        for index in isTaken ? u : [] { added[index] = new(sides, index, isInFlow) }
        for index in isTaken ? [] : l { kept[index] = .local }
        continue
      }
      switch (l.first, u.first) {
      case (let l?, let u?):
        let element = sides.local[l]
        kept[l] = value(b.first, element, sides.upgrade[u], step(element))
      case (let l?, nil):
        kept[l] = deletedThere(b.first, sides.local[l], step(sides.local[l]))
      case (nil, let u?):
        let element = sides.upgrade[u]
        switch isNew(b.first, element, step(element)) {
        case .no: break
        case .asInUpgrade: added[u] = new(sides, u, isInFlow)
        case .asInBase(let donor): added[u] = donor
        }
      case (nil, nil): break
      }
    }
    let order = KeyOrder(
      base: sides.base.map(name), local: sides.local.map(name), upgrade: sides.upgrade.map(name),
      kept: Set(kept.keys), added: Set(added.keys), isOrdered: isOrdered)
    return order.places.compactMap { place in
      switch place {
      case .local(let index):
        Piece(source: .local(index, kept[index] ?? .local), path: step(sides.local[index]))
      case .upgrade(let index):
        added[index].map { Piece(source: .new($0), path: step(sides.upgrade[index])) }
      }
    }
  }

  private func new(_ sides: NamedSides, _ index: Int, _ isInFlow: Bool) -> Donor {
    var donor = donor(sides.upgrade[index], of: upgrade, isInFlow: isInFlow)
    donor.next = index + 1 < sides.upgrade.count ? sides.upgrade[index + 1] : nil
    return donor
  }

  // MARK: What is not on all sides

  /// Decides about an element that the upgrade has not; `nil` takes it away.
  private mutating func deletedThere(
    _ base: Element?, _ local: Element, _ path: ConfigPath
  ) -> Outcome? {
    guard let base else {
      note(path, .kept, isCustom: true)
      return .local
    }
    let isUnchanged = base.value.isSame(as: local.value)
    if isUnchanged && refused[path] == nil {
      note(path, .removed)
      return nil
    }
    let refusal = refused[path]
    let answer = ask(
      refusal?.kind ?? .deletedThere, path, (base, local, nil),
      choices: refusal == nil ? [.local, .upgrade] : [.local], reason: refusal?.reason ?? "")
    guard refusal == nil else { return .local }
    switch answer {
    case .given(.upgrade): return nil
    case .given(.text(let text)):
      return Donor(value: text, format: self.local.format).map { .taken($0) } ?? .local
    case .base: return self.base.map { .taken(donor(base, of: $0)) } ?? .local
    case .given(.local), .given(.both), nil: return .local
    }
  }

  private enum Coming {
    case no, asInUpgrade
    case asInBase(Donor)
  }

  /// Whether an element that the local file has not comes in.
  private mutating func isNew(
    _ base: Element?, _ upgrade: Element, _ path: ConfigPath
  ) -> Coming {
    if let refusal = refused[path] {
      ask(refusal.kind, path, (base, nil, upgrade), choices: [.local], reason: refusal.reason)
      return .no
    }
    guard let base else {
      note(path, .added)
      return .asInUpgrade
    }
    if base.value.isSame(as: upgrade.value) {
      note(path, .kept)
      return .no
    }
    let answer = ask(.deletedHere, path, (base, nil, upgrade), choices: [.local, .upgrade])
    switch answer {
    case .given(.upgrade): return .asInUpgrade
    case .base: return self.base.map { .asInBase(donor(base, of: $0)) } ?? .no
    case .given, nil: return .no
    }
  }

  /// Decides about elements that have one name: all of them as one. Returns whether the upgrade's are
  /// taken.
  private mutating func group(
    _ base: [Element], _ local: [Element], _ upgrade: [Element], _ path: ConfigPath,
    _ step: (Element) -> ConfigPath
  ) -> Bool {
    func same(_ left: [Element], _ right: [Element]) -> Bool {
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    }
    guard let first = local.first ?? upgrade.first, !same(local, upgrade) else { return false }
    let path = step(first)
    if same(upgrade, base) {
      note(path, .kept)
      return false
    }
    let isUnchanged = same(local, base)
    if isUnchanged && refused[path] == nil {
      note(path, local.isEmpty ? .added : upgrade.isEmpty ? .removed : .replaced)
      return true
    }
    let refusal = refused[path]
    let answer = ask(
      refusal?.kind ?? .duplicateKey, path, (base.last, local.last, upgrade.last),
      choices: refusal == nil ? [.local, .upgrade] : [.local],
      reason: refusal?.reason
        ?? "the key is there \(max(base.count, local.count, upgrade.count)) times")
    if refusal == nil, case .given(.upgrade) = answer { return true }
    return false
  }
}

extension Node {
  /// As a step of a path.
  var inBracketsAsKey: String { text ?? inBrackets(format: .yaml) }
}
