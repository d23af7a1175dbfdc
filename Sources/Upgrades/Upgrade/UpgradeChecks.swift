import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// The checks before an upgrade. Only a failed check stops it.
///
/// Of the checks of `cortex doctor`, those that pass are left out, and a fault that the
/// deployment came with, and that keeps nothing from being safe, is a warning.
struct UpgradeChecks {
  let plan: UpgradePlan
  let states: UpgradeStates
  let health: DeploymentHealth
  let packages: PythonPackages
  let survey: Survey

  private var deployment: Deployment { survey.deployment }

  /// In the order of the report.
  func all() throws -> [Check] {
    let databases = health.databaseChecks.filter {
      $0.name == .integrity && (plan.lostDatabases.isEmpty || $0.result != .ok)
    }
    let others =
      health.databaseChecks.filter { $0.name != .integrity } + [
        health.configurationCheck, health.sqliteCheck(),
      ]
    var checks = [versionCheck]
    checks += plan.lostDatabases.checks
    checks += databases
    checks.append(try spaceCheck())
    for other in others where other.result != .ok {
      checks.append(Check(other.name, .warning, other.finding))
    }
    checks += try surroundings().filter { $0.result != .ok }
    return checks
  }

  /// The checks around the databases and configurations.
  private func surroundings() throws -> [Check] {
    let local = states.local
    let changes = local.changes(to: plan.after)
    // Its name is found later, so that it is a free one.
    let written =
      [RelativePath.appending([], to: ReportFiles.folder)] + plan.versionFiles.map(\.path)
    return [
      deployment.versionConsistency(states.current, survey.log),
      try deployment.permissionCheck(
        local,
        changing: deployment.foldersToChange(
          changes + written.map { Change(path: $0, before: nil, after: nil) }),
        replacing: changes.replaced + UpgradeFiles.paths),
      GitCheck(of: deployment).check(local),
      try PythonCheck(of: deployment).check(known: packages),
      ForeignFilesCheck(of: deployment).check(local),
    ]
  }

  private var versionCheck: Check {
    if plan.from.isEmpty {
      return Check(.version, .warning, .version(.unknown))
    }
    if let downgrade = plan.downgrade {
      return Check(.version, .warning, .version(.downgrade(downgrade, plan.versionChange)))
    }
    if plan.from == plan.to {
      return Check(.version, .ok, .version(.again(plan.to)))
    }
    return Check(.version, .ok, .version(.change(plan.versionChange)))
  }

  private func spaceCheck() throws -> Check {
    let space = SpaceFigures(
      free: try deployment.files.availableBytes(at: deployment.root), needed: plan.bytesNeeded)
    guard space.isEnough else {
      return Check(.space, .failed, .machine(.tooLittleRoom(space)))
    }
    if let lack = try deployment.lackOfFiles(plan.filesNeeded) { return lack }
    return Check(.space, .ok, .machine(.room(space)))
  }
}

extension [DatabaseComparison] {
  /// The finding about databases that are not migrated: their tables can differ only if another program
  /// wrote to them meanwhile.
  ///
  /// - Parameter isBeside: Whether there are migrated ones: then there is no finding about an absence of databases.
  func unchangedCheck(besideMigrated isBeside: Bool) -> [Check] {
    if isEmpty && isBeside { return [] }
    let changed = filter { !$0.isSame }.map(\.path)
    guard changed.isEmpty else {
      return [Check(.databases, .warning, .database(.writtenMeanwhile(changed)))]
    }
    let tables = reduce(0) { $0 + $1.tables.count }
    return [Check(.databases, .ok, .database(.unchanged(tables: tables)))]
  }
}
