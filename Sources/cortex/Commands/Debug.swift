import ArgumentParser
import Generations
import Presentation
import SystemPackage
import Upgrades

/// For whoever looks into a store; not in the main help.
struct Debug: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug", abstract: "Look inside a store",
    discussion: "Changes nothing. The store is described in store-format.md.", shouldDisplay: false,
    subcommands: [
      DebugObject.self, DebugPack.self, DebugRecord.self, DebugJournal.self, DebugStatCache.self,
      DebugExplain.self, DebugFree.self,
    ])
}

struct DebugObject: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "object",
    abstract: "Show an object's type, location and files")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: ArgumentHelp("The first digits of its ID, at least four", valueName: "id"),
    transform: Values.digits)
  var id: String

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(DescribeObject(startingWith: id))
    }
    try output.print(report) { report.text }
  }
}

struct DebugPack: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Show the frames and objects of a pack")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: "A file in the store's packs/, or any pack file", completion: .file(),
    transform: Values.some(.pack))
  var file: String

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(DescribePack(FilePath(argument: file)))
    }
    try output.print(report) { report.text }
  }
}

struct DebugRecord: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Show a generation's record as stored")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: ArgumentHelp("The generation", valueName: "n"), completion: .suggested(.generations),
    transform: Values.generation)
  var number: Generation.Number

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(DescribeRecord(of: number))
    }
    try output.print(report) { report.shown }
  }
}

struct DebugJournal: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Show the unfinished switch, if any",
    discussion: "Leaves it alone; the next upgrade or switch completes or undoes it.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(DescribeJournal())
    }
    try output.print(report) { report?.text ?? JournalDescription.none }
  }
}

struct DebugStatCache: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "stat-cache", abstract: "Show the stat cache")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(DescribeStatCache())
    }
    try output.print(report) { report.text }
  }
}

struct DebugExplain: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show a path's layer, the rule behind it, and what an upgrade would do")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: "A file of the deployment, which need not exist", completion: .file(),
    transform: Values.some(.path))
  var path: String

  @Option(
    help: ArgumentHelp(
      "The release to upgrade to (default: every kind of release)",
      valueName: "source"), completion: .file(), transform: Values.localSource)
  var from: String?

  @Option(
    help: ArgumentHelp(
      "What the upgrade is to do with core files you edited; needs --from", valueName: "choice"))
  var core: CoreChoice?

  func validate() throws {
    if core != nil && from == nil {
      throw BadUsage.needs(option: "--core", "--from")
    }
  }

  func run() throws {
    let upgrade = from.map {
      Upgrades.Upgrade(source: FilePath(argument: $0), core: core ?? .replace)
    }
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(ExplainPath(TypedPath(path), in: upgrade))
    }
    try output.print(report) { report.text }
  }
}
