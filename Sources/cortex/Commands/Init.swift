import ArgumentParser
import Presentation
import Releases
import SystemPackage
import Upgrades

struct Init: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Take a deployment under management",
    discussion: """
      The present state becomes generation 1; 'cortex gen switch 1' goes back to it at any time. \
      Nothing in the deployment is changed. Name the release that is installed with --release: without \
      it the next upgrade cannot tell your changes from the release's. It cannot be \
      added afterwards.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "The package, folder or git:REV of the release that is installed: the base of the next upgrade",
      valueName: "package"), transform: Values.source)
  var release: String?

  @Option(
    help: "The version that is installed (default: what the release or the files say)",
    transform: Values.version)
  var version: ReleaseVersion?

  @Flag(help: "Take the release although it does not look like the one that is installed")
  var force = false

  @Flag(help: "Say what would be done, and do nothing")
  var dryRun = false

  func run() throws {
    let initialisation = InitialiseStore(
      release: release.map { FilePath(argument: $0) }, version: version, force: force)
    let report = try deployment.withDeployment(announcing: output) {
      try dryRun ? initialisation.plan(on: $0) : initialisation.carryOut(on: $0)
    }
    try output.print(report, warnings: report.warnings) { report.text(verb: "init") }
  }
}

struct Snapshot: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Keep the present state as a generation",
    discussion: "A state that is the same as the current generation's makes none.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: [.customShort("m"), .long], help: "A note to find the generation by",
    transform: Values.some("a note"))
  var note = ""

  @Flag(help: "Say what would be done, and do nothing")
  var dryRun = false

  func run() throws {
    let snapshot = TakeSnapshot(note: note)
    let report = try deployment.withDeployment {
      try dryRun ? $0.plan(snapshot).report : $0.carryOut(snapshot)
    }
    try output.print(report, warnings: report.warnings) { report.text(verb: "snapshot") }
  }
}

struct Status: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show version, generation, and what changed since",
    discussion: "What an interrupted command left is finished or taken back first.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment { try $0.report(ShowStatus()) }
    try output.print(report, warnings: report.warnings) { report.text }
  }
}
