import ArgumentParser
import FileEffects
import Generations
import Glibc
import ObjectStore
import Presentation
import Releases
import Upgrades

/// What a failed command tells the shell, and scripts.
struct Failure: Encodable {
  enum ExitStatus: Int32 {
    case failed = 1
    case decisionNeeded = 2
    case damage = 3
    case putBack = 4
    case needsAttention = 5
    case usage = 64
    case locked = 75
  }

  struct Details: Encodable {
    var code: String
    @OrNull var phase: String?
    var message: String
    var advice: String
    var outcome: SwitchError.Outcome
  }

  var error: Details
  private var status: ExitStatus
  /// What people are told below the message.
  private var hint: String?

  private enum CodingKeys: CodingKey {
    case error
  }

  init(_ error: any Error) {
    var outcome = SwitchError.Outcome.nothingChanged
    var cause = error
    if let failed = error as? SwitchError { (outcome, cause) = (failed.outcome, failed.cause) }
    // The status of a failure would say that nothing has changed.
    if let unwritten = error as? OutputError, unwritten.isDone { outcome = .needsAttention }
    let (code, found) = Self.classify(cause)
    status =
      switch outcome {
      case .nothingChanged: found
      case .rolledBack: .putBack
      case .needsAttention: .needsAttention
      }
    let message = "\(error)"
    self.error = Details(
      code: code, phase: error is SwitchError ? "switch" : nil, message: message,
      advice: Self.advice(in: outcome == .needsAttention ? message : "\(cause)"),
      outcome: outcome)
  }

  /// A command line that makes no sense.
  init(_ usage: UsageError) {
    status = .usage
    let message = usage.description
    let advice = Self.advice(in: message)
    hint = message.contains(usage.hint) ? nil : "See \(usage.hint)."
    error = Details(
      code: "usage", phase: nil, message: message,
      advice: advice.isEmpty ? "see \(usage.hint)" : advice,
      outcome: .nothingChanged)
  }

  /// Messages end with what to do, after their first semicolon.
  private static func advice(in message: String) -> String {
    message.split(separator: "; ", maxSplits: 1).dropFirst().last.map(String.init) ?? ""
  }

  private static func classify(_ error: any Error) -> (code: String, status: ExitStatus) {
    switch error {
    case StoreError.locked: ("locked", .locked)
    case StoreError.noStore, StoreError.unfinished, StoreError.danglingLink, StoreError.notAFolder,
      GenerationError.noCurrent:
      ("no_store", .failed)
    case StoreError.unknownFormat, StoreError.unknownFeature: ("unknown_format", .failed)
    case StoreError.missing, StoreError.damaged, StoreError.damagedPack, StoreError.malformed,
      StoreError.damagedExport, StoreError.damagedLedger, StoreError.damagedFile,
      StoreError.noLockFile, StoreError.linkedFolder,
      GenerationError.notWhole, GenerationError.lacksObjects, GenerationError.deletedLacksObjects,
      GenerationError.cannotUndelete,
      GenerationError.pointerMissing,
      GenerationError.damagedRecord, GenerationError.unreadablePointer:
      ("damaged", .damage)
    case UpgradeError.notADeployment, UpgradeError.noDeployment, UpgradeError.brainIsNoFolder:
      ("not_a_deployment", .failed)
    case UpgradeError.alreadyInitialised: ("already_initialised", .failed)
    case UpgradeError.wrongRelease: ("wrong_release", .decisionNeeded)
    case UpgradeError.otherDeployment: ("other_deployment", .failed)
    case UpgradeError.decisionNeeded: ("decision_needed", .decisionNeeded)
    case UpgradeError.dataChoiceNeeded: ("decision_needed", .decisionNeeded)
    case UpgradeError.downgrade: ("downgrade", .decisionNeeded)
    case UpgradeError.removals: ("removals", .decisionNeeded)
    case UpgradeError.databasesLost: ("databases_lost", .decisionNeeded)
    case UpgradeError.planChanged: ("plan_changed", .decisionNeeded)
    case UpgradeError.noConflict, UpgradeError.severalConflicts: ("no_conflict", .failed)
    case UpgradeError.editedSince, UpgradeError.mergeGone, UpgradeError.decidedWhole:
      ("cannot_resolve", .failed)
    case UpgradeError.noSuchAnswer, UpgradeError.unusableText: ("unusable_answer", .failed)
    case UpgradeError.unknownConfigFormat: ("unknown_config_format", .usage)
    case UpgradeError.checksFailed(let checks)
    where checks.allSatisfy { $0.result != .failed || $0.name == Check.space }:
      ("no_space", .failed)
    case UpgradeError.checksFailed: ("checks_failed", .damage)
    case UpgradeError.inTheWay, UpgradeError.inTheWayOfUpgrade, UpgradeError.besideDatabase,
      GenerationError.blocked,
      GenerationError.severalNames,
      GenerationError.databaseIsLink, GenerationError.databaseObstructed,
      DatabaseAccessError.obstructed:
      ("blocked", .failed)
    case GenerationError.changedMeanwhile, DatabaseAccessError.changedMeanwhile:
      ("changed_meanwhile", .failed)
    case GenerationError.noGeneration, UpgradeError.nothingBefore, GenerationError.notDeleted,
      GenerationError.deleted, GenerationError.alreadyDeleted, is GenerationNameError:
      ("no_generation", .failed)
    case MigrationPlanError.consentNeeded, is ConsentNeeded: ("consent_needed", .decisionNeeded)
    case is MigrationPlanError, is any MigrationRefusal: ("migration", .failed)
    case DatabaseAccessError.busy: ("database_busy", .failed)
    case DatabaseAccessError.noSpace: ("no_space", .failed)
    case DatabaseAccessError.unreadable: ("database_damaged", .damage)
    case let error as FileError where error.isNoSpace: ("no_space", .failed)
    case is FileError: ("file", .failed)
    case is OutputError: ("output", .failed)
    case is ReleaseError, is GitRevision.Failure, UpgradeError.unreadableRelease:
      ("release", .failed)
    default: ("failed", .failed)
    }
  }

  /// Tells what went wrong on standard error, and ends the process: with `other`, if there is such a status.
  func exit(asJSON: Bool, orWith other: Int32? = nil) -> Never {
    // Encoding a few strings cannot fail; if it did, the words would still be there.
    if asJSON, let text = try? JSONText.of(self) {
      Terminal.warn(text)
    } else {
      Terminal.say("cortex: \(error.message)")
      if let hint { Terminal.say(hint) }
    }
    Glibc.exit(other ?? status.rawValue)
  }
}
