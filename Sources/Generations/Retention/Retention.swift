/// The rule for which generations to keep.
///
/// Whatever it says, these stay, however old: the current one and its parent, the last good one, pinned
/// ones, and the generations that the reports of the last upgrade and of the one in force name: the
/// upgrade itself and the state from before it.
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

  /// Whether one generation is kept.
  public struct Verdict: Encodable, Hashable, Sendable {
    public var number: Generation.Number
    /// Why it is kept; none means that it is dropped.
    public var reasons: [KeepReason]

    public var isKept: Bool { !reasons.isEmpty }
  }

  /// Decides on every generation, in the order given. A failed one never takes a good one's place.
  public func decide(
    _ generations: [Generation], current: Generation.Number?, pins: [Generation.Number: Pin],
    now: Timestamp
  ) -> [Verdict] {
    let good = generations.filter { $0.state == .good }.sorted { $0.number > $1.number }
    var reasons = KeepReasons()
    if let current {
      reasons.keep(current, .current)
      if let parent = generations.first(where: { $0.number == current })?.parent {
        reasons.keep(parent, .parentOfCurrent)
      }
    }
    if let last = good.first { reasons.keep(last.number, .lastGood) }
    reasons.keepUpgrades(UpgradeHistory(generations), current: current)
    for (number, pin) in pins where pin.holds(at: now) {
      reasons.keep(number, .pinned(reason: pin.reason))
    }
    keepRecent(generations, good: good, now: now, &reasons)
    keepPeriods(good, &reasons)
    return generations.map {
      Verdict(number: $0.number, reasons: reasons.found[$0.number] ?? [])
    }
  }

  private func keepRecent(
    _ generations: [Generation], good: [Generation], now: Timestamp, _ reasons: inout KeepReasons
  ) {
    let oldest = Timestamp(seconds: now.seconds - maximumAge.components.seconds)
    // A good one is not older than the good ones before it, whatever the clock said.
    let made = Dictionary(uniqueKeysWithValues: good.timesMade().map { ($0.number, $0.made) })
    func isRecent(_ generation: Generation) -> Bool {
      (made[generation.number] ?? generation.created) >= oldest
    }
    for generation in good.prefix(max(0, keepLast)) where isRecent(generation) {
      reasons.keep(generation.number, .recent(keepLast))
    }
    for generation in generations where generation.state == .failed && isRecent(generation) {
      reasons.keep(generation.number, .failed)
    }
  }

  /// Keeps the newest of each day, week and month.
  private func keepPeriods(_ good: [Generation], _ reasons: inout KeepReasons) {
    for (count, name, period) in [
      (daily, KeepReason.Period.daily, { (time: Timestamp) in time.days }),
      // Day 0 was a Thursday; weeks begin on Monday.
      (weekly, .weekly, { ($0.days + 3) / 7 }),
      (monthly, .monthly, { $0.date.year * 12 + $0.date.month }),
    ] {
      var seen: Set<Int64> = []
      for generation in good where seen.count < count {
        if seen.insert(period(generation.created)).inserted {
          reasons.keep(generation.number, .newest(name))
        }
      }
    }
  }
}
