import ArgumentParser
import Generations
import Presentation
import Upgrades

struct Log: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what was done to the deployment, by whom, and what came of it",
    discussion: """
      Every command that changed something has an entry, the oldest first, in .cortex/log: a text file in \
      which each line names the digest of the one before. --verify, and 'cortex verify' too, say whether a \
      line was edited, moved or cut out, the first and the last included; they exit with 3 then.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Leave out what is older: a date such as 2026-01-31 (UTC), or an age such as 30d or 12h",
      valueName: "when"), transform: Values.since)
  var since: Timestamp?

  @Flag(help: "Check that nothing was edited, moved or cut out") var verify = false

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(ShowLog(since: since))
    }
    try output.print(report, failure: verify && !report.ok ? report.verdict : nil) {
      verify ? report.verdict : report.text
    }
    if verify && !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
