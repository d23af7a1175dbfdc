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
    return DeletionReport(
      generations: numbers, irrecoverable: numbers.filter(damaged.contains),
      warnings: try waysGivenUp(in: log, now: now), dryRun: survey.isDryRun)
  }

  public func carryOut(_ plan: DeletionReport, _ writer: Writer) throws -> DeletionReport {
    try writer.log.delete(plan.generations, now: writer.now)
    return plan
  }

  /// Which of the generations retention would keep whatever their age, and why.
  private func waysGivenUp(in log: GenerationLog, now: Timestamp) throws -> [Finding] {
    // Deleting is how a damaged record goes away: nothing more is known about it.
    let (all, current): ([Generation], Generation.Number?)
    do {
      (all, current) = (
        try log.numbers().map { try log.generation($0) }, try log.currentNumber()
      )
    } catch is GenerationError { return [] }
    return Retention(keepLast: 0).decide(all, current: current, pins: [:], now: now)
      .filter { numbers.contains($0.number) && !$0.reasons.isEmpty }
      .map { .switching(.wayBack($0.number, reasons: $0.reasons)) }
  }
}

/// The generations deleted, or to be deleted.
public struct DeletionReport: Encodable, Hashable, Sendable {
  public var generations: [Generation.Number]
  /// Those of them whose records are damaged for good: they cannot be brought back.
  public var irrecoverable: [Generation.Number]
  /// Those among them that retention would keep, as warnings.
  public var warnings: [Finding] = []
  public var dryRun: Bool
}
