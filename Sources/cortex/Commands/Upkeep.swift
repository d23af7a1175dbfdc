import ArgumentParser
import Generations
import ObjectStore
import Presentation
import SystemPackage
import Upgrades

struct Collect: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Drop old generations and free what nothing needs",
    discussion: """
      Kept are the current generation, its parent, the last good one, pinned ones; the last upgrade and \
      the one in force, each with the state from before it; and the newest ones by these options. \
      'cortex gen undelete' brings dropped ones back for seven days.

      An upgrade that succeeded does the same, with these options as they are by default.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @Option(
    help: ArgumentHelp("Keep this many of the newest (default: 5)", valueName: "n"),
    transform: generations)
  var keepLast = 5
  @Option(
    help: ArgumentHelp(
      "Of those, only the ones that are not older than this, as 12h, 30d or 2w (default: 30d)",
      valueName: "age"), transform: Values.age)
  var maxAge: Duration?
  @Option(
    help: ArgumentHelp("Keep the newest of each of this many days", valueName: "n"),
    transform: generations)
  var keepDaily = 0
  @Option(
    help: ArgumentHelp("Keep the newest of each of this many weeks", valueName: "n"),
    transform: generations)
  var keepWeekly = 0
  @Option(
    help: ArgumentHelp("Keep the newest of each of this many months", valueName: "n"),
    transform: generations)
  var keepMonthly = 0
  @Flag(help: "Free dropped generations at once, without the days of grace") var now = false
  @Flag(help: "Say what would be done, and do nothing") var dryRun = false

  private static let generations = Values.count(0...1_000_000, of: "generations")

  func run() throws {
    var retention = Retention(
      keepLast: keepLast, daily: keepDaily, weekly: keepWeekly, monthly: keepMonthly)
    if let maxAge { retention.maximumAge = maxAge }
    let collection = CollectGarbage(retention, skippingGrace: now)
    let report = try deployment.withDeployment { deployment in
      if dryRun { return try deployment.plan(collection).report }
      if !asking.yes { try asking.consent(to: deployment.plan(collection).report, output) }
      return try deployment.carryOut(collection)
    }
    try output.print(report) { report.text }
  }
}

struct Verify: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read everything in the store and compare digests",
    discussion: """
      Exits with 3 if anything is damaged, and names the generations and files that need it. With \
      --repair, what is damaged is stored again from wherever its bytes are left: a copy, another \
      pack, the deployment's own files, a release, an export. What was damaged is set aside, never \
      deleted.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "Only look whether everything is there, and how long it is") var quick = false
  @Option(
    help: ArgumentHelp(
      "Read this share of the store, another one each time, as 10%", valueName: "percent"),
    transform: Values.share)
  var subset: Double?
  @Flag(help: "Make what is damaged whole again") var repair = false
  @Option(
    help: ArgumentHelp(
      "With --repair: a release, a folder or an archive, or an export that may have what is lost",
      valueName: "source"), transform: Values.source)
  var from: String?
  @Option(
    help: ArgumentHelp(
      "With --repair, where nothing says any more which generation is in force: this one",
      valueName: "n"), transform: Values.generation)
  var current: Generation.Number?

  func validate() throws {
    guard !quick || subset == nil else {
      throw BadUsage("--quick and --subset are two different levels")
    }
    guard !repair || !quick && subset == nil else {
      throw BadUsage("--repair reads everything, without --quick and --subset")
    }
    guard repair || from == nil else { throw BadUsage("--from is for --repair") }
    guard repair || current == nil else { throw BadUsage("--current is for --repair") }
  }

  func run() throws {
    let level: Verification.Level =
      quick ? .quick : subset.map { .subset($0) } ?? .full
    let report = try deployment.withDeployment { deployment in
      repair
        ? try RepairStore(from: from.map { FilePath(argument: $0) }, current: current).carryOut(
          on: deployment)
        : try deployment.report(VerifyStore(level))
    }
    try output.print(report) { report.text }
    if !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
