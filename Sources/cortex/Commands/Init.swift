import ArgumentParser
import Presentation
import Releases
import SystemPackage
import Upgrades

struct Init: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Put a deployment under management",
    discussion: """
      Saves the present state as generation 1, without changing the deployment; 'cortex gen switch 1' goes \
      back to it at any time.

      The next upgrade needs to know what the installed release shipped, to tell your changes from it; that \
      cannot be added later. With --channel the installed release is found there, by the version that \
      the files say or by comparing them; in a git clone of CORTEX it is found in git. Otherwise name it with \
      --release.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions

  @Option(
    help: ArgumentHelp(
      "The installed release (as for 'cortex upgrade'): the base of the next upgrade",
      valueName: "source"), completion: .file(), transform: Values.source)
  var release: String?

  @Option(
    help: ArgumentHelp(
      "Where to look for the installed release, and for newer ones later: a folder, a URL or OWNER/NAME on GitHub",
      valueName: "source"), completion: .file(), transform: Values.source)
  var channel: String?

  @Flag(help: "Do without the installed release")
  var noBase = false

  @Option(
    help: "The installed version (default: from the release or the files)",
    transform: Values.version)
  var version: ReleaseVersion?

  @Flag(help: "Accept a release that does not look like the installed one")
  var force = false

  @Flag(help: "Show what would happen without doing it")
  var dryRun = false

  func validate() throws {
    if release != nil && noBase { throw BadUsage.baseAndNone }
  }

  func run() throws {
    let report = try deployment.withDeployment(output.display(progress.form), announcing: output) {
      deployment in
      let connection = Connection(output)
      defer { connection.endProgress() }
      let channel = try channel.map { try connection.channel($0) }
      func begin(_ found: FindBase.Found?) throws -> SnapshotReport {
        var initialisation = InitialiseStore(
          release: found?.source, version: version, force: force)
        (initialisation.channel, initialisation.comparison) = (channel, found?.comparison)
        (initialisation.baseName, initialisation.named) = (found?.name, found?.named)
        var report =
          try dryRun
          ? initialisation.plan(on: deployment) : initialisation.carryOut(on: deployment)
        report.warnings += found?.warnings ?? []
        return report
      }
      if noBase { return try begin(nil) }
      try InitialiseStore(release: nil, version: version).check(on: deployment)
      if let release {
        return try FindBase.fetching(
          try connection.channel(release), version: version, on: deployment,
          over: connection.releases, begin)
      }
      return try FindBase(in: channel, version: version)
        .run(on: deployment, over: connection.releases, begin)
    }
    try output.print(report, warnings: report.warnings) {
      report.text(of: .initialisation, verbose: output.isVerbose)
    }
  }
}

struct Snapshot: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Save the present state as a generation",
    discussion: "Creates no generation if nothing has changed.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions

  @Option(
    name: [.customShort("m"), .long], help: "A note that says what this generation is",
    transform: Values.some(.note))
  var note = ""

  @Flag(help: "Show what would happen without doing it")
  var dryRun = false

  func run() throws {
    let snapshot = TakeSnapshot(note: note)
    let report = try deployment.withDeployment(output.display(progress.form)) {
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
    let report = try deployment.withDeployment(output.display()) { try $0.report(ShowStatus()) }
    try output.print(report, warnings: report.warnings) { report.text }
  }
}
