import ArgumentParser
import Presentation
import Releases
import SystemPackage
import Upgrades

struct Init: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Put a deployment under management",
    discussion: """
      Saves the present state as generation 1, without changing the deployment; 'cortex gen switch 1' goes \
      back to it at any time. Name the installed release with --release: without it, the next upgrade \
      cannot tell your changes from the release's. It cannot be added later.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "The installed release (package, folder or git:REV): the base of the next upgrade",
      valueName: "package"), transform: Values.source)
  var release: String?

  @Option(
    help: "The installed version (default: from the release or the files)",
    transform: Values.version)
  var version: ReleaseVersion?

  @Flag(help: "Accept a release that does not look like the installed one")
  var force = false

  @Flag(help: "Show what would happen without doing it")
  var dryRun = false

  func run() throws {
    let initialisation = InitialiseStore(
      release: release.map { FilePath(argument: $0) }, version: version, force: force)
    let report = try deployment.withDeployment(output.trace, announcing: output) {
      try dryRun ? initialisation.plan(on: $0) : initialisation.carryOut(on: $0)
    }
    try output.print(report, warnings: report.warnings) {
      report.text(of: .initialisation, verbose: output.isVerbose)
    }
  }
}

struct Snapshot: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Save the present state as a generation",
    discussion: "Creates no generation if nothing has changed.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: [.customShort("m"), .long], help: "A note that says what this generation is",
    transform: Values.some(.note))
  var note = ""

  @Flag(help: "Show what would happen without doing it")
  var dryRun = false

  func run() throws {
    let snapshot = TakeSnapshot(note: note)
    let report = try deployment.withDeployment(output.trace) {
      try dryRun ? $0.plan(snapshot).report : $0.carryOut(snapshot)
    }
    try output.print(report, warnings: report.warnings) {
      report.text(of: .snapshot, verbose: output.isVerbose)
    }
  }
}

struct Status: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the version, the generation and what has changed since",
    discussion: "Completes or undoes an interrupted command first.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment(output.trace) { try $0.report(ShowStatus()) }
    try output.print(report, warnings: report.warnings) { report.text }
  }
}
