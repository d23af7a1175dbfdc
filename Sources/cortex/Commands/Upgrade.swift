import ArgumentParser
import Presentation
import Releases
import SystemPackage
import Upgrades

struct Upgrade: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Go to a newer release; the brain stays as it is",
    discussion: """
      Core files are replaced; what you edited there stays in the generation from before, or is merged \
      line by line with --core merge. Those that the release no longer ships are removed, also below \
      cortex-brain/, unless you edited them. What the brain learnt is never overwritten and never \
      deleted. Configurations are merged key by key; a key that you and the release changed is a \
      conflict, and what you answered to it before is remembered. It happens as one step, and \
      'cortex rollback' takes it back.

      Afterwards old generations are dropped, and named: kept are the five newest that are not older than \
      30 days, and those that 'cortex gc --help' names. 'cortex gen undelete' brings dropped ones back \
      for seven days.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @OptionGroup var color: ColorOptions
  @OptionGroup var migrations: MigrationOptions

  @Argument(
    help: "The release: a folder, an archive, git:REV or git:DIR@REV", transform: Values.source)
  var source: String?

  @Option(
    help: ArgumentHelp("The same, said as an option", valueName: "source"),
    transform: Values.source)
  var from: String?

  @Option(
    help: ArgumentHelp("The version that is expected in it", valueName: "version"),
    transform: Values.version)
  var to: ReleaseVersion?

  @Option(
    help: ArgumentHelp("Carry out this plan, or nothing", valueName: "id"),
    transform: Values.some("the plan that a dry run named"))
  var plan: String?

  @Option(
    help: ArgumentHelp(
      "What to do with keys and files that you and the release changed; \(Sides.note)",
      valueName: "choice"))
  var onConflict: ConflictChoice?

  @Option(
    help: ArgumentHelp(
      "What becomes of core files that you edited: merge them line by line, where nothing is in conflict, replace them, or keep yours (default: replace)",
      valueName: "choice"))
  var core: CoreChoice?

  @Flag(help: "Let migrations take away from the brain what their headers name")
  var allowDestructive = false

  @Flag(help: "Install a release that is older than the one in force, or than the databases")
  var allowDowngrade = false

  @Flag(help: "Remove core files that no manifest lists as removed, even many or whole folders")
  var allowRemovals = false

  @Flag(help: "Go on although databases are gone that the current generation holds")
  var allowMissing = false

  @Flag(help: "Print the plan, and do nothing; the exit status is that of the upgrade")
  var dryRun = false

  private static let noSource = BadUsage(
    "no release is named",
    advice: "type 'cortex upgrade SOURCE', where SOURCE is a release's folder or archive")

  func validate() throws {
    switch (source, from) {
    case (nil, nil): throw Self.noSource
    case (let source?, let from?) where source != from:
      throw BadUsage(
        "there are two releases, '\(source)' and '\(from)' after --from",
        advice: "give one of them")
    default: break
    }
  }

  func run() throws {
    guard let from = from ?? source else { throw Self.noSource }
    var request = Upgrades.Upgrade(
      source: FilePath(argument: from), version: to, onConflict: onConflict ?? .abort,
      core: core ?? .replace,
      allowsDestruction: allowDestructive, allowsDowngrade: allowDowngrade,
      allowsMissing: allowMissing, allowsRemovals: allowRemovals, planID: plan)
    try deployment.withDeployment(announcing: output) { deployment in
      var deployment = deployment
      deployment.databases = migrations.databases(quiet: output.quiet)
      if dryRun {
        let prepared = try deployment.plan(request)
        let plan = prepared.plan
        try output.print(plan, warnings: plan.warnings) { plan.text(verbose: asking.verbose) }
        if let refusal = prepared.refusal { throw refusal }
        return
      }
      if !asking.yes {
        try asking.canAsk && !output.json
          ? ask(try deployment.plan(request).plan, &request, deployment)
          : refuse(&request, deployment)
      }
      let report = try deployment.carryOut(request)
      try output.print(report, warnings: report.plan.warnings) {
        report.text(verbose: asking.verbose)
      }
    }
  }

  /// Where nobody can be asked, only what changes nothing is carried out.
  private func refuse(_ request: inout Upgrades.Upgrade, _ deployment: Deployment) throws {
    let prepared = try deployment.plan(request)
    if let refusal = prepared.refusal { throw refusal }
    try asking.consent(to: prepared.plan, output)
    request.planID = prepared.plan.id
  }

  /// Asks what has to be decided, and last whether to go ahead; the plan that was seen is the one that is
  /// carried out.
  private func ask(
    _ plan: UpgradePlan, _ request: inout Upgrades.Upgrade, _ deployment: Deployment
  ) throws {
    if plan.isEmpty { return }
    var plan = plan
    if !plan.lostDatabases.isEmpty && !allowMissing {
      let words = plan.lostDatabases.map(\.wording.finding).joined(separator: ", ")
      guard asking.ask("\(words): go on all the same? [y/N]", ["y"], refusal: "n") == "y" else {
        return try plan.check(request)
      }
      request.allowsMissing = true
    }
    if let words = plan.downgradeWords, !allowDowngrade {
      guard asking.ask("\(words): install it all the same? [y/N]", ["y"], refusal: "n") == "y"
      else {
        return try plan.check(request)
      }
      request.allowsDowngrade = true
    }
    if let words = plan.removalWords, !allowRemovals {
      let folders = plan.removalFolders(limit: 7).map { "  \($0)" }.joined(separator: "\n")
      guard
        asking.ask("\(words):\n\(folders)\nLet them go? [y/N]", ["y"], refusal: "n") == "y"
      else { return try plan.check(request) }
      request.allowsRemovals = true
    }
    let destructive = allowDestructive ? [] : plan.destructiveMigrations
    if !destructive.isEmpty {
      let question =
        "\(destructive.joined(separator: ", ")): let this take something away from the brain? What "
        + "goes stays in the generation from before. [y/N]"
      guard asking.ask(question, ["y"], refusal: "n") == "y" else { return try plan.checkConsent() }
      request.allowsDestruction = true
    }
    if plan.undecidedCount > 0 && [nil, .upgrade].contains(onConflict) {
      Terminal.write(plan.stake + plan.conflictText)
      var asked = request
      let review = Review(asking: asking, paint: color.paint(for: .standardError))
      let decided = try review.answers(to: plan) { answers in
        (asked.answers, asked.remembersAnswers) = (answers.answers, answers.isReviewed)
        return try deployment.plan(asked).plan
      }
      guard let decided else { throw UpgradeError.decisionNeeded(plan) }
      (request, plan) = (asked, decided.plan)
    }
    try plan.check(request)
    if core == nil, self.plan == nil, let choice = asking.coreChoice(for: plan) {
      request.core = choice
      plan = try deployment.plan(request).plan
      Terminal.write(plan.coreText(verbose: asking.verbose))
    }
    request.planID = plan.id
    for check in plan.checks where check.name == .version && check.result == .warning {
      Terminal.say("warning: \(check.detail)")
    }
    try asking.consent(to: plan, output)
  }
}
