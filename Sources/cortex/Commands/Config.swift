import ArgumentParser
import Generations
import Presentation
import SystemPackage
import Upgrades

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show and resolve configuration conflicts, merge files",
    subcommands: [
      ConfigConflicts.self, ConfigResolve.self, ConfigMergeFiles.self, ConfigValidate.self,
    ],
    defaultSubcommand: ConfigConflicts.self)
}

struct ConfigConflicts: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "List the conflicts of the last upgrade and how they were resolved",
    discussion: """
      'cortex config resolve' changes how one was resolved.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var color: ColorOptions
  @Argument(
    help: "A configuration, or the end of its path (default: all)",
    completion: .suggested(.conflictFiles), transform: Values.some(.file))
  var file: String?
  @Option(
    help: ArgumentHelp("Show the conflicts of this generation instead", valueName: "n"),
    completion: .suggested(.generations), transform: Values.generation)
  var generation: Generation.Number?
  @Flag(help: "Print the file with conflict markers around both versions")
  var markers = false

  func validate() throws {
    if markers && file == nil { throw BadUsage.needs(option: "--markers", "a file") }
    if markers && output.json { throw BadUsage.markersAndJSON }
  }

  func run() throws {
    if markers, let file {
      let bytes = try deployment.withDeployment(output.display()) {
        try $0.report(MarkConflicts(in: file, of: generation))
      }
      try StandardOutput.write(bytes)
      return
    }
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(ListConflicts(in: file, of: generation))
    }
    try output.print(report) { report.text(color.paint(for: .standardOutput)) }
  }
}

struct ConfigValidate: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Find entries of yours that still use an old structure",
    discussion: "Exits with 3 if it finds any.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: "The entry, or the end of its path of keys (default: all)",
    transform: Values.some(.entry))
  var key: String?

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(ValidateConfigurations(key: key))
    }
    try output.print(report, failure: report.findings.isEmpty ? nil : report.text) { report.text }
    if !report.findings.isEmpty { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
