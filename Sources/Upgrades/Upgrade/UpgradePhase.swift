import Generations
import ObjectStore

/// The parts of an upgrade that users are told of while they happen, in their order.
public enum UpgradePhase: Int, Hashable, Sendable, CaseIterable {
  /// The release is read, its signature and the versions are checked.
  case preflight = 1
  /// The deployment is read into the store.
  case backup
  /// All is decided, and migrations are tried on copies.
  case plan
  /// What comes is written beside its place, durably.
  case core
  /// Migrations run in the live databases, in transactions that stay open.
  case migrations
  /// Every file takes its place, merged configurations as well.
  case configurations
  /// All is looked at again, committed, and put in force; old generations are dropped.
  case validation
}

/// What a phase came to.
public enum PhaseResult: Hashable, Sendable {
  case preflight(from: String, to: String, signedBy: String?)
  case backup(files: Int, bytes: UInt64, databases: Int)
  /// - Parameter seconds: How long the migrations took on copies.
  case plan(changes: Int, conflicts: Int, migrations: Int, seconds: Double)
  case core(added: Int, replaced: Int, removed: Int)
  case migrations(Int, databases: Int)
  case configurations(merged: Int, conflicts: Int)
  case validation(databases: Int, tables: Int, rows: Int)

  public var phase: UpgradePhase {
    switch self {
    case .preflight: .preflight
    case .backup: .backup
    case .plan: .plan
    case .core: .core
    case .migrations: .migrations
    case .configurations: .configurations
    case .validation: .validation
    }
  }
}

extension UpgradePlan {
  /// What deciding came to.
  var decided: PhaseResult {
    .plan(
      changes: files.added.count + files.replaced.count + files.removed.count
        + config.count { $0.merged > 0 },
      conflicts: conflictCount, migrations: migrations.count,
      seconds: migrations.reduce(0) { $0 + $1.seconds })
  }
}

/// Tells whoever watches which phase an upgrade is in.
struct PhaseWatch {
  /// `nil` where the upgrade is only planned: nothing of it happens then.
  let watch: Watch?

  func begin(_ phase: UpgradePhase) { watch?(.phaseBegan(phase)) }

  func end(_ result: PhaseResult) { watch?(.phaseEnded(result)) }

  /// Follows a switch from one phase to the next.
  func reached(_ stage: SwitchStage, _ plan: UpgradePlan) {
    switch stage {
    case .migrating:
      end(
        .core(
          added: plan.files.added.count, replaced: plan.files.replaced.count,
          removed: plan.files.removed.count))
      begin(.migrations)
    case .placing:
      end(
        .migrations(
          plan.migrations.count, databases: Set(plan.migrations.map(\.database)).count))
      begin(.configurations)
    case .confirming:
      end(
        .configurations(
          merged: plan.config.count(where: \.isMergedWithRelease), conflicts: plan.conflictCount))
      begin(.validation)
    }
  }
}

extension Survey {
  var phases: PhaseWatch { PhaseWatch(watch: isDryRun ? nil : deployment.watch) }
}

extension Writer {
  var phases: PhaseWatch { PhaseWatch(watch: deployment.watch) }
}

extension UpgradeStates {
  /// What reading the deployment came to.
  var backedUp: PhaseResult {
    .backup(
      files: captured.fileCount, bytes: captured.byteCount,
      databases: local.leaves.count { $0.entry.kind == .database })
  }
}

extension UpgradeReport {
  /// What looking at everything again came to.
  var validated: PhaseResult {
    let kept = tablesKept
    return .validation(
      databases: databases.count, tables: kept.count,
      rows: kept.reduce(0) { $0 + ($1.rowsBefore ?? 0) })
  }
}
