/// Which items of three lists of maps are one and the same.
struct ItemClasses {
  /// For each item of each side, the class that it belongs to.
  let base: [ElementName]
  let local: [ElementName]
  let upgrade: [ElementName]
  /// Classes whose items cannot be told apart, or are perhaps not the same one: nothing may be merged
  /// inside of them.
  let doubtful: Set<ElementName>
  /// A key that names the items as they were paired; `nil` if there is none.
  let key: String?

  init(base: [Element], local: [Element], upgrade: [Element]) {
    var classes = DisjointSets(count: base.count + local.count + upgrade.count)
    var doubts: [Int] = []
    /// Joins what belongs together, and returns which items of the new list do.
    func join(
      _ old: [Element], at oldPlaces: [Int], _ new: [Element], at newPlaces: [Int],
      areAdded: Bool = false
    ) -> (old: Set<Int>, new: Set<Int>) {
      let pairing = ItemPairing(from: old, to: new, areAdded: areAdded)
      var joined: (old: Set<Int>, new: Set<Int>) = ([], [])
      for (index, partner) in pairing.partners.enumerated() {
        guard let partner else { continue }
        classes.join(oldPlaces[index], newPlaces[partner])
        joined.old.insert(oldPlaces[index])
        joined.new.insert(newPlaces[partner])
      }
      for doubt in pairing.doubts {
        classes.join(oldPlaces[doubt.old], newPlaces[doubt.new])
        doubts.append(oldPlaces[doubt.old])
        joined.old.insert(oldPlaces[doubt.old])
        joined.new.insert(newPlaces[doubt.new])
      }
      return joined
    }
    let places = (
      base: Array(0..<base.count), local: Array(base.count..<base.count + local.count),
      upgrade: Array(base.count + local.count..<base.count + local.count + upgrade.count)
    )
    let ours = join(base, at: places.base, local, at: places.local)
    let theirs = join(base, at: places.base, upgrade, at: places.upgrade)
    // What only one side has may be what the other has added as well.
    let (l, u) = (
      local.indices.filter { !ours.new.contains(places.local[$0]) },
      upgrade.indices.filter { !theirs.new.contains(places.upgrade[$0]) }
    )
    let added = join(
      l.map { local[$0] }, at: l.map { places.local[$0] }, u.map { upgrade[$0] },
      at: u.map { places.upgrade[$0] }, areAdded: true)
    // Where both put something in the place of the same item, and no name says what, that is one place.
    let gone = places.base.filter { !ours.old.contains($0) && !theirs.old.contains($0) }
    let replaced = (l.map { places.local[$0] }, u.map { places.upgrade[$0] })
    let new = (
      replaced.0.filter { !added.old.contains($0) }, replaced.1.filter { !added.new.contains($0) }
    )
    let lists = [base, local, upgrade]
    let isNamed = (lists.flatMap(\.self).first?.value.elements ?? []).contains {
      $0.key?.text.map { ListIdentity.isIdentity($0) && ListIdentity.isUnique($0, in: lists) }
        ?? false
    }
    if !isNamed, !gone.isEmpty, !new.0.isEmpty, !new.1.isEmpty {
      for place in gone + new.0 + new.1 { classes.join(gone[0], place) }
      doubts.append(gone[0])
    }
    func names(_ places: [Int]) -> [ElementName] {
      places.map { ElementName(itemClass: classes.root(of: $0)) }
    }
    (self.base, self.local) = (names(places.base), names(places.local))
    self.upgrade = names(places.upgrade)
    doubtful = Set(names(doubts))
    key = Self.key(naming: zip(lists, [self.base, self.local, self.upgrade]).map { ($0, $1) })
  }

  /// The first key that has one value in all items of a class, and another in those of any other.
  private static func key(naming sides: [(items: [Element], classes: [ElementName])]) -> String? {
    let keys = sides.lazy.flatMap(\.items).first?.value.elements.compactMap { $0.key?.text } ?? []
    let ordered =
      keys.filter { $0 == "id" } + keys.filter { $0 != "id" && $0.hasSuffix("_id") }
      + keys.filter { $0 == "name" || $0 == "key" } + keys
    let candidates = ordered.filter { ListIdentity.isUnique($0, in: sides.map(\.items)) }
    return candidates.first { key in
      var classes: [ElementName: ElementName] = [:]
      return sides.allSatisfy { items, names in
        zip(items, names).allSatisfy { item, name in
          guard let value = item.value[key].map({ ElementName($0) }) else { return false }
          return classes.updateValue(name, forKey: value).map { $0 == name } ?? true
        }
      }
    } ?? candidates.first
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
