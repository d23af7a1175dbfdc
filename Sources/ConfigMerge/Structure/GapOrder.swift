/// The order of merged items if both sides keep the order of the base: the items of the base, each with
/// those that either side has behind it, first those in its place.
struct GapOrder {
  struct Side {
    let names: [ElementName]
    let gaps: ListGaps
    /// The places of the elements that are in the merged list.
    let chosen: Set<Int>

    fileprivate var places: [ElementName: Int] {
      Dictionary(uniqueKeysWithValues: chosen.map { (names[$0], $0) })
    }

    /// The items behind an item of the base, or in its place.
    fileprivate func additions(behind index: Int, areReplacements: Bool) -> [Int] {
      (gaps.additions[index] ?? []).filter { $0.isReplacement == areReplacements }.map(\.index)
    }
  }

  let base: [ElementName]
  let local: Side
  let upgrade: Side

  var places: [KeyOrder.Place] {
    let (ours, theirs) = (local.places, upgrade.places)
    return (-1..<base.count).flatMap { index -> [KeyOrder.Place] in
      let item = index < 0 ? nil : base[index]
      let here = item.flatMap { name in
        ours[name].map { .local($0) } ?? theirs[name].map { KeyOrder.Place.upgrade($0) }
      }
      let added =
        additions(behind: index, areReplacements: true)
        + additions(behind: index, areReplacements: false)
      return [here].compactMap(\.self) + added.filter(isChosen)
    }
  }

  private func isChosen(_ place: KeyOrder.Place) -> Bool {
    switch place {
    case .local(let index): local.chosen.contains(index)
    case .upgrade(let index): upgrade.chosen.contains(index)
    }
  }

  /// The additions of both sides: the upgrade's, each of those that both have behind the local ones up
  /// to it, then the rest of the local ones.
  private func additions(behind index: Int, areReplacements: Bool) -> [KeyOrder.Place] {
    var ours = local.additions(behind: index, areReplacements: areReplacements)[...]
    var places: [KeyOrder.Place] = []
    for addition in upgrade.additions(behind: index, areReplacements: areReplacements) {
      let name = upgrade.names[addition]
      if let shared = ours.firstIndex(where: { local.names[$0] == name }) {
        places += ours[...shared].map { .local($0) }
        ours = ours[(shared + 1)...]
      } else {
        places.append(.upgrade(addition))
      }
    }
    return places + ours.map { .local($0) }
  }
}
