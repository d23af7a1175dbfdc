import FileEffects
import Generations
import ObjectStore
import Releases

/// What an upgrade is between: the generation in force, the deployment now, and the release.
struct UpgradeStates {
  let current: Generation
  /// What the installed release shipped; empty if that is not known.
  let base: Listing
  let release: Release
  /// What is to be said of the release's signature.
  let signature: [SignatureFinding]
  let workspace: [LayerRule]
  let captured: Captured

  /// What the deployment holds now.
  var local: Listing { captured.listing }
  var hasBase: Bool { current.base != nil }

  init(
    _ current: Generation, _ base: Listing, _ release: Release,
    _ signature: [SignatureFinding], _ survey: Survey
  ) throws {
    self.current = current
    self.base = base
    (self.release, self.signature) = (release, signature)
    workspace = try survey.deployment.workspaceRules()
    captured = try survey.capture(current: current, release: release.listing)
  }

  /// All that the plan depends on.
  func inputs(of upgrade: Upgrade, _ survey: Survey) throws -> UpgradeInputs {
    let (deployment, log) = (survey.deployment, survey.log)
    var inputs = UpgradeInputs(
      from: current.version, to: try release.versionText(), base: base, hasBase: hasBase,
      local: local, upgrade: release.listing, workspace: workspace,
      answers: Answers(
        given: upgrade.answers, remembered: try log.rememberedAnswers().mapValues(\.answer),
        choice: upgrade.onConflict),
      announced: Set(release.manifest?.removed.map(\.path) ?? []),
      renamedKeys: RenamedKeys(release.manifest?.renamedKeys ?? []))
    let files = FilesToRead(inputs)
    try deployment.checkReadable(release, files.toTake, local: local)
    let contents = try ConfigurationContents(of: inputs, at: files.inConflict, release, survey)
    (inputs.configurations, inputs.wholeFiles) = (contents.merges, contents.wholeFiles)
    inputs.core = upgrade.core
    if !hasBase && upgrade.core != .replace { throw UpgradeError.coreUnknown(upgrade.core) }
    inputs.coreTexts = try EditedCore.texts(of: inputs, at: files.editedCore, release, survey)
    inputs.downgrade = try Downgrade(from: current, to: release, local: local, survey)
    // A downgrade, allowed or about to be refused, has no pending migrations.
    inputs.migrations = try KnownMigrations(of: deployment, base: base, log).pending(
      in: release, local: local, allowingNewer: inputs.downgrade?.needsConsent ?? false)
    return inputs
  }

  /// Adds the versions on both sides.
  func describe(_ plan: inout UpgradePlan, _ survey: Survey) throws {
    plan.fromSource = survey.log.versionSource(of: current)
    plan.toSource = release.versionSource
    plan.versionFiles = try survey.deployment.versionFiles(local).toWrite(workspace)
    plan.breaking = release.manifest?.breakingChanges ?? []
    plan.features = release.manifest?.features ?? []
    plan.deprecations = release.manifest?.deprecations ?? []
  }

  /// Adds warnings about the plan, and refuses one that is blocked.
  func warn(_ plan: inout UpgradePlan, _ survey: Survey) throws {
    plan.warnings =
      (captured.warnings + release.warnings).map { .capture($0) }
      + release.cautions.map { .caution($0) }
      + [release.disagreement].compactMap(\.self).map { .version($0) }
    if plan.isEmpty { return }
    try UpgradeFiles.check(workspace, in: survey.deployment)
    if plan.toSource == nil { plan.warnings.append(.version(.nameless(plan.to))) }
    if !hasBase && !plan.files.replaced.isEmpty {
      plan.warnings.append(.upgrade(.baseUnknown))
    }
    plan.warnings += plan.versionFiles.warnings(leading: current.version).map { .version($0) }
    plan.warnings += try survey.deployment.ownerWarnings(
      local.changes(to: plan.after), and: UpgradeFiles.paths)
  }

  /// Adds the checks before the upgrade.
  func check(
    _ plan: inout UpgradePlan, _ health: DeploymentHealth, _ packages: PythonPackages,
    _ survey: Survey
  ) throws {
    let deployment = survey.deployment
    plan.lostDatabases = try LostDatabaseSearch(in: deployment, since: current, survey.log)
      .lost(in: captured)
    plan.checks =
      release.checksumChecks + signature.map(\.check)
      + (try UpgradeChecks(
        plan: plan, states: self, health: health, packages: packages, survey: survey
      ).all())
      + plan.structureChecks + plan.deprecatedKeys.checks
    plan.passedOver = try deployment.passedOver(by: release, local: local)
    plan.checks += [plan.passedOver.check].compactMap(\.self)
  }
}
