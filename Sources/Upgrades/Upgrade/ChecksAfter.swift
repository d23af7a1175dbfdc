import ConfigMerge
import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// What the written report says of the deployment after the upgrade.
///
/// The report is put in place with everything else, so this is known before. The switch looks at databases and
/// configurations again, and puts everything back where one is worse than before: a report that is there proves that
/// they were found as it says. Nothing but what is written here changes sources, packages and versions.
extension PreparedUpgrade {
  /// - Parameter versions: The version files that the upgrade writes, by path.
  func checksAfter(
    _ databases: [DatabaseComparison], _ versions: [RelativePath: [UInt8]],
    in deployment: Deployment
  ) -> [Check] {
    let after = health.after(plan, over: local, shipped: configurations, rehearsals)
    return after.databaseChecks.filter { $0.name != .schemaVersions }
      + comparisonChecks(databases) + [after.configurationCheck.asWarning]
      + [coming?.sources, coming?.packages].compactMap(\.self)
      + [versionCheck(versions, in: deployment)]
  }

  /// How the tables of each database compare to those before.
  func comparisonChecks(_ databases: [DatabaseComparison]) -> [Check] {
    let migrating = Set(rehearsals.map(\.pending.path.description))
    return databases.filter { !migrating.contains($0.path) }
      .unchangedCheck(besideMigrated: !migrating.isEmpty)
      + databases.filter { migrating.contains($0.path) }.migrationChecks
  }

  /// Whether all files will say the version that is installed then.
  private func versionCheck(
    _ written: [RelativePath: [UInt8]], in deployment: Deployment
  ) -> Check {
    var agreement = VersionAgreement { path in
      if let text = written[path] { return text }
      let (before, after) = (local[path], plan.after[path])
      if before == after || before?.isSameOnDisk(as: after) ?? false {
        return try? deployment.readIfRegular(path.resolved(in: deployment.root))
      }
      return coming?.texts[path]
    }
    agreement.record = plan.to
    agreement.counts = VersionAgreement.Counted(
      version: plan.to, source: "generation \(number)", because: .onRecord)
    return agreement.check
  }
}

extension DeploymentHealth {
  /// How well databases and configurations are when a plan was carried out.
  fileprivate func after(
    _ plan: UpgradePlan, over local: Listing, shipped: [RelativePath: [UInt8]],
    _ rehearsals: [Rehearsal]
  ) -> DeploymentHealth {
    var after = self
    for rehearsal in rehearsals {
      after.databases[rehearsal.pending.path]?.health = rehearsal.health
    }
    for change in local.changes(to: plan.after) {
      let path = change.path
      if change.after?.kind == .database, after.databases[path] == nil {
        // A new one with a fault is refused.
        after.databases[path] = Examined(health: DatabaseHealth(), stamps: [])
      }
      if let before = change.before, ConfigFormat(of: before, at: path) != nil {
        after.configurations -= 1
        after.unloadable[path] = nil
        after.doubles[path] = nil
      }
      if let entry = change.after, let format = ConfigFormat(of: entry, at: path) {
        after.configurations += 1
        if let bytes = plan.merges[path] ?? shipped[path] {
          after.read(bytes, as: format, at: path)
        }
      }
    }
    return after
  }
}

extension Check {
  /// After an upgrade nothing fails that would not have undone it.
  fileprivate var asWarning: Check {
    Check(name, result == .failed ? .warning : result, finding)
  }
}

extension [Check] {
  /// With the checks that compare databases as they turned out.
  mutating func replace(comparisons: [Check]) {
    let isComparison = { (check: Check) in [.databases, .migrated].contains(check.name) }
    let place = firstIndex(where: isComparison) ?? endIndex
    removeAll(where: isComparison)
    insert(contentsOf: comparisons, at: Swift.min(place, count))
  }
}
