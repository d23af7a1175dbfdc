import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

extension Deployment {
  /// Decides what an upgrade would do; reads only.
  public func planUpgrade(_ request: UpgradeRequest) throws -> UpgradePlan {
    let log = try self.log()
    return try withScratch { try prepare(request, log, into: nil, scratch: $0).plan }
  }

  /// The plan, and what the upgrade would refuse it for; `nil` if it would be made. Reads only.
  public func rehearseUpgrade(_ request: UpgradeRequest) throws -> (
    UpgradePlan, refusal: (any Error)?
  ) {
    let (log, recovered) = try logToChange()
    return try withScratch { scratch in
      var prepared = try prepare(request, log, into: nil, scratch: scratch)
      prepared.plan.warnings += [recovered?.description].compactMap(\.self)
      do {
        try checkStoreCanChange()
        try prepared.plan.check(request)
        try Switching(log: log, root: root, databases: databases)
          .check(from: prepared.local, to: prepared.plan.after)
      } catch { return (prepared.plan, error) }
      return (prepared.plan, nil)
    }
  }

  /// What is known before the first effect on the deployment.
  fileprivate struct Prepared {
    var plan: UpgradePlan
    var current: Generation
    var release: Release
    var workspace: [LayerRule]
    var captured: Captured
    var local: Listing
    var databases: [DatabaseRecord]
    /// What the release has for the databases.
    var migrations: [PendingMigrations]
    var rehearsals: [Rehearsal]
    var health: DeploymentHealth
  }

  private func prepare(
    _ request: UpgradeRequest, _ log: GenerationLog, into batch: ObjectBatch?, scratch: FilePath
  ) throws -> Prepared {
    let current = try log.current()
    let base = try base(of: current, in: log.store)
    let workspace = try workspaceRules()
    var release = try self.release(
      at: request.source, knownBy: knownFiles(base, of: current, in: log.store), option: "--from",
      releaseReader(earlier: base, scratch: scratch), into: batch)
    defer { removeCopy(release.copy) }
    try checkSparesStore(release)
    try release.checkUpgrades(from: current.version)
    if let asked = request.version { try release.take(asked) }
    let captured = try capture(
      log, current: current, release: release.listing, scratch: scratch, into: batch)
    var inputs = UpgradeInputs(
      from: current.version, to: try release.versionText(), base: base,
      hasBase: current.base != nil, local: captured.listing, upgrade: release.listing,
      workspace: workspace,
      answers: Answers(
        given: request.answers, remembered: try log.rememberedAnswers().mapValues(\.answer),
        choice: request.onConflict),
      announced: Set(release.manifest?.removed.map(\.path) ?? []))
    try checkReadable(release, inputs)
    try readConfigurations(of: &inputs, release, log.store)
    inputs.core = request.core
    if !inputs.hasBase && request.core != .replace {
      throw UpgradeError.coreUnknown(request.core)
    }
    try readEditedCore(of: &inputs, release, log.store, scratch: scratch)
    let downgrade = try downgrade(
      from: current, to: release, migrations(in: release), local: captured.listing, log)
    // Of a step back that is meant, and of one that is refused in a moment, nothing is pending.
    inputs.migrations = try pendingMigrations(
      release, base: base, local: captured.listing, log,
      allowingNewer: downgrade?.needsConsent ?? false)
    var plan = try UpgradePlan(inputs)
    plan.downgrade = downgrade
    plan.fromSource = log.versionSource(of: current)
    plan.toSource = release.versionSource
    plan.versionFiles = try versionFiles(captured.listing).toWrite(workspace)
    if let asked = request.planID, asked != plan.plan {
      throw UpgradeError.planChanged(asked: asked, now: plan.plan)
    }
    plan.breakingChanges = release.manifest?.breakingChanges ?? []
    plan.features = release.manifest?.features ?? []
    plan.warnings = (captured.warnings + release.warnings).map(\.description) + release.cautions
    plan.warnings += [release.disagreement].compactMap(\.self)
    if !plan.isEmpty {
      try checkOwnFiles(workspace)
      plan.warnings += [plan.namelessWarning].compactMap(\.self)
      if !inputs.hasBase && !plan.files.replaced.isEmpty {
        plan.warnings.append(
          "the installed release is unknown, so core files are replaced even where you edited them; your "
            + "text is in the generation from before")
      }
      plan.warnings += plan.versionFiles.warnings(leading: current.version)
      plan.warnings += try ownerWarnings(
        captured.listing.changes(to: plan.after),
        and: Self.ownFiles)
    }
    let records = try databaseRecords(captured.listing.items)
    let health = try DeploymentHealth(
      of: captured.listing.items, in: self, scratch: scratch)
    plan.lostDatabases = try lostDatabases(captured, since: current, log)
    plan.checks =
      release.checksumChecks + (try checksBefore(plan, captured.listing, health, current, log))
      + plan.structureChecks
    plan.passedOver = try passedOver(by: release, local: captured.listing)
    plan.checks += [plan.passedOver.check].compactMap(\.self)
    if !plan.core.isEmpty {
      let tree = captured.treeID()
      let next = try log.nextNumber()
      let saved = tree == current.tree ? nil : try saved(tree, over: current, log) ?? next
      plan.name(before: saved ?? current.number, after: saved == next ? next.next : next)
    }
    let isSound = !plan.checks.contains { $0.result == .failed }
    let rehearsals: [Rehearsal]
    do {
      rehearsals =
        isSound
        ? try rehearse(
          inputs.migrations, local: captured.listing, health, into: batch, scratch: scratch) : []
    } catch {
      // What a migration does not find may be lost.
      if plan.lostDatabases.isEmpty || request.allowsMissing { throw error }
      throw UpgradeError.databasesLost(plan.lostDatabases)
    }
    plan.add(rehearsals)
    if plan.isEmpty { plan.warnings += plan.lostDatabases.checks.map(\.detail) }
    try checkNames(of: rehearsals, log)
    return Prepared(
      plan: plan, current: current, release: release, workspace: workspace,
      captured: captured, local: captured.listing.rehearsed(rehearsals),
      databases: records.rehearsed(rehearsals),
      migrations: inputs.migrations,
      rehearsals: rehearsals, health: health)
  }

  /// Refuses a release with files where the store is: in the deployment it need not be called .cortex.
  private func checkSparesStore(_ release: Release) throws(ReleaseError) {
    guard let store = RelativePath(storeLocation, below: root) else { return }
    for item in release.listing.items where item.path == store || item.path.isInside(store) {
      throw .refused(release.source, name: item.path.bytes, reason: .reservedName)
    }
  }

  /// Refuses migrations of databases that have several names.
  private func checkNames(of rehearsals: [Rehearsal], _ log: GenerationLog) throws {
    try Switching(log: log, root: root, databases: databases).checkNames(
      of: rehearsals.map {
        Change(path: $0.pending.path, before: $0.before, after: $0.after)
      })
  }

  /// Upgrades the deployment: all of it, or nothing.
  ///
  /// - Throws: ``UpgradeError`` and ``SwitchError``, which say what the deployment is left with.
  public func upgrade(_ request: UpgradeRequest) throws -> UpgradeReport {
    try writing("upgrade") { writer in
      let batch = try writer.store.batch()
      let prepared = try prepare(request, writer.log, into: batch, scratch: writer.store.staging)
      let plan = prepared.plan
      if plan.isEmpty {
        return UpgradeReport(
          plan: plan, generation: prepared.current.number, saved: nil, databases: [],
          checks: plan.checks, report: nil, recovered: writer.recovered?.description)
      }
      try plan.check(request)
      var report = try carryOut(prepared, batch, writer)
      if request.remembersAnswers { report.checks += remember(request.answers, plan, writer.log) }
      report.recovered = writer.recovered?.description
      return report
    }
  }

  /// Stores everything, then switches, then tidies up.
  private func carryOut(
    _ prepared: Prepared, _ batch: ObjectBatch, _ writer: Writer
  ) throws -> UpgradeReport {
    let (plan, current, log) = (prepared.plan, prepared.current, writer.log)
    let beforeTree = try batch.addTrees(of: prepared.local, replacing: current.tree)
    let isSaved = beforeTree == current.tree
    let earlier = isSaved ? nil : try saved(beforeTree, over: current, log)
    let savedNumber = isSaved ? nil : try earlier ?? log.nextNumber()
    let number = try earlier == nil ? savedNumber?.next ?? log.nextNumber() : log.nextNumber()

    var report = UpgradeReport(
      plan: plan, generation: number, saved: savedNumber, parent: savedNumber ?? current.number,
      databases: comparisons(
        prepared.databases, prepared.databases, prepared.rehearsals,
        prepared.rehearsals.map(\.result)),
      checks: plan.checks, report: nil)
    report.plan.dryRun = false
    report.plan.name(before: savedNumber ?? current.number, after: number)
    for (path, bytes) in plan.merges {
      _ = try ContentWriter(into: batch).file(
        bytes, replacing: prepared.local[path], layer: .config)
    }
    let after = try withOwnFiles(prepared, &report, batch, log)
    let afterTree = try batch.addTrees(of: after, replacing: current.tree)
    let releaseTree = try batch.addTrees(of: plan.shipped, replacing: current.base)
    try batch.commit()
    // What the upgrade leaves alone need not be read again afterwards; what it changes looks different.
    _ = prepared.captured.treeID()
    try prepared.captured.remember()

    if let savedNumber, earlier == nil {
      try log.add(
        Generation(
          number: savedNumber, parent: current.number, created: now, version: current.version,
          kind: .preUpgrade, note: "before the \(plan.step) to \(plan.to)", tree: beforeTree,
          base: current.base, files: prepared.local.fileCount, bytes: prepared.local.byteCount,
          databases: prepared.databases))
    }
    let generation = Generation(
      number: number, parent: savedNumber ?? current.number, created: now, version: plan.to,
      kind: .upgrade, note: "\(plan.step) from \(plan.from) to \(plan.to)", tree: afterTree,
      base: releaseTree, files: after.fileCount, bytes: after.byteCount,
      databases: prepared.migratedDatabases,
      migrations: prepared.rehearsals.isEmpty ? nil : prepared.rehearsals.flatMap(\.records),
      proof: prepared.rehearsals.isEmpty ? nil : prepared.rehearsals.map(\.proof),
      conflicts: plan.conflictRecords,
      mergedFrom: plan.conflictRecords.map { _ in savedNumber ?? current.number })
    let order = SwitchOrder(
      from: current.number, to: number, record: generation, before: prepared.local,
      beforeTree: beforeTree, after: after, afterTree: afterTree,
      migrations: prepared.rehearsals.map(\.order))
    let migrating = Set(order.migrations.map { $0.database.description })
    try writer.switching.carryOut(order) { migrated in
      try confirm(order, writer.store)
      let others = after.items.filter { !migrating.contains($0.path.description) }
      try checkNoWorse(prepared.health, others, scratch: writer.store.staging)
      let live = try databaseRecords(after.items, but: migrating)
      report.databases = comparisons(prepared.databases, live, prepared.rehearsals, migrated)
    }
    report.checks += checksAfter(report.databases, migrating)
    report.checks += migrationChecks(report.databases.filter { migrating.contains($0.path) })
    // The upgrade counts; that one of these fails does not undo it.
    do {
      report.checks += try needsAfter(generation, order.before.changes(to: after), log)
    } catch {
      report.checks.append(Check("after", .warning, "could not be looked at: \(error)"))
    }
    // Old generations are dropped by the usual rule.
    var dropped: [Deleted] = []
    do {
      let collection = try log.planCollection(Retention(), now: now, skippingGrace: false)
      dropped = collection.deleted
      _ = try log.carryOut(collection, now: now)
    } catch {
      report.checks.append(
        Check("clean-up", .warning, "old generations were not collected: \(error)"))
    }
    // Also what a collection dropped that failed later on.
    do {
      let there = Set(try log.numbers())
      report.deleted = dropped.filter { !there.contains($0.generation.number) }
        .map(DeletedGeneration.init)
    } catch {
      report.checks.append(
        Check("clean-up", .warning, "the generations that are left could not be listed: \(error)"))
    }
    return report
  }

  /// Adds what the upgrade itself writes: the version files and the report.
  private func withOwnFiles(
    _ prepared: Prepared, _ report: inout UpgradeReport, _ batch: ObjectBatch, _ log: GenerationLog
  ) throws -> Listing {
    let writer = ContentWriter(into: batch)
    var entries = prepared.plan.after.byPath
    let rules = prepared.workspace
    let versions = versionTexts(
      prepared.plan, prepared.rehearsals, rules, first: try log.earliest() ?? prepared.current)
    for (path, text) in versions {
      entries[path] = try writer.file(text, layer: rules.rule(for: path)?.layer ?? .core)
        .withPermissions(of: entries[path])
    }
    if !prepared.rehearsals.isEmpty, !rules.excludes(AppliedMigrations.path) {
      entries[AppliedMigrations.path] = try writer.file(
        try AppliedMigrations.json(of: prepared.migrations), layer: .brain
      ).withPermissions(of: entries[AppliedMigrations.path])
    }
    let path = try ReportDocument.path(now: now) { candidate in
      try entries[candidate] != nil || files.metadata(candidate.resolved(in: root)) != nil
    }
    let json = ReportDocument.jsonPath(beside: path)
    if !rules.excludes(path) && !rules.excludes(json) {
      report.report = path.description
      entries[path] = try writer.file(
        Array(
          ReportDocument.text(
            of: report, before: report.parent ?? prepared.current.number, now: now
          ).utf8),
        layer: rules.rule(for: path)?.layer ?? .brain)
      entries[json] = try writer.file(
        try ReportDocument.json(of: report), layer: rules.rule(for: json)?.layer ?? .brain)
    }
    return Listing(entries).written(over: prepared.local)
  }

  /// Every changed path must be what was meant before it counts. A database that was restored has been
  /// looked at by then, one that was migrated is compared table by table.
  func confirm(_ order: SwitchOrder, _ store: Store) throws {
    let inspection = try Inspection(
      Capture(
        root: root, rules: Layers(workspace: [], hasBase: true), files: files,
        databases: databases, scratch: store.staging, store: store))
    for change in order.before.changes(to: order.after) {
      guard let after = change.after, !after.isDirectory else { continue }
      if change.before?.kind == .database && after.kind == .database { continue }
      guard try inspection.present(at: change.path, expected: after).matches(after) else {
        throw UpgradeError.notConfirmed(path: change.path.description)
      }
    }
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
  /// With what the copies held that were migrated.
  fileprivate func rehearsed(_ rehearsals: [Rehearsal]) -> [DatabaseRecord] {
    map { record in
      let rehearsal = rehearsals.first { $0.pending.path.description == record.path }
      return rehearsal.map { DatabaseRecord(path: record.path, tables: $0.tablesBefore) } ?? record
    }
  }
}

extension Deployment.Prepared {
  /// What the databases hold when the migrations are made.
  fileprivate var migratedDatabases: [DatabaseRecord] {
    databases.map { record in
      let rehearsal = rehearsals.first { $0.pending.path.description == record.path }
      return rehearsal.map { DatabaseRecord(path: record.path, tables: $0.tablesAfter) } ?? record
    }
  }
}

extension Release {
  /// What lists of digests said, as checks of an upgrade.
  var checksumChecks: [Check] {
    checksums.map { finding in
      if case .agrees = finding { return Check("checksums", .ok, "\(finding)") }
      return Check("checksums", .warning, "\(finding)")
    }
  }

  /// Everything that somebody should hear who takes files from it.
  var allWarnings: [String] {
    warnings.map(\.description) + cautions
      + checksumChecks.filter { $0.result != .ok }.map(\.detail)
  }

  /// Refuses to be installed over a version that the manifest does not name among those that it can
  /// upgrade. To install a version once more, or an older one, is no upgrade.
  ///
  /// An installed version that nothing says is none of them: whether this release can upgrade it nobody
  /// knows.
  /// - Throws: ``ReleaseError/notUpgradedFrom(_:installed:known:)``.
  func checkUpgrades(from installed: String) throws(ReleaseError) {
    guard let manifest, !manifest.upgradesFrom.isEmpty else { return }
    if let installed = ReleaseVersion(installed), !installed.isStandIn {
      if manifest.version <= installed || manifest.upgradesFrom.contains(installed) { return }
    }
    throw .notUpgradedFrom(
      manifest.version, installed: installed, known: manifest.upgradesFrom)
  }

  /// The version as text; where nothing says it, the digest of what is shipped stands for it.
  func versionText() throws -> String {
    if let version { return version.description }
    return ReleaseVersion.standIn(for: try listing.treeID().description)
  }
}
