import FileEffects
import Presentation
import Releases
import SystemPackage
import Upgrades

/// What a dry run leaves for later: the plan as a page, and its name.
extension Upgrade {
  /// Prints a plan, and writes it to a page if that is asked for.
  func show(
    _ plan: UpgradePlan, refusal: (any Error)? = nil, _ deployment: Deployment
  ) throws {
    if let html {
      // A dry run takes nobody's file away.
      let isFree = try takesEarlierResult(
        at: FilePath(argument: html), beginning: Array(UpgradePage.beginning.utf8),
        on: deployment.files)
      if !isFree { throw NoPage(path: html) }
      try Step.writeFiles.run(watchedBy: deployment.watch) {
        try writeResult(
          Array(UpgradePage.text(of: plan, refusal: refusal, now: deployment.now).utf8),
          to: FilePath(argument: html), on: deployment.files)
      }
    }
    try output.print(plan, warnings: plan.warnings) {
      (plan.steps.isEmpty ? "" : StepsText.planned(plan.steps))
        + plan.text(verbose: output.isVerbose)
        + (refusal == nil && plan.steps.isEmpty ? plan.nextText : "")
        + (html.map { PageText.written(to: $0) } ?? "")
    }
  }

  /// The plan that `--plan` names, as a dry run saved it; `nil` where none is named, or the release is named as well.
  ///
  /// - Throws: ``BadUsage/notPlanned(option:plan:planned:)`` for a choice that the plan was not made with.
  func savedPlan(of deployment: Deployment, _ connection: Connection) throws -> SavedPlan? {
    guard let plan else { return nil }
    let source = from ?? source
    guard let saved = try deployment.savedPlan(plan) else {
      if source == nil { throw UpgradeError.noPlan(plan) }
      return nil
    }
    func refuse(_ option: String, _ planned: String?) -> BadUsage {
      .notPlanned(option: option, plan: saved.plan, planned: planned)
    }
    if let source, try !saved.isOf(connection.channel(source), in: deployment) {
      throw refuse("--from", saved.release.source)
    }
    if let to, saved.version != to { throw refuse("--to", saved.version?.description) }
    if let onConflict, saved.onConflict != onConflict {
      throw refuse("--on-conflict", saved.onConflict.rawValue)
    }
    if let core, saved.core != core { throw refuse("--core", saved.core.rawValue) }
    if channel.pre, !saved.release.prereleases { throw refuse("--pre", nil) }
    return saved
  }

  /// The release that a saved plan has, else the one that is named, else the channel's.
  func wanted(
    _ saved: SavedPlan?, of deployment: Deployment, _ connection: Connection
  ) throws -> WantedRelease {
    if let saved { return try saved.wanted() }
    let source = from ?? source
    var wanted = try channel.wanted(source, version: to, of: deployment, connection)
    // Who asks for no release in particular wants a newer one, or none.
    wanted.onlyNewer = source == nil && to == nil && !allowDowngrade
    return wanted
  }
}
