/// Why retention keeps a generation.
///
/// In a report it is written as the words that `Presentation` has for it.
public enum KeepReason: Hashable, Sendable {
  case current
  case parentOfCurrent
  case lastGood
  case pinned(reason: String)
  /// It is one of so many recent ones.
  case recent(Int)
  /// It is a failed upgrade, and recent.
  case failed
  /// It is the newest of its day, week or month.
  case newest(Period)
  case upgrade(Upgrade)
  /// It is the state from before that upgrade.
  case before(Upgrade)

  public enum Period: Hashable, Sendable, CaseIterable {
    case daily, weekly, monthly
  }

  public enum Upgrade: Hashable, Sendable, CaseIterable {
    case last, inForce, lastChange
  }
}

extension KeepReason: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}

/// The reasons for each generation, in the order found.
struct KeepReasons {
  private(set) var found: [Generation.Number: [KeepReason]] = [:]

  mutating func keep(_ number: Generation.Number, _ reason: KeepReason) {
    found[number, default: []].append(reason)
  }

  mutating func keepUpgrades(_ history: UpgradeHistory, current: Generation.Number?) {
    for upgrade in history.upgrades(of: current) where upgrade.number != history.last?.number {
      keep(upgrade, .inForce)
    }
    if let last = history.last { keep(last, .last) }
    if let change = history.lastChange, change.number != history.last?.number {
      keep(change, .lastChange)
    }
  }

  private mutating func keep(_ generation: Generation, _ upgrade: KeepReason.Upgrade) {
    keep(generation.number, .upgrade(upgrade))
    if let before = generation.parent { keep(before, .before(upgrade)) }
  }
}
