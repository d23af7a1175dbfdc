import FileEffects
import Generations
import ObjectStore
import SystemPackage

extension Deployment {
  /// What is looked at before an upgrade. Only a failed check stops it.
  ///
  /// Of what `cortex doctor` looks at, what is as it should be is not told here, and a fault that the
  /// deployment came with, and that keeps nothing from being safe, is a warning.
  func checksBefore(
    _ plan: UpgradePlan, _ local: Listing, _ health: DeploymentHealth, _ current: Generation,
    _ log: GenerationLog
  ) throws -> [Check] {
    var checks = [versionCheck(plan)]
    let integrity = DeploymentHealth.integrityName
    checks += plan.lostDatabases.checks
    checks += health.databaseChecks.filter {
      $0.name == integrity && (plan.lostDatabases.isEmpty || $0.result != .ok)
    }
    checks.append(try spaceCheck(plan))
    var others = health.databaseChecks.filter { $0.name != integrity }
    others += [health.configurationCheck, health.sqliteCheck(version: Self.sqliteVersion)]
    for other in others where other.result != .ok {
      checks.append(Check(other.name, .warning, other.detail))
    }
    let changes = local.changes(to: plan.after)
    // Its name is found later, so that it is a free one.
    let written =
      [RelativePath.appending([], to: ReportDocument.folder)] + plan.versionFiles.map(\.path)
    let rest = [
      versionConsistency(current, log),
      try permissionCheck(
        local,
        changing: foldersToChange(
          changes + written.map { Change(path: $0, before: nil, after: nil) }),
        replacing: changes.replaced + Self.ownFiles),
      gitCheck(local),
      try pythonCheck(), foreignFilesCheck(local),
    ]
    return checks + rest.filter { $0.result != .ok }
  }

  /// What the release that is installed now needs beside its files; told only where it is amiss.
  func needsAfter(
    _ generation: Generation, _ changes: [Change], _ log: GenerationLog
  ) throws -> [Check] {
    let asksOtherwise = changes.contains { $0.path.description == PythonRequirement.fileName }
    let checks = [versionConsistency(generation, log)] + (asksOtherwise ? [try pythonCheck()] : [])
    return checks.filter { $0.result != .ok }
  }

  /// Looks again at what the upgrade has changed, before it counts.
  ///
  /// - Throws: ``UpgradeError/worseThanBefore(_:)``.
  func checkNoWorse(
    _ before: DeploymentHealth, _ after: [Listing.Item], scratch: FilePath
  ) throws {
    let now = try DeploymentHealth(of: after, in: self, scratch: scratch, since: before)
    let findings = now.regressions(since: before)
    guard findings.isEmpty else { throw UpgradeError.worseThanBefore(findings) }
  }

  /// What an upgrade itself writes, and may be there already.
  static let ownFiles = [AppliedMigrations.path, VersionFile.atRoot, VersionFile.inBrain]

  /// Refuses what is no file in the place of one that every upgrade writes, and what is no folder in that
  /// of the reports.
  func checkOwnFiles(_ workspace: [LayerRule]) throws {
    func refuse(_ path: RelativePath, unless isAsMeant: (FileMetadata.Kind) -> Bool, _ what: String)
      throws
    {
      guard let found = try files.metadata(path.resolved(in: root))?.kind, !isAsMeant(found) else {
        return
      }
      throw UpgradeError.inTheWayOfUpgrade(
        path: path.description, local: found.words, needed: what)
    }
    for path in Self.ownFiles where !workspace.excludes(path) {
      try refuse(path, unless: { $0 == .regular || $0 == .symbolicLink }, "a file")
    }
    let report = try ReportDocument.path(now: now) { _ in false }
    if workspace.excludes(report) || workspace.excludes(ReportDocument.jsonPath(beside: report)) {
      return
    }
    try refuse(ReportDocument.folder, unless: { $0 == .directory }, "a folder")
  }

  private func versionCheck(_ plan: UpgradePlan) -> Check {
    if plan.from.isEmpty {
      return Check("version", .warning, "nothing says which version is installed")
    }
    if let downgrade = plan.downgrade {
      return Check("version", .warning, "\(downgrade): \(plan.versionWords)")
    }
    if plan.from == plan.to {
      return Check("version", .ok, "\(plan.to) again; what differs is brought in line")
    }
    return Check("version", .ok, plan.versionWords)
  }

  /// A file that begins as a database and that a capture could only take as bytes.
  func isDamagedDatabase(_ item: Listing.Item) -> Bool {
    guard item.entry.kind == .file, item.entry.layer == .brain, item.entry.size >= 100 else {
      return false
    }
    var start = [UInt8](repeating: 0, count: DatabaseHeader.magic.count)
    // A file that has gone since, or cannot be read, is met again by whoever reads all of it.
    guard let file = try? files.open(item.path.resolved(in: root)),
      let count = try? start.withUnsafeMutableBytes({ try file.read(into: $0, at: 0) })
    else { return false }
    return count == start.count && DatabaseHeader.isDatabase(start)
  }

  private func spaceCheck(_ plan: UpgradePlan) throws -> Check {
    let space = SpaceFigures(
      free: try files.availableBytes(at: root), needed: plan.bytesNeeded)
    guard space.isEnough else {
      let (free, needed) = space.texts
      return Check(
        Check.space, .failed,
        "\(free) are free and \(needed) are needed; free some space")
    }
    if let lack = try lackOfFiles(plan.filesNeeded) { return Check(Check.space, .failed, lack) }
    return Check(Check.space, .ok, "the \(megabytes(plan.bytesNeeded)) that are needed are free")
  }

  /// What is looked at afterwards: tables that no plan touches can differ only if another program
  /// wrote to them meanwhile.
  func checksAfter(_ all: [DatabaseComparison], _ migrated: Set<String>) -> [Check] {
    let comparisons = all.filter { !migrated.contains($0.path) }
    if comparisons.isEmpty && !migrated.isEmpty { return [] }
    let changed = comparisons.filter { !$0.isSame }.map(\.path)
    guard changed.isEmpty else {
      return [
        Check(
          "databases", .warning,
          "another program wrote to \(changed.joined(separator: ", ")) meanwhile")
      ]
    }
    let tables = comparisons.reduce(0) { $0 + $1.tables.count }
    return [
      Check("databases", .ok, "\(tables) table\(tables == 1 ? "" : "s"), all as before")
    ]
  }
}
