import FileEffects
public import Generations

extension KeepReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .current: "current"
    case .parentOfCurrent: "parent of current"
    case .lastGood: "last good"
    case .pinned(let reason): "pinned: \(reason)"
    case .recent(let count): "last \(count)"
    case .failed: "failed, for inspection"
    case .newest(let period): period.word
    case .upgrade(let upgrade): upgrade.words
    case .before(let upgrade): "before the \(upgrade.words)"
    }
  }
}

extension KeepReason.Period {
  fileprivate var word: String {
    switch self {
    case .daily: "daily"
    case .weekly: "weekly"
    case .monthly: "monthly"
    }
  }
}

extension KeepReason.Upgrade {
  fileprivate var words: String {
    switch self {
    case .last: "last upgrade"
    case .inForce: "upgrade in force"
    case .lastChange: "last change of version"
    }
  }
}

/// Why the generation is pinned.
extension FoundPin: CustomStringConvertible {
  public var description: String {
    switch self {
    case .whole(let pin): pin.reason
    case .damaged: "the pin is damaged; run 'cortex verify' for details"
    }
  }
}

extension Switching.Recovered: CustomStringConvertible {
  public var description: String {
    "an interrupted switch from generation \(from) to \(to) was \(isFinished ? "finished" : "undone")"
      + (left.isEmpty
        ? ""
        : "; changed since and left unchanged: " + left.map(\.description).joined(separator: ", "))
  }
}
