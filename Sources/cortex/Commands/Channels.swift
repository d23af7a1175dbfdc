import ArgumentParser
import Presentation
import Releases
import SystemPackage
import Upgrades

struct Check: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check for a newer release",
    discussion: "Asks the channel, and installs nothing.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  @Argument(
    help: "Where to look (default: the channel)", completion: .file(), transform: Values.source)
  var source: String?

  @OptionGroup var channel: ChannelOptions

  @Flag(help: "Exit with status 2 if there is a newer release")
  var exitCode = false

  func run() throws {
    let report = try deployment.withDeployment(output.display(), announcing: output) { deployment in
      let connection = Connection(output)
      defer { connection.endProgress() }
      let wanted = try channel.wanted(source, version: nil, of: deployment, connection)
      return try CheckRelease(wanted).run(on: deployment, over: connection.releases)
    }
    try output.print(report, warnings: report.warnings) { report.text }
    if exitCode && report.available != nil {
      throw ExitCode(ExitStatus.decisionNeeded.rawValue)
    }
  }
}

struct Channel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channel",
    abstract: "Choose where releases come from",
    subcommands: [ChannelShow.self, ChannelSet.self])
}

struct ChannelShow: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show where releases come from, and what was downloaded")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment(output.display()) { try $0.report(ShowChannel()) }
    try output.print(report) { report.text }
  }
}

struct ChannelSet: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set where releases come from",
    discussion: """
      A folder or an archive; the URL of a package, or of a folder that 'cortex release build' made, with / at \
      its end; or OWNER/NAME[@TAG] on GitHub. Nothing is asked yet: 'cortex check' does that.

      GITHUB_TOKEN (or GH_TOKEN) is for private repositories, and goes to GitHub alone; GH_HOST names a GitHub \
      of your own. Passwords of other servers can be in ~/.netrc, proxies in https_proxy and no_proxy.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Where releases come from", completion: .file(), transform: Values.source)
  var source: String
  @OptionGroup var channel: ChannelOptions
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    let connection = Connection(output)
    let operation = SetChannel(
      try connection.channel(source), takesPrereleases: channel.pre)
    let report = try deployment.withDeployment(output.display()) {
      try dryRun ? $0.plan(operation) : $0.carryOut(operation)
    }
    try output.print(report) { report.text }
  }
}
