/// What scripts read in `error.code`. A code that is there stays; the sentences may change in any release.
public enum ErrorCode: String, CaseIterable, Encodable, Sendable {
  case alreadyInitialised = "already_initialised"
  case blocked
  case cannotResolve = "cannot_resolve"
  case changedMeanwhile = "changed_meanwhile"
  case checksFailed = "checks_failed"
  case consentNeeded = "consent_needed"
  case damaged
  case databaseBusy = "database_busy"
  case databaseDamaged = "database_damaged"
  case databasesLost = "databases_lost"
  case decisionNeeded = "decision_needed"
  case downgrade
  case failed
  case file
  case locked
  case migration
  case network
  case noConflict = "no_conflict"
  case noGeneration = "no_generation"
  case noPlan = "no_plan"
  case noSpace = "no_space"
  case noStore = "no_store"
  case notADeployment = "not_a_deployment"
  case otherDeployment = "other_deployment"
  case output
  case planChanged = "plan_changed"
  case release
  case removals
  case signature
  case unknownConfigFormat = "unknown_config_format"
  case unknownFormat = "unknown_format"
  case unsigned
  case unusableAnswer = "unusable_answer"
  case unusableExport = "unusable_export"
  case usage
  case wrongRelease = "wrong_release"

  /// The exit status of a command that fails with it and has changed nothing.
  package var status: ExitStatus {
    switch self {
    case .locked: .locked
    case .usage, .unknownConfigFormat: .usage
    case .damaged, .databaseDamaged, .checksFailed: .damage
    case .consentNeeded, .databasesLost, .decisionNeeded, .downgrade, .planChanged, .removals,
      .unsigned, .wrongRelease:
      .decisionNeeded
    default: .failed
    }
  }
}
