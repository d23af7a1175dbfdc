import ArgumentParser
import Presentation
import Releases
import SystemPackage
import Upgrades

struct Upgrade: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Upgrade to a newer release, leaving the brain as it is",
    discussion: """
      Replaces core files; your edits stay in the previous generation, or --core merge merges them line by \
      line. Removes core files that the release no longer ships, also below cortex-brain/, unless you \
      edited them. Never overwrites or deletes what the brain has learnt. Merges configurations key by \
      key; a key that both you and the release changed is a conflict, and earlier answers are remembered. \
      The upgrade happens in one step, and 'cortex rollback' undoes it. A release that does not upgrade the \
      installed version is reached through those between; if one of these steps fails, all are undone.

      Afterwards it drops old generations and says which: it keeps the five newest that are at most 30 \
      days old, and those listed in 'cortex gc --help'. 'cortex gen undelete' brings dropped ones back \
      within seven days.

      A release is a folder, an archive, git:REV or git:DIR@REV, a URL (with / at its end: the folder that \
      'cortex release build' made), or OWNER/NAME[@TAG] on GitHub. Without one, it comes from the channel \
      that 'cortex channel set' keeps. Of a package on the web only what is missing here is fetched; what was \
      fetched stays in .cortex/release-cache until 'cortex gc'.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @OptionGroup var color: ColorOptions
  @OptionGroup var migrations: MigrationOptions

  @Argument(
    help: "The release (default: the newest of the channel)", completion: .file(),
    transform: Values.source)
  var source: String?

  @Option(
    help: ArgumentHelp("The release, instead of the argument", valueName: "source"),
    completion: .file(), transform: Values.source)
  var from: String?

  @Option(
    help: ArgumentHelp("The version to upgrade to", valueName: "version"),
    transform: Values.version)
  var to: ReleaseVersion?

  @OptionGroup var channel: ChannelOptions

  @Option(
    help: ArgumentHelp(
      "Carry out the plan that a dry run showed, if it is still this one", valueName: "id"),
    transform: Values.some(.plan))
  var plan: String?

  @Option(
    help: ArgumentHelp(
      "How to resolve keys and files that you and the release both changed; \(Sides.note)",
      valueName: "choice"))
  var onConflict: ConflictChoice?

  @Option(
    help: ArgumentHelp(
      "What to do with core files you edited: merge them line by line if nothing conflicts, replace them, or keep yours (default: replace)",
      valueName: "choice"))
  var core: CoreChoice?

  @Flag(help: "Allow migrations to drop what their headers name")
  var allowDestructive = false

  @Flag(help: "Allow a release older than the installed one or the databases")
  var allowDowngrade = false

  @Flag(help: "Allow removing many core files that no manifest lists as removed")
  var allowRemovals = false

  @Flag(help: "Allow a release that no trusted key signed")
  var unsigned = false

  @Flag(help: "Go ahead although databases of the current generation are missing")
  var allowMissing = false

  @OptionGroup var progress: ProgressOptions

  @Flag(help: "Show the plan without carrying it out; exits as the upgrade would")
  var dryRun = false

  @Option(
    help: ArgumentHelp("With --dry-run, also write the plan to a web page", valueName: "file"),
    transform: Values.some(.file))
  var html: String?

  func validate() throws {
    if let source, let from, source != from { throw BadUsage.twoReleases(source, from) }
    if html != nil && !dryRun { throw BadUsage.pageAlone }
  }

  mutating func run() throws {
    let display = output.display(progress.form)
    try deployment.withDeployment(display, announcing: output) { deployment in
      var deployment = deployment
      let connection = Connection(output)
      let saved = try savedPlan(of: deployment, connection)
      let wanted = try wanted(saved, of: deployment, connection)
      deployment.databases = migrations.databases(display, quiet: output.quiet)
      do {
        if dryRun { return try foresee(wanted, saved, deployment, connection) }
        if let report = try carryOut(wanted, saved, deployment, connection) { try show(report) }
      } catch ReleaseError.notUpgradedFrom(let version, let installed, let known) {
        let steps = try steps(
          to: version, upgradesFrom: known, wanted, saved, deployment, connection)
        guard let steps else {
          throw ReleaseError.notUpgradedFrom(version, installed: installed, known: known)
        }
        try dryRun
          ? foresee(steps, deployment, connection) : take(steps, deployment, connection)
      }
    }
  }

  /// Brings a release here; `nil` where what is installed is not older, which is printed then.
  func request(
    _ wanted: WantedRelease, _ saved: SavedPlan? = nil, _ deployment: Deployment,
    _ connection: Connection
  ) throws -> (request: Upgrades.Upgrade, fetched: FetchedRelease)? {
    let fetched = try channel.fetch(
      wanted, over: connection, allowsUnsigned: unsigned, allowsDowngrade: allowDowngrade,
      for: deployment, output)
    if var report = fetched.upToDate {
      report.plan.dryRun = dryRun
      try dryRun ? show(report.plan, deployment) : show(report)
      return nil
    }
    var request = Upgrades.Upgrade(
      source: fetched.place, version: saved?.version ?? wanted.version,
      onConflict: saved?.onConflict ?? onConflict ?? .abort,
      core: saved?.core ?? core ?? .replace,
      allowsDestruction: allowDestructive, allowsDowngrade: allowDowngrade,
      allowsMissing: allowMissing, allowsRemovals: allowRemovals, allowsUnsigned: unsigned,
      planID: saved?.plan ?? plan)
    request.named = fetched.named
    return (request, fetched)
  }

  /// Shows what an upgrade would do, and keeps the plan.
  private func foresee(
    _ wanted: WantedRelease, _ saved: SavedPlan?, _ deployment: Deployment,
    _ connection: Connection
  ) throws {
    guard let (request, fetched) = try request(wanted, saved, deployment, connection) else {
      return
    }
    let prepared = try deployment.plan(request)
    var plan = prepared.plan
    if !plan.isEmpty {
      plan.warnings += [
        deployment.save(SavedPlan(plan, of: request, wanted, fetched, in: deployment))
      ].compactMap(\.self)
    }
    try show(plan, refusal: prepared.refusal, deployment)
    if let refusal = prepared.refusal { throw RefusedPlan(refusal) }
  }

  /// Upgrades; `nil` where there is nothing to do and that was printed.
  ///
  /// - Parameters:
  ///   - step: Which of several in a row it is, counted from 0.
  ///   - isAgreed: Whether the user has agreed to go ahead; what has to be decided is asked all the same.
  mutating func carryOut(
    _ wanted: WantedRelease, _ saved: SavedPlan? = nil, _ deployment: Deployment,
    _ connection: Connection, step: Int? = nil, isAgreed: Bool = false
  ) throws -> UpgradeReport? {
    guard var (request, _) = try request(wanted, saved, deployment, connection) else { return nil }
    request.isStep = step != nil
    // What is kept is the brain from before the first.
    request.exportsBrain = step ?? 0 == 0
    do {
      if asking.yes {
        // What has to be decided is refused below.
      } else if isAsked {
        try ask(try deployment.plan(request).plan, &request, deployment, isAgreed: isAgreed)
      } else if !isAgreed {
        try refuse(&request, deployment)
      }
    } catch {
      // Whoever said no knows.
      if !(error is ExitCode) { deployment.noteFailure(of: request, error) }
      throw error
    }
    return try deployment.carryOut(request)
  }

  var isAsked: Bool { asking.canAsk && !output.json }

  private func show(_ report: UpgradeReport) throws {
    try output.print(report, warnings: report.plan.warnings) {
      report.text(verbose: output.isVerbose, isPlanSeen: isAsked && !asking.yes)
    }
  }

  /// Where nobody can be asked, only what changes nothing is carried out.
  private func refuse(_ request: inout Upgrades.Upgrade, _ deployment: Deployment) throws {
    let prepared = try deployment.plan(request)
    if let refusal = prepared.refusal { throw refusal }
    try asking.consent(to: prepared.plan, output, verbose: output.isVerbose)
    request.planID = prepared.plan.id
  }

  /// Asks what has to be decided, and last whether to go ahead; the plan that was seen is the one that is
  /// carried out.
  private mutating func ask(
    _ plan: UpgradePlan, _ request: inout Upgrades.Upgrade, _ deployment: Deployment,
    isAgreed: Bool
  ) throws {
    if plan.isEmpty { return }
    var plan = plan
    if !plan.lostDatabases.isEmpty && !allowMissing {
      guard asking.agrees(Question.lost(plan.lostDatabases)) else { return try plan.check(request) }
      request.allowsMissing = true
    }
    if let words = plan.downgradeWords, !allowDowngrade {
      guard asking.agrees(Question.downgrade(words)) else { return try plan.check(request) }
      request.allowsDowngrade = true
    }
    // Who agreed to several steps has seen what they break.
    if !plan.breaking.isEmpty, !isAgreed {
      guard asking.agrees(Question.breaking(plan)) else { throw asking.declined() }
    }
    if let words = plan.removalWords, !allowRemovals {
      let folders = plan.removalFolders(limit: 7)
      guard asking.agrees(Question.removals(words, folders: folders)) else {
        return try plan.check(request)
      }
      request.allowsRemovals = true
    }
    let destructive = allowDestructive ? [] : plan.destructiveMigrations
    if !destructive.isEmpty {
      guard asking.agrees(Question.destruction(by: destructive)) else {
        return try plan.checkConsent()
      }
      request.allowsDestruction = true
    }
    if plan.undecidedCount > 0 && [nil, .upgrade].contains(onConflict) {
      (request, plan) = try settleConflicts(of: plan, request, deployment)
    }
    try plan.check(request)
    if core == nil, self.plan == nil, let choice = asking.coreChoice(for: plan) {
      // Of several steps only the first asks.
      (core, request.core) = (choice, choice)
      plan = try deployment.plan(request).plan
      Terminal.write(plan.coreText(verbose: output.isVerbose))
    }
    request.planID = plan.id
    for check in plan.checks where check.name == .version && check.result == .warning {
      Terminal.say(Remark.warning(check.finding))
    }
    if !isAgreed { try asking.consent(to: plan, output, verbose: output.isVerbose) }
  }

  /// Asks about each conflict; returns the request with the answers, and its plan.
  private func settleConflicts(
    of plan: UpgradePlan, _ request: Upgrades.Upgrade, _ deployment: Deployment
  ) throws -> (Upgrades.Upgrade, UpgradePlan) {
    Terminal.write(plan.stake + plan.conflictText)
    var asked = request
    let review = Review(asking: asking, paint: color.paint(for: .standardError))
    let decided = try review.answers(to: plan) { answers in
      (asked.answers, asked.remembersAnswers) = (answers.answers, answers.isReviewed)
      return try deployment.plan(asked).plan
    }
    guard let decided else { throw asking.declined() }
    return (asked, decided.plan)
  }
}
