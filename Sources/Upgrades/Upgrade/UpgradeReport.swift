public import Generations

/// What an upgrade did.
public struct UpgradeReport: Encodable, Sendable {
  public var plan: UpgradePlan
  /// The generation that is in force now; the same as before if there was nothing to do.
  public var generation: Generation.Number
  /// The generation that the state from before was saved as, if it was not one already.
  public var saved: Generation.Number?
  /// The generation that holds the state from before; `nil` if there was nothing to do.
  public var parent: Generation.Number?
  public var databases: [DatabaseComparison]
  /// What was looked at beforehand.
  public var checks: [Check]
  /// What is known of the state that is in force now.
  public var checksAfter: [Check] = []
  /// Where the report is, below the deployment; `nil` if there was nothing to do, or if the
  /// workspace's `layers.yaml` takes the place out.
  public var report: String?
  /// The folder with the brain from before as YAML; `nil` if there was nothing to do, or if it failed.
  public var brainExport: String?
  public var recovered: Switching.Recovered?
  /// The generations that retention dropped afterwards; `nil` before that was decided.
  public var deleted: [DeletedGeneration]?

  public var isNothingToDo: Bool { plan.isEmpty }

  private enum Keys: CodingKey {
    case dryRun, generation, saved, parent, databases, checks, report, brainExport, recovered,
      dropped,
      deleted
  }

  /// The plan's fields with the result's beside them: one object, as the dry run's.
  public func encode(to encoder: any Encoder) throws {
    try plan.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(false, forKey: .dryRun)
    try container.encode(generation, forKey: .generation)
    try container.encode(saved, forKey: .saved)
    try container.encode(parent, forKey: .parent)
    try container.encode(databases, forKey: .databases)
    try container.encode(
      checks.map { DatedCheck(check: $0, when: .before) }
        + checksAfter.map { DatedCheck(check: $0, when: .after) }, forKey: .checks)
    try container.encode(report, forKey: .report)
    try container.encodeIfPresent(brainExport, forKey: .brainExport)
    try container.encode(recovered, forKey: .recovered)
    try container.encodeIfPresent(deleted?.map(\.number), forKey: .dropped)
    try container.encodeIfPresent(deleted, forKey: .deleted)
  }
}

/// A check with the state that it is about.
private struct DatedCheck: Encodable {
  enum State: String, Encodable { case before, after }

  var check: Check
  var when: State

  private enum Keys: CodingKey { case when }

  func encode(to encoder: any Encoder) throws {
    try check.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(when, forKey: .when)
  }
}

extension UpgradeReport {
  /// That there is nothing to upgrade to.
  init(upToDate current: Generation) {
    self.init(
      plan: UpgradePlan(from: current.version, to: current.version), generation: current.number,
      saved: nil, databases: [], checks: [], report: nil)
  }
}
