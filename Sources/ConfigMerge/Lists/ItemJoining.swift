/// Joins the items of three lists of maps that are one and the same, step by step.
struct ItemJoining {
  /// An item with its number: those of the base come first, then the local ones, then the upgrade's.
  struct Item {
    let element: Element
    let number: Int
  }

  let base: [Item]
  let local: [Item]
  let upgrade: [Item]
  /// An item of each class in which nothing may be merged.
  private(set) var doubts: [Item] = []
  private var classes: DisjointSets

  init(base: [Element], local: [Element], upgrade: [Element]) {
    var number = 0
    func numbered(_ elements: [Element]) -> [Item] {
      elements.map { element in
        defer { number += 1 }
        return Item(element: element, number: number)
      }
    }
    (self.base, self.local, self.upgrade) = (numbered(base), numbered(local), numbered(upgrade))
    classes = DisjointSets(count: number)
    joinAll()
  }

  mutating func names(of items: [Item]) -> [ElementName] {
    var names: [ElementName] = []
    for item in items { names.append(ElementName(itemClass: classes.root(of: item.number))) }
    return names
  }

  private mutating func joinAll() {
    let ours = join(base, local)
    let theirs = join(base, upgrade)
    // What only one side has may be what the other has added as well.
    let own = local.filter { !ours.contains($0.number) }
    let others = upgrade.filter { !theirs.contains($0.number) }
    let added = join(own, others, areAdded: true)
    joinReplaced(
      base.filter { !ours.contains($0.number) && !theirs.contains($0.number) },
      by: own.filter { !added.contains($0.number) },
      and: others.filter { !added.contains($0.number) })
  }

  /// Joins what belongs together in two lists. Returns the numbers of all items that do.
  private mutating func join(_ old: [Item], _ new: [Item], areAdded: Bool = false) -> Set<Int> {
    let pairing = ItemPairing(
      from: old.map(\.element), to: new.map(\.element), areAdded: areAdded)
    var joined: Set<Int> = []
    for (item, partner) in zip(old, pairing.partners) {
      guard let partner else { continue }
      classes.join(item.number, new[partner].number)
      joined.formUnion([item.number, new[partner].number])
    }
    for doubt in pairing.doubts {
      let (item, other) = (old[doubt.old], new[doubt.new])
      classes.join(item.number, other.number)
      doubts.append(item)
      joined.formUnion([item.number, other.number])
    }
    return joined
  }

  /// Where both put something in the place of the same item, and no name says what, that is one place.
  private mutating func joinReplaced(_ gone: [Item], by own: [Item], and others: [Item]) {
    guard let first = gone.first, !own.isEmpty, !others.isEmpty else { return }
    let lists = [base, local, upgrade].map { $0.map(\.element) }
    let keys = lists.lazy.flatMap(\.self).first?.value.elements.compactMap { $0.key?.text } ?? []
    let isNamed = keys.contains {
      ListIdentity.isIdentity($0) && ListIdentity.isUnique($0, in: lists)
    }
    if isNamed { return }
    for item in gone + own + others { classes.join(first.number, item.number) }
    doubts.append(first)
  }
}

extension ElementName {
  fileprivate init(itemClass: Int) {
    self.init(text: ExactText(String(itemClass)), kind: 4)
  }
}

/// Sets of numbers that have no number in common, joined step by step.
private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(of number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }

  mutating func join(_ first: Int, _ second: Int) {
    parents[root(of: first)] = root(of: second)
  }
}
