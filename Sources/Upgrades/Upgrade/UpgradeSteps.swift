import Databases
import FileEffects
import Generations
import ObjectStore

/// The steps of an upgrade, in the order in which they are made.
extension PreparedUpgrade {
  /// Stores all that the upgrade puts in place, and saves the present state.
  func stage(_ report: inout UpgradeReport, _ writer: Writer) throws -> SwitchOrder {
    let batch = try writer.batch()
    let beforeTree = try batch.addTrees(of: local, replacing: current.tree)
    for (path, bytes) in plan.merges {
      _ = try ContentWriter(into: batch).file(bytes, replacing: local[path], layer: .config)
    }
    let after = try withOwnFiles(&report, batch, writer)
    let afterTree = try batch.addTrees(of: after, replacing: current.tree)
    let releaseTree = try batch.addTrees(of: plan.shipped, replacing: current.base)
    try batch.commit()
    if let signed { try SignedReleases(of: writer.deployment).keep(signed, base: releaseTree) }
    // What the upgrade leaves alone need not be read again afterwards; what it changes looks different.
    _ = captured.treeID()
    try captured.remember()
    try saved?.keep(in: writer.log) { number in
      var generation = Generation.derived(
        from: current, number: number, kind: .preUpgrade,
        note: "before the \(plan.step) to \(plan.to)",
        contents: Generation.Contents(local, tree: beforeTree), created: writer.now)
      generation.databases = databases
      return generation
    }
    return SwitchOrder(
      from: current.number, to: number,
      record: generation(after, afterTree, shipped: releaseTree, at: writer.now), before: local,
      beforeTree: beforeTree, after: after, afterTree: afterTree,
      migrations: rehearsals.map(\.order))
  }

  /// The generation that is in force afterwards.
  private func generation(
    _ after: Listing, _ tree: ObjectID, shipped: ObjectID, at now: Timestamp
  ) -> Generation {
    let before = saved?.before ?? current.number
    var generation = Generation.derived(
      from: current, number: number, parent: before, kind: .upgrade,
      note: "\(plan.step) from \(plan.from) to \(plan.to)",
      contents: Generation.Contents(after, tree: tree), created: now)
    (generation.version, generation.base) = (plan.to, shipped)
    generation.databases = databases.rehearsed(rehearsals, \.tablesAfter)
    if !rehearsals.isEmpty {
      generation.migrations = rehearsals.flatMap(\.records)
      generation.proof = rehearsals.map(\.proof)
    }
    generation.conflicts = plan.conflictRecords
    generation.mergedFrom = generation.conflicts.map { _ in before }
    generation.renamedKeys =
      generation.conflicts == nil || renamedKeys.records.isEmpty ? nil : renamedKeys.records
    let deprecated = plan.deprecations.keyRecords
    generation.deprecatedKeys = deprecated.isEmpty ? nil : deprecated
    return generation
  }

  /// Switches, and looks at everything again before it counts.
  func switchOver(
    _ order: SwitchOrder, _ report: inout UpgradeReport, _ writer: Writer
  ) throws {
    let deployment = writer.deployment
    let migrating = Set(order.migrations.map { $0.database.description })
    var confirmed: ConfirmedChanges?
    try writer.switching.carryOut(order) { migrated in
      confirmed = try deployment.step(.compareFiles) { try writer.confirm(order) }
      let others = order.filesToExamine.filter { !migrating.contains($0.path.description) }
      let live = try deployment.step(.examineDatabases) {
        try checkNoWorse(others, writer)
        return try deployment.databaseRecords(order.after.items, but: migrating)
      }
      report.databases = comparisons(to: live, migrated)
    } reached: { stage in
      writer.phases.reached(stage, plan)
    }
    writer.remember(confirmed, order)
    report.checksAfter.replace(comparisons: comparisonChecks(report.databases))
  }

  /// Looks again at what the upgrade has changed, before it counts.
  ///
  /// - Throws: ``UpgradeError/worseThanBefore(_:)``.
  private func checkNoWorse(_ after: [Listing.Item], _ writer: Writer) throws {
    let now = try DeploymentHealth(
      of: after, in: writer.deployment, scratch: writer.store.staging, since: health)
    let findings = now.regressions(since: health)
    guard findings.isEmpty else { throw UpgradeError.worseThanBefore(findings) }
  }

  /// Remembers which signed version is installed. That it fails is told: the generation itself says it, too.
  func settleSigned(_ writer: Writer) -> [Check] {
    guard let signed else { return [] }
    do {
      try SignedReleases(of: writer.deployment).settle(signed, in: writer.log, now: writer.now)
      return []
    } catch { return [Check(.signature, .warning, .failed(.check, NotedError(error)))] }
  }

  /// The files in place afterwards, with those that the upgrade itself writes: version files and report.
  private func withOwnFiles(
    _ report: inout UpgradeReport, _ batch: ObjectBatch, _ writer: Writer
  ) throws -> Listing {
    let contents = ContentWriter(into: batch)
    var changes: [RelativePath: Entry?] = [:]
    let versions = writer.deployment.versionTexts(
      plan, rehearsals, workspace, first: try writer.log.earliest() ?? current)
    for (path, text) in versions {
      changes[path] = try contents.file(text, layer: workspace.rule(for: path)?.layer ?? .core)
        .withPermissions(of: plan.after[path])
    }
    if !rehearsals.isEmpty, !workspace.excludes(AppliedMigrations.path) {
      changes[AppliedMigrations.path] = try contents.file(
        try AppliedMigrations.json(of: migrations), layer: .brain
      ).withPermissions(of: plan.after[AppliedMigrations.path])
    }
    report.checksAfter = checksAfter(
      report.databases, Dictionary(versions) { first, _ in first }, in: writer.deployment)
    try addReport(&report, to: &changes, contents, writer)
    return plan.after.with(changes) { _ in nil }.written(over: local)
  }

  private func addReport(
    _ report: inout UpgradeReport, to changes: inout [RelativePath: Entry?],
    _ contents: ContentWriter, _ writer: Writer
  ) throws {
    let deployment = writer.deployment
    let path = try ReportFiles.path(now: writer.now) { candidate in
      try plan.after[candidate] != nil
        || deployment.files.metadata(candidate.resolved(in: deployment.root)) != nil
    }
    if ([path] + ReportFiles.paths(beside: path)).contains(where: workspace.excludes) { return }
    report.report = path.description
    let texts = deployment.reportText(report, saved?.before ?? current.number, writer.now)
    for (path, bytes) in [
      (path, Array(texts.markdown.utf8)),
      (ReportFiles.pagePath(beside: path), Array(texts.html.utf8)),
      (ReportFiles.jsonPath(beside: path), try ReportFiles.json(of: report)),
    ] {
      changes[path] = try contents.file(bytes, layer: workspace.rule(for: path)?.layer ?? .brain)
    }
  }
}

extension SwitchOrder {
  /// What the switch may have made worse: the files that it changes, and all databases, to which others may
  /// write.
  fileprivate var filesToExamine: [Listing.Item] {
    let changed = Set(before.changes(to: after).map(\.path))
    return after.items.filter { $0.entry.kind == .database || changed.contains($0.path) }
  }
}

extension UpgradeReport {
  /// Drops old generations by the usual rule, and says which.
  mutating func dropOldGenerations(_ writer: Writer) {
    let (log, now) = (writer.log, writer.now)
    var dropped: [Deleted] = []
    do {
      if let collection = try log.planCollection(ifAnyGoesBy: Retention(), now: now) {
        dropped = collection.deleted
        _ = try log.carryOut(collection, now: now)
      }
    } catch {
      checksAfter.append(Check(.cleanUp, .warning, .failed(.collection, NotedError(error))))
    }
    // Also what a collection dropped that failed later on.
    do {
      let left = Set(try log.numbers())
      deleted = dropped.filter { !left.contains($0.generation.number) }.map(DeletedGeneration.init)
    } catch {
      checksAfter.append(Check(.cleanUp, .warning, .failed(.listGenerations, NotedError(error))))
    }
  }
}
