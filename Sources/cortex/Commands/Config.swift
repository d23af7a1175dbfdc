import ArgumentParser
import Generations
import Presentation
import SystemPackage
import Upgrades

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Look at conflicts of configurations, answer them, merge and validate",
    subcommands: [
      ConfigConflicts.self, ConfigResolve.self, ConfigMergeFiles.self, ConfigValidate.self,
    ],
    defaultSubcommand: ConfigConflicts.self)
}

struct ConfigConflicts: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "List where you and the release disagreed, and what was answered",
    discussion: """
      These are the conflicts of the last upgrade. 'cortex config resolve' answers one in another way.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var color: ColorOptions
  @Argument(
    help: "A configuration, or the end of its path (default: all)",
    transform: Values.some("a file"))
  var file: String?
  @Option(
    help: ArgumentHelp("The generation whose conflicts are meant", valueName: "n"),
    transform: Values.generation)
  var generation: Generation.Number?
  @Flag(help: "Print the file with both versions of every conflict between markers")
  var markers = false

  func validate() throws {
    if markers && (file == nil || output.json) {
      throw BadUsage("--markers needs a file, and prints no JSON")
    }
  }

  func run() throws {
    if markers, let file {
      let bytes = try deployment.withDeployment {
        try $0.report(MarkConflicts(in: file, of: generation))
      }
      try StandardOutput.write(bytes)
      return
    }
    let report = try deployment.withDeployment {
      try $0.report(ListConflicts(in: file, of: generation))
    }
    try output.print(report) { report.text(color.paint(for: .standardOutput)) }
  }
}

struct ConfigValidate: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Look for entries of your own that are made as the release's were before",
    discussion: "Exits with 3 if there are any.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: "The entry, or the end of its path of keys (default: all)",
    transform: Values.some("an entry"))
  var key: String?

  func run() throws {
    let report = try deployment.withDeployment { try $0.report(ValidateConfigurations(key: key)) }
    try output.print(report) { report.text }
    if !report.findings.isEmpty { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
