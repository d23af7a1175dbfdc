import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// What the databases of a deployment hold, and how well they are.
struct ExaminedDatabases: Sendable {
  var records: [DatabaseRecord]
  var health: DeploymentHealth
}

/// All that is known and decided before an upgrade's first effect.
public struct PreparedUpgrade {
  public internal(set) var plan: UpgradePlan
  /// The error with which the upgrade would be refused; `nil` if it would be made.
  public internal(set) var refusal: (any Error)?
  let current: Generation
  let workspace: [LayerRule]
  let captured: Captured
  let release: Listing
  /// What proves what it shipped, if a trusted key signed it.
  let signed: SignedRelease?
  /// Keys that the release calls otherwise than before.
  let renamedKeys: RenamedKeys
  /// What the deployment holds, with the copies of databases on which migrations are tried.
  let local: Listing
  let health: DeploymentHealth
  /// The configurations that the release ships.
  let configurations: [RelativePath: [UInt8]]
  /// What was found in the files that come; `nil` for a plan that is only shown.
  let coming: ComingFiles?
  /// What the databases hold, likewise.
  let databases: [DatabaseRecord]
  /// The release's migrations for the databases.
  let migrations: [PendingMigrations]
  let rehearsals: [Rehearsal]
  /// `nil` where there is nothing to do.
  let saved: SavedState?
  /// The number of the generation that will be in force.
  let number: Generation.Number

  init(
    _ plan: UpgradePlan, _ states: UpgradeStates, _ examined: ExaminedDatabases,
    _ coming: ComingFiles?, _ rehearsals: [Rehearsal],
    migrations: [PendingMigrations],
    refusal: (any Error)?, in log: GenerationLog
  ) throws {
    self.plan = plan
    self.refusal = refusal
    (current, workspace, captured) = (states.current, states.workspace, states.captured)
    release = states.release.listing
    renamedKeys = RenamedKeys(states.release.manifest?.renamedKeys ?? [])
    signed = states.signature.isSigned ? SignedRelease(states.release) : nil
    local = states.local.rehearsed(rehearsals)
    health = examined.health
    configurations = states.release.configurations
    self.coming = coming
    databases = examined.records.rehearsed(rehearsals, \.tablesBefore)
    self.migrations = migrations
    self.rehearsals = rehearsals
    let tree = rehearsals.isEmpty ? captured.treeID() : try local.treeID()
    saved = plan.isEmpty ? nil : try SavedState(of: tree, over: current, in: log)
    number = try saved?.next(in: log) ?? current.number
    self.plan.brain = BrainCounts(of: databases)
    if let saved { self.plan.name(before: saved.before, after: number) }
  }

  /// What the upgrade will tell if all goes well, as far as that is known beforehand.
  var report: UpgradeReport {
    guard let saved else {
      return UpgradeReport(
        plan: plan, generation: number, saved: nil, databases: [], checks: plan.checks,
        report: nil)
    }
    var report = UpgradeReport(
      plan: plan, generation: number, saved: saved.number, parent: saved.before,
      databases: comparisons(to: databases, rehearsals.map(\.result)), checks: plan.checks,
      report: nil)
    report.plan.dryRun = false
    report.plan.impact.seconds = nil
    return report
  }

  /// Every database before and after.
  func comparisons(
    to after: [DatabaseRecord], _ migrated: [MigratedDatabase]
  ) -> [DatabaseComparison] {
    DatabaseComparison.all(databases, after, rehearsals, migrated)
  }
}

extension Listing {
  /// With the databases from which the migrated copies were made.
  fileprivate func rehearsed(_ rehearsals: [Rehearsal]) -> Listing {
    if rehearsals.isEmpty { return self }
    var entries = byPath
    for rehearsal in rehearsals { entries[rehearsal.pending.path] = rehearsal.before }
    return Listing(entries)
  }
}

extension [DatabaseRecord] {
  /// With what the copies held that were migrated, before or after that.
  func rehearsed(
    _ rehearsals: [Rehearsal], _ tables: (Rehearsal) -> [DatabaseRecord.Table]
  ) -> [DatabaseRecord] {
    map { record in
      let rehearsal = rehearsals.first { $0.pending.path.description == record.path }
      return rehearsal.map { DatabaseRecord(path: record.path, tables: tables($0)) } ?? record
    }
  }
}
