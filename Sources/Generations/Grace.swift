import FileEffects

/// Whether a deleted generation can still be brought back, or may be freed.
///
/// The time of day can be wrong, when a generation is deleted or later: behind where a machine without a
/// battery has been started, ahead where somebody set it. So it counts only where nothing speaks against
/// it; the table is in `store-format.md`, "Times".
enum Grace: Hashable, Sendable {
  case running, over
  /// The time of the deletion cannot be right: the days of grace begin again, now.
  case restarted

  /// - Parameters:
  ///   - made: When the deleted generation and those before it were made, the latest time of all.
  ///   - boot: What the clock says now that nobody sets.
  init(of trashed: Trashed, made: Timestamp, now: Timestamp, boot: BootClock?) {
    let period = GenerationLog.gracePeriod.components.seconds
    if let boot, let since = trashed.boot, since.boot == boot.boot {
      self = boot.seconds - since.seconds >= period ? .over : .running
    } else if now < made {
      // It is now that the clock is behind.
      self = .running
    } else if trashed.since < made || trashed.since > now {
      self = .restarted
    } else {
      self = now.seconds - trashed.since.seconds >= period ? .over : .running
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
