public import Generations

/// Moves generations to the trash.
public struct DeleteGenerations: Operation {
  public static let command = "gen delete"

  /// Each once.
  private let numbers: [Generation.Number]

  public init(_ numbers: [Generation.Number]) {
    var seen: Set<Generation.Number> = []
    self.numbers = numbers.filter { seen.insert($0).inserted }
  }

  /// - Throws: ``GenerationError`` for a generation that is not there, in force or pinned.
  public func plan(_ survey: Survey) throws -> DeletionReport {
    let (log, now) = (survey.log, survey.deployment.now)
    try log.checkDeletable(numbers, now: now)
    let damaged = try log.damagedRecords().map(\.number) + log.damagedTrash()
    // Whatever their age, retention would keep these.
    let waysGivenUp = try verdicts(of: Retention(keepLast: 0), in: log, now: now)
      .filter(\.isKept)
    return DeletionReport(
      generations: numbers, irrecoverable: numbers.filter(damaged.contains),
      warnings: waysGivenUp.map { .switching(.wayBack($0.number, reasons: $0.reasons)) },
      verdicts: try verdicts(of: Retention(), in: log, now: now), dryRun: survey.isDryRun)
  }

  public func carryOut(_ plan: DeletionReport, _ writer: Writer) throws -> DeletionReport {
    try writer.log.delete(plan.generations, now: writer.now)
    return plan
  }

  /// Retention's verdicts on the generations; none where a record cannot be read.
  private func verdicts(
    of retention: Retention, in log: GenerationLog, now: Timestamp
  ) throws -> [Retention.Verdict] {
    // Deleting is how a damaged record goes away: nothing more is known about it.
    let (all, current): ([Generation], Generation.Number?)
    do {
      (all, current) = (
        try log.numbers().map { try log.generation($0) }, try log.currentNumber()
      )
    } catch is GenerationError { return [] }
    return retention.decide(all, current: current, pins: [:], now: now)
      .filter { numbers.contains($0.number) }
  }
}

/// The generations deleted, or to be deleted.
public struct DeletionReport: Encodable, Hashable, Sendable {
  public var generations: [Generation.Number]
  /// Those of them whose records are damaged for good: they cannot be brought back.
  public var irrecoverable: [Generation.Number]
  /// Those among them that retention would keep, as warnings.
  public var warnings: [Finding] = []
  /// Retention's verdict on each, where that is known; not in JSON.
  package var verdicts: [Retention.Verdict] = []
  public var dryRun: Bool

  private enum CodingKeys: CodingKey {
    case generations, irrecoverable, warnings, dryRun
  }
}
