/// Where the items that one side added to a list are among those that the base has, deleted ones
/// included.
struct ListGaps {
  /// An added item.
  struct Addition: Hashable {
    /// Its place in the side's list.
    var index: Int
    /// Whether it is where an item of the base was.
    var isReplacement: Bool
  }

  /// The additions behind each item of the base, by its place there; -1 is before all.
  private(set) var additions: [Int: [Addition]] = [:]
  /// The places of deleted items where more came than went: it is unclear which replaces which.
  private var crowded: Set<Int> = []

  /// `nil` where a name occurs twice, or the items that both have are in another order.
  init?(from base: [ElementName], to side: [ElementName]) {
    let places = Dictionary(base.enumerated().map { ($1, $0) }) { first, _ in first }
    guard places.count == base.count, Set(side).count == side.count else { return nil }
    let kept = side.compactMap { places[$0] }
    guard zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    var (last, next) = (-1, kept[...])
    var gap: [Int] = []
    func close(upTo end: Int) {
      let deleted = end - last - 1
      if deleted > 0, gap.count > deleted { crowded.formUnion((last + 1)..<end) }
      for (number, index) in gap.enumerated() {
        let place = deleted == 0 ? last : last + 1 + min(number, deleted - 1)
        additions[place, default: []].append(
          Addition(index: index, isReplacement: number < deleted))
      }
      gap = []
    }
    for (index, name) in side.enumerated() {
      if places[name] == nil {
        gap.append(index)
      } else if let place = next.popFirst() {
        close(upTo: place)
        last = place
      }
    }
    close(upTo: base.count)
  }

  /// Whether it is clear before or behind which of them the additions of another side stand.
  func isOrderClear(beside other: ListGaps) -> Bool {
    func isClear(_ one: ListGaps, _ other: ListGaps) -> Bool {
      one.crowded.allSatisfy { other.additions[$0] == nil }
    }
    return isClear(self, other) && isClear(other, self)
  }

  /// The items in the place of an item of the base.
  func replacements(of place: Int) -> [Int] {
    (additions[place] ?? []).filter(\.isReplacement).map(\.index)
  }
}

extension NamedSides {
  /// Whether it is clear in which order the items of both sides stand.
  var isOrderClear: Bool {
    guard let ours = ListGaps(from: base.names, to: local.names),
      let theirs = ListGaps(from: base.names, to: upgrade.names)
    else { return true }
    return ours.isOrderClear(beside: theirs)
  }

  /// Whether a merge item by item would combine changes that do not belong together: both sides deleted
  /// one item and do not have the same in its place, or added one value in two places.
  var clash: Bool {
    guard let ours = ListGaps(from: base.names, to: local.names),
      let theirs = ListGaps(from: base.names, to: upgrade.names)
    else { return false }
    guard ours.isOrderClear(beside: theirs) else { return true }
    let (l, u) = (Set(local.names), Set(upgrade.names))
    let isReplaced = base.names.enumerated().contains { place, name in
      guard !l.contains(name), !u.contains(name) else { return false }
      return ours.replacements(of: place).map { local.names[$0] }
        != theirs.replacements(of: place).map { upgrade.names[$0] }
    }
    guard !isReplaced else { return true }
    func before(_ name: ElementName, in names: [ElementName]) -> ElementName? {
      names.firstIndex(of: name).flatMap { $0 > 0 ? names[$0 - 1] : nil }
    }
    return l.intersection(u).subtracting(base.names).contains {
      before($0, in: local.names) != before($0, in: upgrade.names)
    }
  }
}
