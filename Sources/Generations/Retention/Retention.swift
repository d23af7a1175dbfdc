/// The rule for which generations to keep.
///
/// Whatever it says, these stay, however old: the current one and its parent, the last good one, what is
/// pinned, and of the last upgrade, and of the one in force, what their reports name: the upgrade itself
/// and the state from before it.
public struct Retention: Hashable, Sendable {
  /// So many of the newest that were good…
  public var keepLast: Int
  /// …and are not older than this.
  public var maximumAge: Duration
  /// The newest of each of the last so many days, weeks and months that have any.
  public var daily: Int
  public var weekly: Int
  public var monthly: Int

  public init(
    keepLast: Int = 5, maximumAge: Duration = .seconds(30 * 86_400), daily: Int = 0,
    weekly: Int = 0, monthly: Int = 0
  ) {
    self.keepLast = keepLast
    self.maximumAge = maximumAge
    self.daily = daily
    self.weekly = weekly
    self.monthly = monthly
  }

  /// What is to become of one generation.
  public struct Verdict: Codable, Hashable, Sendable {
    public var number: Generation.Number
    /// Why it is kept; none means that it is dropped.
    public var reasons: [String]

    public var isKept: Bool { !reasons.isEmpty }
  }

  /// Decides on every generation, in the order given. A failed one never takes a good one's place.
  public func decide(
    _ generations: [Generation], current: Generation.Number?, pins: [Generation.Number: Pin],
    now: Timestamp
  ) -> [Verdict] {
    let good = generations.filter { $0.state == .good }.sorted { $0.number > $1.number }
    var reasons = Reasons()
    if let current {
      reasons.keep(current, "current")
      if let parent = generations.first(where: { $0.number == current })?.parent {
        reasons.keep(parent, "parent of current")
      }
    }
    if let last = good.first { reasons.keep(last.number, "last good") }
    reasons.keepUpgrades(UpgradeHistory(generations), current: current)
    for (number, pin) in pins where pin.holds(at: now) {
      reasons.keep(number, "pinned: \(pin.reason)")
    }
    keepRecent(generations, good: good, now: now, &reasons)
    keepPeriods(good, &reasons)
    return generations.map {
      Verdict(number: $0.number, reasons: reasons.found[$0.number] ?? [])
    }
  }

  private func keepRecent(
    _ generations: [Generation], good: [Generation], now: Timestamp, _ reasons: inout Reasons
  ) {
    let oldest = Timestamp(seconds: now.seconds - maximumAge.components.seconds)
    // A good one is not older than the good ones before it, whatever the clock said.
    let made = Dictionary(uniqueKeysWithValues: good.timesMade().map { ($0.number, $0.made) })
    func isRecent(_ generation: Generation) -> Bool {
      (made[generation.number] ?? generation.created) >= oldest
    }
    for generation in good.prefix(max(0, keepLast)) where isRecent(generation) {
      reasons.keep(generation.number, "last \(keepLast)")
    }
    for generation in generations where generation.state == .failed && isRecent(generation) {
      reasons.keep(generation.number, "failed, for inspection")
    }
  }

  /// Keeps the newest of each day, week and month.
  private func keepPeriods(_ good: [Generation], _ reasons: inout Reasons) {
    for (count, name, period) in [
      (daily, "daily", { (time: Timestamp) in time.days }),
      // Day 0 was a Thursday; weeks begin on Monday.
      (weekly, "weekly", { ($0.days + 3) / 7 }),
      (monthly, "monthly", { $0.date.year * 12 + $0.date.month }),
    ] {
      var seen: Set<Int64> = []
      for generation in good where seen.count < count {
        if seen.insert(period(generation.created)).inserted {
          reasons.keep(generation.number, name)
        }
      }
    }
  }
}

/// Why generations are kept.
private struct Reasons {
  var found: [Generation.Number: [String]] = [:]

  mutating func keep(_ number: Generation.Number, _ reason: String) {
    found[number, default: []].append(reason)
  }

  mutating func keepUpgrades(_ history: UpgradeHistory, current: Generation.Number?) {
    for upgrade in history.upgrades(of: current) where upgrade.number != history.last?.number {
      keep(upgrade, "upgrade in force")
    }
    if let last = history.last { keep(last, "last upgrade") }
    if let change = history.lastChange, change.number != history.last?.number {
      keep(change, "last change of version")
    }
  }

  private mutating func keep(_ upgrade: Generation, _ name: String) {
    keep(upgrade.number, name)
    if let before = upgrade.parent { keep(before, "before the \(name)") }
  }
}
