public import Generations

/// Moves generations to the trash.
public struct DeleteGenerations: Operation {
  public static let command = "gen delete"
  public var subject: String? { numbers.map(\.description).joined(separator: ", ") }

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
    let (all, damaged) = try log.allRecords()
    let lost = try damaged.map(\.number) + log.damagedTrash()
    let current = try log.currentNumber()
    // Deleting is how a damaged record goes away: nothing more is known about it.
    let isKnown = try all.count == log.numbers().count
    func verdicts(of retention: Retention) -> [Retention.Verdict] {
      guard isKnown else { return [] }
      return retention.decide(all, current: current, pins: [:], now: now)
        .filter { numbers.contains($0.number) }
    }
    // Whatever their age, retention would keep these.
    let waysGivenUp = verdicts(of: Retention(keepLast: 0)).filter(\.isKept)
    return DeletionReport(
      generations: numbers, irrecoverable: numbers.filter(lost.contains),
      warnings: waysGivenUp.map { .switching(.wayBack($0.number, reasons: $0.reasons)) },
      verdicts: verdicts(of: Retention()), dryRun: survey.isDryRun)
  }

  public func carryOut(_ plan: DeletionReport, _ writer: Writer) throws -> DeletionReport {
    try writer.log.delete(plan.generations, now: writer.now)
    return plan
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
