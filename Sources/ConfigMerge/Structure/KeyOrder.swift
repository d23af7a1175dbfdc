/// The order of merged elements: the local one, with what is new next to the neighbours that it has in
/// the upgrade.
///
/// Where order counts, what takes the place of another stands where that stood. If only the upgrade
/// changed the order of the elements that all have, it is the upgrade's, with what only the local side
/// has after its neighbours there.
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
      places = Self.inGaps(
        base, (local, ours, kept), (upgrade, theirs, added))
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

  /// The items of the base, each with what either side has behind it: first what is in its place.
  private static func inGaps(
    _ base: [ElementName],
    _ local: (names: [ElementName], gaps: ListGaps, kept: Set<Int>),
    _ upgrade: (names: [ElementName], gaps: ListGaps, added: Set<Int>)
  ) -> [Place] {
    func indices(_ names: [ElementName], _ chosen: Set<Int>) -> [ElementName: Int] {
      Dictionary(uniqueKeysWithValues: chosen.map { (names[$0], $0) })
    }
    let (ours, theirs) = (indices(local.names, local.kept), indices(upgrade.names, upgrade.added))
    func place(_ name: ElementName) -> Place? {
      ours[name].map { .local($0) } ?? theirs[name].map { .upgrade($0) }
    }
    return (-1..<base.count).flatMap { index -> [Place] in
      let here = index >= 0 ? place(base[index]).map { [$0] } ?? [] : []
      let (l, u) = (local.gaps.additions[index] ?? [], upgrade.gaps.additions[index] ?? [])
      func places(_ isReplacement: Bool) -> [Place] {
        var ours = l.filter { $0.isReplacement == isReplacement }.map(\.index)[...]
        var places: [Place] = []
        for addition in u where addition.isReplacement == isReplacement {
          // Up to what both have added.
          let name = upgrade.names[addition.index]
          if let shared = ours.firstIndex(where: { local.names[$0] == name }) {
            places += ours[...shared].map { .local($0) }
            ours = ours[(shared + 1)...]
          } else {
            places.append(.upgrade(addition.index))
          }
        }
        return places + ours.map { .local($0) }
      }
      return here
        + (places(true) + places(false)).filter { place in
          switch place {
          case .local(let index): local.kept.contains(index)
          case .upgrade(let index): upgrade.added.contains(index)
          }
        }
    }
  }

  private static func common(
    _ names: [ElementName], with others: [ElementName]
  ) -> [ElementName] {
    let set = Set(others)
    return names.filter(set.contains)
  }

  /// `main`, with the places of `additions` that it has not, each after what it stands behind there.
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
    // What stands before all others there stands before the first of them here.
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
