public import Generations
public import ObjectStore
public import Releases
public import SystemPackage

/// What an upgrade is asked to do.
public struct UpgradeRequest: Sendable {
  /// A folder, an archive, or a revision of a repository (``GitRevision``).
  public var source: FilePath
  /// The version that is expected in it; `nil` takes what there is. Where nothing in the release says
  /// its version, this is it.
  public var version: ReleaseVersion?
  public var onConflict: ConflictChoice
  /// What becomes of core files that the user edited.
  public var core: CoreChoice
  /// What was answered to single conflicts, by their identity.
  public var answers: [ObjectID: ConflictAnswer]
  /// Whether these answers are remembered for the next time that the same is asked.
  public var remembersAnswers: Bool
  /// Whether migrations may take something away that their headers name.
  public var allowsDestruction: Bool
  /// Whether an older release may take the place of a newer one.
  public var allowsDowngrade: Bool
  /// Whether databases may be gone that the generation in force holds.
  public var allowsMissing: Bool
  /// Whether core files may go that no manifest says are removed, however many they are.
  public var allowsRemovals: Bool
  /// Only this plan is carried out.
  public var planID: String?

  public init(
    source: FilePath, version: ReleaseVersion? = nil, onConflict: ConflictChoice = .abort,
    core: CoreChoice = .replace,
    answers: [ObjectID: ConflictAnswer] = [:], remembersAnswers: Bool = false,
    allowsDestruction: Bool = false, allowsDowngrade: Bool = false, allowsMissing: Bool = false,
    allowsRemovals: Bool = false, planID: String? = nil
  ) {
    self.allowsRemovals = allowsRemovals
    self.allowsMissing = allowsMissing
    self.allowsDowngrade = allowsDowngrade
    self.allowsDestruction = allowsDestruction
    self.source = source
    self.version = version
    self.onConflict = onConflict
    self.core = core
    self.answers = answers
    self.remembersAnswers = remembersAnswers
    self.planID = planID
  }
}

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
  public var checks: [Check]
  /// Where the report is, below the deployment; `nil` if there was nothing to do, or if the
  /// workspace's `layers.yaml` takes the place out.
  public var report: String?
  public var recovered: String?
  /// The generations that retention dropped afterwards; `nil` before that was decided.
  public var deleted: [DeletedGeneration]?

  public var isNothingToDo: Bool { plan.isEmpty }

  private enum Keys: CodingKey {
    case dryRun, generation, saved, parent, databases, checks, report, recovered, dropped, deleted
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
    try container.encode(checks, forKey: .checks)
    try container.encode(report, forKey: .report)
    try container.encode(recovered, forKey: .recovered)
    try container.encodeIfPresent(deleted?.map(\.number), forKey: .dropped)
    try container.encodeIfPresent(deleted, forKey: .deleted)
  }
}
