import ArgumentParser
import Generations
import ObjectStore
import Presentation
import SystemPackage
import Upgrades

struct Collect: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Drop old generations and free their space",
    discussion: """
      Keeps the current generation, its parent, the last good one and pinned ones; the last upgrade and \
      the one in force, each with the state before it; and the newest ones as these options say. 'cortex \
      gen undelete' brings dropped ones back within seven days.

      A successful upgrade does the same with the default options.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var asking: AskingOptions
  @Option(
    help: ArgumentHelp("Keep this many of the newest (default: 5)", valueName: "n"),
    transform: generations)
  var keepLast = 5
  @Option(
    help: ArgumentHelp(
      "Of those, only the ones at most this old, such as 12h, 30d or 2w (default: 30d)",
      valueName: "age"), transform: Values.age)
  var maxAge: Duration?
  @Option(
    help: ArgumentHelp("Keep the newest of each day, for this many days", valueName: "n"),
    transform: generations)
  var keepDaily = 0
  @Option(
    help: ArgumentHelp("Keep the newest of each week, for this many weeks", valueName: "n"),
    transform: generations)
  var keepWeekly = 0
  @Option(
    help: ArgumentHelp("Keep the newest of each month, for this many months", valueName: "n"),
    transform: generations)
  var keepMonthly = 0
  @Flag(help: "Free dropped generations now, without the seven days of grace") var now = false
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  private static let generations = Values.count(0...1_000_000, of: .generations)

  func run() throws {
    var retention = Retention(
      keepLast: keepLast, daily: keepDaily, weekly: keepWeekly, monthly: keepMonthly)
    if let maxAge { retention.maximumAge = maxAge }
    let collection = CollectGarbage(retention, skippingGrace: now)
    let report = try deployment.withDeployment(output.display(progress.form)) { deployment in
      if dryRun { return try deployment.plan(collection).report }
      if !asking.yes {
        try asking.consent(
          to: deployment.planToAsk(collection).report, output, verbose: output.isVerbose)
      }
      return try deployment.carryOut(collection)
    }
    try output.print(report) { report.text }
  }
}

struct Verify: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the integrity of the store",
    discussion: """
      Exits with 3 if it finds damage, and names the generations and files affected. With --repair, \
      restores damaged objects from any intact copy: another pack, the deployment's own files, a release \
      or an export. Sets damaged files aside, and never deletes them.

      --signed says which core files of a generation differ from what its publisher signed, without the \
      package; exits with 3 if any does.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @Flag(help: "Check that everything is present, without reading contents") var quick = false
  @Option(
    help: ArgumentHelp(
      "Read this share of the store, a different one each time, such as 10%", valueName: "percent"),
    transform: Values.share)
  var subset: Double?
  @Flag(help: "Restore damaged objects from intact copies") var repair = false
  @Option(
    help: ArgumentHelp(
      "With --repair, also look for intact copies in this release, folder, archive or export",
      valueName: "source"), completion: .file(), transform: Values.localSource)
  var from: String?
  @Option(
    help: ArgumentHelp(
      "With --repair, make this generation current if the store has lost track of it",
      valueName: "n"), completion: .suggested(.generations), transform: Values.generation)
  var current: Generation.Number?
  @Flag(help: "Compare the core files of a generation with what was signed") var signed = false
  @Argument(
    help: ArgumentHelp(
      "With --signed, the generation (default: the current one)", valueName: "generation"),
    completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName?

  func validate() throws {
    guard !signed || !quick && subset == nil && !repair else { throw BadUsage.signedAlone }
    guard signed || name == nil else { throw BadUsage.needs(option: "a generation", "--signed") }
    guard !quick || subset == nil else {
      throw BadUsage.quickSubset
    }
    guard !repair || !quick && subset == nil else {
      throw BadUsage.partialRepair
    }
    guard repair || from == nil else { throw BadUsage.needs(option: "--from", "--repair") }
    guard repair || current == nil else { throw BadUsage.needs(option: "--current", "--repair") }
  }

  func run() throws {
    if signed { return try compareWithSigned() }
    let level: Verification.Level =
      quick ? .quick : subset.map { .subset($0) } ?? .full
    let report = try deployment.withDeployment(output.display(progress.form)) { deployment in
      repair
        ? try RepairStore(from: from.map { FilePath(argument: $0) }, current: current).carryOut(
          on: deployment)
        : try deployment.report(VerifyStore(level))
    }
    try output.print(report, failure: report.ok ? nil : report.text) { report.text }
    if !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }

  private func compareWithSigned() throws {
    let report = try deployment.withDeployment(output.display(progress.form)) { deployment in
      let number = try name.map { try deployment.report(FindGeneration($0)) }
      return try deployment.report(VerifySigned(number))
    }
    let text = report.text(verbose: output.isVerbose)
    try output.print(report, failure: report.ok ? nil : text) { text }
    if !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
