import ArgumentParser
import Presentation
import SystemPackage
import Upgrades

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Choose whose signatures of releases count",
    discussion: """
      As long as no key is trusted, releases need not be signed. From the first one on, 'cortex upgrade' takes \
      only releases signed by a trusted key.
      """,
    subcommands: [KeyListing.self, KeyAdd.self, KeyRemove.self])
}

struct KeyListing: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the trusted keys")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment(output.display()) { try $0.report(ListKeys()) }
    try output.print(report) { report.text }
  }
}

struct KeyAdd: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Trust a publisher's public key",
    discussion: """
      Shows the key's fingerprint and asks. A key that a trusted one has signed, with FILE.minisig beside it, \
      needs no asking: so publishers replace their keys.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @Argument(help: "minisign's public key file", completion: .file(), transform: Values.some(.file))
  var file: String
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    var addition = AddKey(FilePath(argument: file))
    let report = try deployment.withDeployment(output.display()) { deployment in
      let plan = try deployment.planToAsk(addition)
      if dryRun { return plan }
      addition.shown = plan.key
      if plan.signedBy == nil { try asking.consent(to: plan, output, verbose: false) }
      return try deployment.carryOut(addition)
    }
    try output.print(report) { report.text }
  }
}

struct KeyRemove: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "No longer trust a key")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @Argument(
    help: "The key's id, as 'cortex key list' shows it", completion: .suggested(.trustedKeys),
    transform: Values.some(.key))
  var id: String
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    let removal = RemoveKey(id)
    let report = try deployment.withDeployment(output.display()) { deployment in
      let plan = try deployment.planToAsk(removal)
      if dryRun { return plan }
      try asking.consent(to: plan, output, verbose: false)
      return try deployment.carryOut(removal)
    }
    try output.print(report) { report.text }
  }
}
