/// Three lists of elements, each with the name by which it is told from the others.
struct NamedSides {
  struct Side {
    var elements: [Element]
    var names: [ElementName]

    init(_ elements: [Element], names: [ElementName]? = nil) {
      self.elements = elements
      self.names = names ?? elements.map(\.name)
    }

    /// The places of the elements of each name.
    var places: [ElementName: [Int]] { Dictionary(grouping: elements.indices) { names[$0] } }
  }

  var base: Side
  var local: Side
  var upgrade: Side
  /// Names under which there may be different things: nothing is merged inside of them.
  var doubtful: Set<ElementName> = []
  /// Whether a change of order counts.
  var isOrdered = false
}

extension ThreeWayMerge {
  mutating func map(
    _ base: Node?, _ local: Node, _ upgrade: Node, _ path: ConfigPath
  ) -> [MergedElement] {
    let sides = NamedSides(
      base: .init(base?.elements ?? []), local: .init(local.elements),
      upgrade: .init(upgrade.elements))
    return named(sides, isInFlow: upgrade.style == .flow) { element, _ in
      path.appending(.key(element.key?.inBracketsAsKey ?? ""))
    }
  }

  /// Merges elements by their names. `step` is the path of an element, of which it is given the place.
  mutating func named(
    _ sides: NamedSides, isInFlow: Bool, step: (Element, Int) -> ConfigPath
  ) -> [MergedElement] {
    let base = sides.base.places.mapValues { $0.map { sides.base.elements[$0] } }
    let (local, upgrade) = (sides.local.places, sides.upgrade.places)
    var kept: [Int: Outcome] = [:]
    var added: [Int: IncomingElement] = [:]
    var answered: Set<ElementName> = []

    // In the order of the local file, then of the upgrade: so are the conflicts.
    for name in sides.local.names + sides.upgrade.names where answered.insert(name).inserted {
      let (b, l, u) = (base[name] ?? [], local[name] ?? [], upgrade[name] ?? [])
      func path(local index: Int) -> ConfigPath { step(sides.local.elements[index], index) }
      func path(upgrade index: Int) -> ConfigPath {
        step(sides.upgrade.elements[index], sides.local.elements.count + index)
      }
      let isDoubtful = sides.doubtful.contains(name)
      if b.count > 1 || l.count > 1 || u.count > 1 {
        let place = l.first.map(path(local:)) ?? u.first.map(path(upgrade:)) ?? .root
        let isTaken = group(
          b, l.map { sides.local.elements[$0] }, u.map { sides.upgrade.elements[$0] }, place,
          isDoubtful: isDoubtful)
        for index in isTaken ? u : [] { added[index] = new(sides, index, isInFlow) }
        for index in isTaken ? [] : l { kept[index] = .local }
        continue
      }
      switch (l.first, u.first) {
      case (let l?, let u?) where isDoubtful:
        kept[l] = doubtful(
          b.first, sides.local.elements[l], sides.upgrade.elements[u], path(local: l))
      case (let l?, let u?):
        kept[l] = value(
          b.first, sides.local.elements[l], sides.upgrade.elements[u], path(local: l))
      case (let l?, nil):
        kept[l] = deletedThere(b.first, sides.local.elements[l], path(local: l))
      case (nil, let u?):
        switch isNew(b.first, sides.upgrade.elements[u], path(upgrade: u)) {
        case .no: break
        case .asInUpgrade: added[u] = new(sides, u, isInFlow)
        case .asInBase(let incoming): added[u] = incoming
        }
      case (nil, nil): break
      }
    }
    let order = KeyOrder(
      base: sides.base.names, local: sides.local.names, upgrade: sides.upgrade.names,
      kept: Set(kept.keys), added: Set(added.keys), isOrdered: sides.isOrdered)
    return order.places.compactMap { place in
      switch place {
      case .local(let index):
        MergedElement(
          source: .local(index, kept[index] ?? .local),
          path: step(sides.local.elements[index], index))
      case .upgrade(let index):
        added[index].map {
          MergedElement(
            source: .new($0),
            path: step(sides.upgrade.elements[index], sides.local.elements.count + index))
        }
      }
    }
  }

  private func new(_ sides: NamedSides, _ index: Int, _ isInFlow: Bool) -> IncomingElement {
    let elements = sides.upgrade.elements
    var incoming = incoming(elements[index], of: upgrade, isInFlow: isInFlow)
    incoming.next = index + 1 < elements.count ? elements[index + 1] : nil
    return incoming
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
      return written(text, local, nil).map { .taken($0) } ?? .local
    case .base: return self.base.map { .taken(incoming(base, of: $0)) } ?? .local
    case .given(.local), .given(.both), nil: return .local
    }
  }

  private enum Coming {
    case no, asInUpgrade
    case asInBase(IncomingElement)
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
    case .base: return self.base.map { .asInBase(incoming(base, of: $0)) } ?? .no
    case .given, nil: return .no
    }
  }

  /// Why an item is not merged inside.
  static let doubt =
    "its items cannot be matched: their keys and their contents disagree"

  /// Decides about an item that is perhaps not the same one on all sides: one of them is taken as it is.
  private mutating func doubtful(
    _ base: Element?, _ local: Element, _ upgrade: Element, _ path: ConfigPath
  ) -> Outcome? {
    if local.isSame(as: upgrade) { return .local }
    if let base, upgrade.isSame(as: base) {
      note(path, .kept)
      return .local
    }
    if let base, local.isSame(as: base) { return replaced(base, local, upgrade, path) }
    return conflict(base, local, upgrade, path, reason: Self.doubt)
  }

  /// Decides about elements that have one name: all of them as one. Returns whether the upgrade's are
  /// taken.
  private mutating func group(
    _ base: [Element], _ local: [Element], _ upgrade: [Element], _ path: ConfigPath,
    isDoubtful: Bool
  ) -> Bool {
    func same(_ left: [Element], _ right: [Element]) -> Bool {
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    }
    if same(local, upgrade) { return false }
    if same(upgrade, base) {
      note(path, .kept)
      return false
    }
    let isUnchanged = same(local, base)
    if isUnchanged && refused[path] == nil {
      note(path, local.isEmpty ? .added : upgrade.isEmpty ? .removed : .replaced)
      return true
    }
    if isDoubtful {
      isInDoubt = true
      return false
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
