import ArgumentParser
import Generations
import Upgrades

/// What going to another generation takes: the same for a rollback and for a switch.
struct SwitchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What becomes of the brain: keep it as it is, or restore what it held then (default: keep)",
      valueName: "choice"))
  var data: DataChoice?

  @Flag(
    help:
      "Make core files and configurations exactly what they were, also where you edited them since")
  var exact = false

  @Flag(help: "Say what would be done, and do nothing")
  var dryRun = false

  /// Goes to `target`, after showing what that means where somebody can answer.
  func go(
    to target: Generation.Number?, _ options: DeploymentOptions, _ output: OutputOptions,
    _ asking: AskingOptions
  ) throws {
    let request = SwitchRequest(data: data ?? .keep, isExact: exact)
    try options.withDeployment { deployment in
      if asking.canAsk && !dryRun && !output.json {
        let plan = try deployment.switchTo(target, request, dryRun: true)
        Terminal.write(plan.text)
        try asking.consent()
      }
      let report = try deployment.switchTo(target, request, dryRun: dryRun)
      try output.print(report, warnings: report.warnings) { report.text }
    }
  }
}

struct Rollback: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Go back to the current generation's parent",
    discussion: """
      Nothing is deleted, and the present state is saved first: going back can itself be taken back. \
      What you did since stays, but for core files that both generations have differently.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @OptionGroup var options: SwitchOptions

  func run() throws {
    try options.go(to: nil, deployment, output, asking)
  }
}
