/// The order of merged elements: the local one, with new ones next to the neighbours that they have in
/// the upgrade.
///
/// If order counts, an element that replaces another one takes its place. If only the upgrade changed
/// the order of the elements that all have, it is the upgrade's, with the local side's own elements
/// after their neighbours there.
struct KeyOrder {
  enum Place: Hashable {
    /// Indices of elements of either side.
    case local(Int)
    case upgrade(Int)
  }

  let places: [Place]

  init(
    base: [ElementName], local: [ElementName], upgrade: [ElementName], kept: Set<Int>,
    added: Set<Int>, isOrdered: Bool
  ) {
    if isOrdered, !base.isEmpty, let ours = ListGaps(from: base, to: local),
      let theirs = ListGaps(from: base, to: upgrade)
    {
      places =
        GapOrder(
          base: base, local: .init(names: local, gaps: ours, chosen: kept),
          upgrade: .init(names: upgrade, gaps: theirs, chosen: added)
        ).places
      return
    }
    // Of elements with one name, the first stands for the first, the second for the second.
    var localPlaces: [ElementName: ArraySlice<Int>] = [:]
    for (index, name) in local.enumerated() where kept.contains(index) {
      localPlaces[name, default: []].append(index)
    }
    let main = local.indices.filter(kept.contains).map { Place.local($0) }
    let other: [Place] = upgrade.enumerated().compactMap { index, name in
      added.contains(index) ? .upgrade(index) : localPlaces[name]?.popFirst().map { .local($0) }
    }
    let isReordered =
      isOrdered && Self.common(local, with: upgrade) != Self.common(upgrade, with: local)
      && Self.common(local, with: base) == Self.common(base, with: local)
    places =
      isReordered
      ? Self.weave(other, additions: main, skipping: Set(other))
      : Self.weave(main, additions: other, skipping: Set(main))
  }

  private static func common(
    _ names: [ElementName], with others: [ElementName]
  ) -> [ElementName] {
    let set = Set(others)
    return names.filter(set.contains)
  }

  /// `main`, with the places of `additions` that it has not, each after what it is behind there.
  private static func weave(
    _ main: [Place], additions: [Place], skipping present: Set<Place>
  ) -> [Place] {
    var after: [Place: [Place]] = [:]
    var first: [Place] = []
    var last: Place?
    for place in additions {
      if present.contains(place) {
        last = place
      } else if let last {
        after[last, default: []].append(place)
      } else {
        first.append(place)
      }
    }
    guard !first.isEmpty || !after.isEmpty else { return main }
    // An element before all others there comes before the first of them here.
    let anchor = additions.first(where: present.contains)
    var places: [Place] = anchor == nil ? main + first : []
    guard anchor != nil else { return places }
    for place in main {
      if place == anchor { places += first }
      places.append(place)
      places += after[place] ?? []
    }
    return places
  }
}
