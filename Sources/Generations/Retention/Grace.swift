import FileEffects

/// Whether a deleted generation can still be brought back, or may be freed.
///
/// The time of day can be wrong, when a generation is deleted or later: behind where a machine without a
/// battery has been started, ahead where somebody set it. So it counts only where nothing speaks against
/// it; the table is in `store-format.md`, "Times".
enum Grace: Hashable, Sendable {
  /// Whatever happens to the clocks, it is not freed before `until`.
  case running(until: Timestamp)
  case over
  /// The time of the deletion cannot be right: the days of grace begin again, now.
  case restarted

  private static let period = GenerationLog.gracePeriod.components.seconds

  /// - Parameters:
  ///   - made: When the deleted generation and those before it were made, the latest time of all.
  ///   - boot: The boot clock now, which nobody can set.
  init(of trashed: Trashed, made: Timestamp, now: Timestamp, boot: BootClock?) {
    let byDay = Grace(since: trashed.since, made: made, now: now)
    guard let boot, let since = trashed.boot, since.boot == boot.boot else {
      self = byDay
      return
    }
    let end = Timestamp(seconds: now.seconds + Self.period - (boot.seconds - since.seconds))
    // Each clock is cut to seconds: where they are one apart, they agree.
    if case .running(let day) = byDay, abs(day.seconds - end.seconds) <= 1 {
      self = byDay
      return
    }
    // The machine may be started again, and then only the time of day counts.
    self = end > now ? .running(until: min(end, byDay.end(now: now))) : .over
  }

  /// By the time of day.
  private init(since: Timestamp, made: Timestamp, now: Timestamp) {
    if now < made {
      // The clock is behind now.
      self = .running(until: Timestamp(seconds: max(since, made).seconds + Self.period))
    } else if since < made || since > now {
      self = .restarted
    } else {
      let end = Timestamp(seconds: since.seconds + Self.period)
      self = end > now ? .running(until: end) : .over
    }
  }

  /// Until when it is certain not to be freed.
  func end(now: Timestamp) -> Timestamp {
    switch self {
    case .running(let until): until
    case .over: now
    case .restarted: Timestamp(seconds: now.seconds + Self.period)
    }
  }
}

/// A deleted generation that can be brought back.
public struct Deleted: Hashable, Sendable {
  public var generation: Generation
  /// Until when that is certain. If that is not later than now, the next collection may free it.
  public var until: Timestamp
}

extension GenerationLog {
  /// The deleted generations that can be brought back, ascending. One with a record that cannot be read
  /// is none of them.
  public func deleted(now: Timestamp) throws -> [Deleted] {
    let (generations, trash) = try readable()
    return deleted(trash, beside: generations, now: now)
  }

  /// The same beside generations that have been read already.
  public func deleted(beside generations: [Generation], now: Timestamp) throws -> [Deleted] {
    try deleted(readableTrash(), beside: generations, now: now)
  }

  private func deleted(
    _ trash: [Trashed], beside generations: [Generation], now: Timestamp
  ) -> [Deleted] {
    graces(of: trash, beside: generations, now: now).map {
      Deleted(generation: $0.trashed.generation, until: $0.grace.end(now: now))
    }
  }

  /// How deleted generations stand, `generations` being those that are there.
  func graces(
    of trash: [Trashed], beside generations: [Generation], now: Timestamp
  ) -> [(trashed: Trashed, grace: Grace)] {
    let times = Dictionary(
      (generations + trash.map(\.generation)).timesMade().map { ($0.number, $0.made) }
    ) { _, last in last }
    return trash.map { found in
      let made = times[found.generation.number] ?? found.since
      return (found, Grace(of: found, made: made, now: now, boot: boot))
    }
  }
}

extension [Generation] {
  /// When each was made at the latest, by its number: no generation is older than one that has a lower
  /// number, whatever the clock said.
  func timesMade() -> [(number: Generation.Number, made: Timestamp)] {
    var latest = Timestamp(seconds: .min)
    return sorted { $0.number < $1.number }.map {
      latest = Swift.max(latest, $0.created)
      return ($0.number, latest)
    }
  }
}
