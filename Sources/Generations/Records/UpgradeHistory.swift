/// Which of a store's generations are upgrades that somebody may want to undo, as far as their
/// records tell.
public struct UpgradeHistory: Sendable {
  private let generations: [Generation.Number: Generation]
  /// Good ones, the newest first.
  private let upgrades: [Generation]

  public init(_ generations: [Generation]) {
    self.generations = Dictionary(generations.map { ($0.number, $0) }) { first, _ in first }
    upgrades = generations.filter { $0.kind == .upgrade && $0.state == .good }
      .sorted { $0.number > $1.number }
  }

  /// The last upgrade of all, whatever is in force now.
  public var last: Generation? { upgrades.first }

  /// The last upgrade that is known to have led to another version: to install one once more is no change
  /// that takes the place of that.
  public var lastChange: Generation? { upgrades.first(where: isChange) }

  private func isChange(_ upgrade: Generation) -> Bool {
    upgrade.parent.flatMap { generations[$0] }.map { $0.version != upgrade.version } ?? false
  }

  /// As ``upgrades(of:)``, but only those that led to the version in force: reinstallations since are left
  /// out. If the one that led there is gone, the last one before it that led to this version counts.
  public func changes(of number: Generation.Number?) -> [Generation] {
    var found = upgrades(of: number)
    while let upgrade = found.first, found.count == 1, !isChange(upgrade) {
      let earlier = upgrades(of: upgrade.parent)
      guard earlier.isEmpty else {
        found = earlier
        continue
      }
      let change = upgrades.first {
        $0.number < upgrade.number && $0.version == upgrade.version && isChange($0)
      }
      return change.map { [$0] } ?? found
    }
    return found
  }

  /// The upgrade that put the release of `number` in force: the nearest one among it and its ancestors.
  ///
  /// Where one of these is gone, all that brought this release and may be behind the gap; the newest
  /// first. None where `number` is not descended from an upgrade.
  public func upgrades(of number: Generation.Number?) -> [Generation] {
    var next = number
    var base = number.flatMap { generations[$0]?.base }
    while let number = next {
      guard let generation = generations[number] else {
        return upgrades.filter { $0.number <= number && base != nil && $0.base == base }
      }
      if generation.kind == .upgrade && generation.state == .good { return [generation] }
      base = generation.base
      next = generation.parent
    }
    return []
  }

  /// The upgrade that a generation was the state before, the newest where there are several.
  public func upgrade(from number: Generation.Number) -> Generation? {
    upgrades.first { $0.parent == number }
  }
}
