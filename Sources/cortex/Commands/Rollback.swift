import ArgumentParser
import FileEffects
import Generations
import Presentation
import Upgrades

/// What going to another generation takes: the same for a rollback and for a switch.
struct SwitchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to do with the brain: keep it as it is, restore what it held then, or carry over the rows written since (default: keep, unless a migration in between dropped data)",
      valueName: "choice"))
  var data: DataChoice?

  @Flag(
    help:
      "Restore core files and configurations exactly, dropping your later edits")
  var exact = false

  @Flag(help: "Show what would happen without doing it")
  var dryRun = false

  /// Goes to `target`, after showing what that means where somebody can answer.
  func go(
    to name: GenerationName?, by command: String, _ options: DeploymentOptions,
    _ output: OutputOptions, _ progress: ProgressOptions, _ asking: AskingOptions
  ) throws {
    try options.withDeployment(output.display(progress.form), announcing: output) { deployment in
      let mayAsk = asking.canAsk && !dryRun && !output.json
      let target =
        try name.map { try deployment.report(FindGeneration($0)) }
        ?? (mayAsk ? try chosen(of: deployment.report(FindWaysBack()), asking) : nil)
      var change = Switch(to: target, data: data, isExact: exact, command: command)
      if !asking.yes && !dryRun {
        if mayAsk { change.data = try choice(target, deployment, asking) }
        try asking.consent(
          to: deployment.planToAsk(change).report, output, verbose: output.isVerbose)
      }
      let report = try dryRun ? deployment.plan(change).report : deployment.carryOut(change)
      let isPlanSeen = mayAsk && !asking.yes
      try output.print(report, warnings: isPlanSeen ? [] : report.warnings) {
        isPlanSeen ? report.resultOfSeen : report.text(verbose: output.isVerbose)
      }
    }
  }

  /// Which state a rollback goes to, where the parent is only what a snapshot or another answer to a
  /// conflict was made from, and whoever goes back may mean the upgrade; `nil` where there is no question.
  private func chosen(
    of ways: WaysBack, _ asking: AskingOptions
  ) throws -> Generation.Number? {
    guard let parent = ways.parent, let before = ways.beforeUpgrade else { return nil }
    Terminal.write(ways.text)
    switch asking.ask(Question.wayBack, ["1", "2"], refusal: "n") {
    case "1": return parent.number
    case "2": return before.number
    default:
      Terminal.warn(Remark.nothingChanged)
      throw ExitCode(ExitStatus.decisionNeeded.rawValue)
    }
  }

  /// What becomes of the brain: the option, or the answer after a look at the rows written since. Without
  /// such rows there is nothing to ask.
  private func choice(
    _ target: Generation.Number?, _ deployment: Deployment, _ asking: AskingOptions
  ) throws -> DataChoice? {
    let stake = try deployment.report(FindBrainChanges(since: target))
    guard !stake.databases.isEmpty else { return data }
    Terminal.write(stake.text)
    if let data { return data }
    switch asking.ask(Question.brain, ["r", "c"], refusal: "k") {
    case "r": return .restore
    case "c": return .carry
    default: return .keep
    }
  }
}

struct Rollback: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Go back to the parent of the current generation, or to another one",
    discussion: """
      The parent is the state before the last upgrade. After a snapshot, or after resolving a conflict \
      again, the parent is only the state before that: you are asked which of the two you mean. Without a \
      terminal it goes to the parent, and names the command that undoes the upgrade.

      Deletes nothing and saves the present state first, so a rollback can itself be undone. Keeps your \
      work since then, except in core files that differ between the two generations.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var asking: AskingOptions
  @OptionGroup var options: SwitchOptions
  @Option(
    help: ArgumentHelp(
      "The generation to go to instead of the parent: \(GenerationName.forms)",
      valueName: "generation"),
    completion: .suggested(.generations), transform: GenerationName.read)
  var to: GenerationName?

  func run() throws {
    try options.go(to: to, by: "rollback", deployment, output, progress, asking)
  }
}
