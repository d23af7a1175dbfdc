import ArgumentParser
import Generations
import Presentation
import Upgrades

struct GenDelete: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete generations",
    discussion: """
      'cortex gen undelete' brings them back within seven days; after that 'cortex gc' frees their space.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @Argument(
    help: ArgumentHelp("The generations: \(GenerationName.forms)", valueName: "generation"),
    completion: .suggested(.generations), transform: GenerationName.read)
  var names: [GenerationName]
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    let report = try deployment.withDeployment(output.display()) { deployment in
      let deletion = DeleteGenerations(try names.map { try deployment.report(FindGeneration($0)) })
      if dryRun { return try deployment.plan(deletion) }
      if !asking.yes {
        try asking.consent(
          to: deployment.planToAsk(deletion), output, verbose: output.isVerbose)
      }
      return try deployment.carryOut(deletion)
    }
    try output.print(report, warnings: report.warnings) {
      report.text(verbose: output.isVerbose)
    }
  }
}

struct GenUndelete: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "undelete", abstract: "Bring a deleted generation back")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.deletedGenerations),
    transform: GenerationName.read) var name: GenerationName
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    let number = try deployment.withDeployment(output.display()) { deployment in
      let undeletion = UndeleteGeneration(try deployment.report(FindDeletedGeneration(name)))
      return try dryRun ? deployment.plan(undeletion) : deployment.carryOut(undeletion)
    }
    let report = GenerationsChanged(number, dryRun: dryRun)
    try output.print(report) { report.undeletedText }
  }
}

struct GenPin: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Keep a generation from being dropped")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName
  @Flag(help: "Show what would happen without doing it") var dryRun = false
  @Option(help: "Why it is pinned (default: pinned by hand)", transform: Values.some(.reason))
  var reason = "pinned by hand"
  @Option(
    help: ArgumentHelp("The day the pin expires, such as 2026-01-31", valueName: "date"),
    transform: Values.date)
  var until: Timestamp?

  func run() throws {
    let number = try deployment.withDeployment(output.display()) { deployment in
      let pinning = PinGeneration(
        try deployment.report(FindGeneration(name)), Pin(reason: reason, until: until))
      return try dryRun ? deployment.plan(pinning) : deployment.carryOut(pinning)
    }
    let report = GenerationsChanged(number, dryRun: dryRun)
    try output.print(report) { report.pinnedText(reason, until: until) }
  }
}

struct GenUnpin: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "unpin", abstract: "Remove a generation's pin")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.pinnedGenerations),
    transform: GenerationName.read) var name: GenerationName
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    let number = try deployment.withDeployment(output.display()) { deployment in
      let unpinning = UnpinGeneration(try deployment.report(FindGeneration(name)))
      return try dryRun ? deployment.plan(unpinning) : deployment.carryOut(unpinning)
    }
    let report = GenerationsChanged(number, dryRun: dryRun)
    try output.print(report) { report.unpinnedText }
  }
}
