import FileEffects
public import Generations
public import ObjectStore
public import Releases
public import SystemPackage

/// Upgrades the deployment to a release: all of it, or nothing.
public struct Upgrade: Operation {
  public static let command = "upgrade"
  public var subject: String? { named?.name ?? source.spelling }

  /// A folder, an archive, or a revision of a repository (``GitRevision``).
  public var source: FilePath
  /// The version that is expected in it; `nil` takes what there is. Where nothing in the release says
  /// its version, this is it.
  public var version: ReleaseVersion?
  /// What its channel says of its version, and what the channel calls it: it counts where nothing in the release
  /// says one.
  public var named: NamedRelease?
  public var onConflict: ConflictChoice
  /// What becomes of core files that the user edited.
  public var core: CoreChoice
  /// The answers to single conflicts, by their identity.
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
  /// Whether a release may be installed that no trusted key signed.
  public var allowsUnsigned: Bool
  /// Whether it is one of several in a row: then old generations are not dropped afterwards, and a refusal is in
  /// the log as well.
  public var isStep = false
  public var isLoggedWhenRefused: Bool { isStep }
  /// Whether the brain from before is left as YAML.
  public var exportsBrain = true
  /// Only this plan is carried out.
  public var planID: String?

  public init(
    source: FilePath, version: ReleaseVersion? = nil, onConflict: ConflictChoice = .abort,
    core: CoreChoice = .replace,
    answers: [ObjectID: ConflictAnswer] = [:], remembersAnswers: Bool = false,
    allowsDestruction: Bool = false, allowsDowngrade: Bool = false, allowsMissing: Bool = false,
    allowsRemovals: Bool = false, allowsUnsigned: Bool = false, planID: String? = nil
  ) {
    self.source = source
    self.version = version
    self.onConflict = onConflict
    self.core = core
    self.answers = answers
    self.remembersAnswers = remembersAnswers
    self.allowsDestruction = allowsDestruction
    self.allowsDowngrade = allowsDowngrade
    self.allowsMissing = allowsMissing
    self.allowsRemovals = allowsRemovals
    self.allowsUnsigned = allowsUnsigned
    self.planID = planID
  }

  /// What the plan would be refused for is in it; what keeps it from being made is thrown.
  ///
  /// - Throws: ``UpgradeError``, ``ReleaseError``, ``MigrationPlanError``.
  public func plan(_ survey: Survey) throws -> PreparedUpgrade {
    let deployment = survey.deployment
    // Also what the release asks for, where that is to be had already.
    let wanted = [deployment.root, source]
      .flatMap { (try? deployment.pythonRequirements(in: $0)) ?? [] }
    return try Parallel.beside(workers: deployment.workers) {
      PythonPackages(wanted, deployment.programs)
    } _: { packages in
      try plan(survey, packages)
    }
  }

  private func plan(
    _ survey: Survey, _ packages: Pending<PythonPackages>
  ) throws -> PreparedUpgrade {
    let deployment = survey.deployment
    let start = ContinuousClock.now
    survey.phases.begin(.preflight)
    let current = try survey.log.current()
    let base = try deployment.step(.readGenerations) {
      try deployment.base(of: current, in: survey.log.store)
    }
    let beforeRelease = ContinuousClock.now
    let (release, signature) = try deployment.step(.readRelease) {
      try self.release(over: current, base, survey)
    }
    let reading = ContinuousClock.now - beforeRelease
    defer { release.removeCopy(on: deployment.files) }
    survey.phases.end(
      .preflight(
        from: current.version, to: try release.versionText(), signedBy: signature.signedBy))
    survey.phases.begin(.backup)
    let states = try UpgradeStates(current, base, release, signature, survey)
    survey.phases.end(states.backedUp)
    let (local, scratch) = (states.local.items, survey.scratch)
    let damaged = states.captured.damagedDatabases
    var prepared = try Parallel.beside(workers: deployment.workers) {
      try ExaminedDatabases(
        records: deployment.databaseRecords(local),
        health: DeploymentHealth(of: local, in: deployment, scratch: scratch, damaged: damaged))
    } _: { examined in
      try plan(states, survey, examined, packages)
    }
    prepared.plan.impact.seconds = UpgradeEstimate(
      deciding: ContinuousClock.now - start, reading: reading,
      bytesRead: release.listing.items.reduce(0) { $0 + $1.entry.size },
      sourceBytes: prepared.local.changes(to: prepared.plan.after).sourceBytes
    ).seconds(for: prepared.plan)
    return prepared
  }

  /// Decides, while the databases are examined and Python is asked.
  private func plan(
    _ states: UpgradeStates, _ survey: Survey, _ examined: Pending<ExaminedDatabases>,
    _ packages: Pending<PythonPackages>
  ) throws -> PreparedUpgrade {
    let deployment = survey.deployment
    survey.phases.begin(.plan)
    let inputs = try deployment.step(.readConfigurations) {
      try states.inputs(of: self, survey)
    }
    var plan = try deployment.step(.decide) { try decide(inputs, states, survey) }
    // What is only shown, or refused, puts no file in place.
    let looksAhead = !survey.isDryRun && !plan.isEmpty && plan.undecidedCount == 0
    return try Parallel.beside(workers: looksAhead ? deployment.workers : 1) {
      [plan, local = states.local, release = states.release, scratch = survey.scratch] in
      guard looksAhead else { return nil }
      return try ComingFiles(
        plan, over: local, from: release, known: packages, in: deployment, scratch: scratch)
    } _: { (coming: Pending<ComingFiles?>) in
      let databases = try deployment.step(.examineDatabases) { try examined.value() }
      let known = try deployment.step(.askPython) { try packages.value() }
      try deployment.step(.runChecks) { try states.check(&plan, databases.health, known, survey) }
      let rehearsals = try deployment.step(.rehearseMigrations) {
        try rehearse(inputs.migrations, &plan, states, databases.health, survey)
      }
      let found = looksAhead ? try deployment.step(.compileSources) { try coming.value() } : nil
      survey.phases.end(plan.decided)
      return try PreparedUpgrade(
        plan, states, databases, found, rehearsals, migrations: inputs.migrations,
        refusal: plan.refusal(of: self), in: survey.log)
    }
  }

  /// Reads the release, and refuses one that cannot be installed here.
  private func release(
    over current: Generation, _ base: Listing, _ survey: Survey
  ) throws -> (Release, [SignatureFinding]) {
    let deployment = survey.deployment
    var release = try ReleaseSource(
      source, option: "--from", knownBy: KnownFiles(base, of: current, in: survey.log.store),
      for: deployment
    ).read(earlier: base, scratch: survey.scratch, into: survey.batch())
    do {
      let signature = try signatureFindings(on: release, survey)
      try release.checkSpares(deployment.storeLocation, below: deployment.root)
      try release.checkUpgrades(from: current.version)
      if let version { try release.take(version) }
      if let named { release.take(named) }
      return (release, signature)
    } catch {
      release.removeCopy(on: deployment.files)
      throw error
    }
  }

  /// Refuses a release that its signature, or the lack of one, speaks against.
  private func signatureFindings(
    on release: Release, _ survey: Survey
  ) throws -> [SignatureFinding] {
    let deployment = survey.deployment
    var trust = ReleaseTrust(
      keys: try TrustedKeys(of: deployment).keys, now: deployment.now,
      allowsUnsigned: allowsUnsigned, allowsDowngrade: allowsDowngrade)
    if let key = release.signedList?.signature.key, !trust.keys.isEmpty {
      trust.newest[key] = try SignedReleases(of: deployment).newest(by: key, in: survey.log)
    }
    return try trust.findings(on: release)
  }

  /// Decides about every path; refuses a plan that is not the expected one.
  private func decide(
    _ inputs: UpgradeInputs, _ states: UpgradeStates, _ survey: Survey
  ) throws -> UpgradePlan {
    var plan = try UpgradePlan(inputs)
    try states.describe(&plan, survey)
    if let planID, planID != plan.id {
      throw UpgradeError.planChanged(asked: planID, now: plan.id)
    }
    try states.addTexts(to: &plan, inputs, survey)
    try states.findDeprecatedKeys(in: &plan, survey)
    try states.warn(&plan, survey)
    return plan
  }

  /// Makes the migrations on copies of the databases, where nothing speaks against the upgrade.
  private func rehearse(
    _ migrations: [PendingMigrations], _ plan: inout UpgradePlan, _ states: UpgradeStates,
    _ health: DeploymentHealth, _ survey: Survey
  ) throws -> [Rehearsal] {
    var rehearsals: [Rehearsal] = []
    do {
      if !plan.checks.contains(where: { $0.result == .failed }) {
        rehearsals = try survey.deployment.rehearse(
          migrations, local: states.local, health, into: survey.batch(), scratch: survey.scratch)
      }
    } catch {
      // What a migration does not find may be lost.
      if plan.lostDatabases.isEmpty || allowsMissing { throw error }
      throw UpgradeError.databasesLost(plan.lostDatabases)
    }
    plan.add(rehearsals)
    if plan.isEmpty { plan.warnings += plan.lostDatabases.checks.map(\.finding) }
    // A database that is migrated must have one name.
    try survey.switching.checkNames(of: rehearsals.map(\.change))
    return rehearsals
  }

  public func foresee(_ plan: inout PreparedUpgrade, _ survey: Survey) throws {
    plan.plan.warnings += [survey.recovered].compactMap(\.self).map { .recovered($0) }
    do {
      try survey.deployment.step(.foresee) {
        try survey.deployment.checkStoreCanChange()
        if let refusal = plan.refusal { throw refusal }
        try survey.switching.check(from: plan.local, to: plan.plan.after)
      }
    } catch { plan.refusal = error }
  }

  /// Stores everything, then switches, then tidies up.
  ///
  /// - Throws: ``UpgradeError`` and ``SwitchError``, which say what the deployment is left with.
  public func carryOut(_ prepared: PreparedUpgrade, _ writer: Writer) throws -> UpgradeReport {
    var report = prepared.report
    if prepared.plan.isEmpty {
      report.recovered = writer.recovered
      return report
    }
    if let refusal = prepared.refusal { throw refusal }
    writer.phases.begin(.core)
    let order = try writer.deployment.step(.store) { try prepared.stage(&report, writer) }
    try writer.deployment.step(.switchOver) {
      try prepared.switchOver(order, &report, writer)
    }
    // From here on the upgrade counts: that one of these fails does not undo it.
    if exportsBrain { writer.deployment.step(.exportBrain) { report.exportBrain(writer) } }
    if !isStep { writer.deployment.step(.collectGarbage) { report.dropOldGenerations(writer) } }
    report.checksAfter += prepared.settleSigned(writer)
    if remembersAnswers { report.checksAfter += prepared.plan.remember(answers, writer) }
    writer.phases.end(report.validated)
    // It is not part of the report that is left in the brain.
    report.recovered = writer.recovered
    return report
  }
}
