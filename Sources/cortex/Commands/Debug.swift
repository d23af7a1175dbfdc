import ArgumentParser
import Generations
import Presentation
import SystemPackage
import Upgrades

/// For whoever looks into a store; not in the main help.
struct Debug: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug", abstract: "Look into a store",
    discussion: "Changes nothing. The store is described in store-format.md.", shouldDisplay: false,
    subcommands: [
      DebugObject.self, DebugPack.self, DebugRecord.self, DebugJournal.self, DebugStatCache.self,
    ])
}

struct DebugObject: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "object",
    abstract: "Show what an object is, where it lies, and whose contents it is")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: ArgumentHelp("The first digits of its name, four at least", valueName: "id"),
    transform: Values.digits)
  var id: String

  func run() throws {
    let report = try deployment.withDeployment { try $0.report(DescribeObject(startingWith: id)) }
    try output.print(report) { report.text }
  }
}

struct DebugPack: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Show the frames and objects of a pack")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "A name in the store's packs/, or any file", transform: Values.some("a pack"))
  var file: String

  func run() throws {
    let report = try deployment.withDeployment {
      try $0.report(DescribePack(FilePath(argument: file)))
    }
    try output.print(report) { report.text }
  }
}

struct DebugRecord: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Show a generation's record as it lies on disk")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: ArgumentHelp("The generation", valueName: "n"), transform: Values.generation)
  var number: Generation.Number

  func run() throws {
    let report = try deployment.withDeployment { try $0.report(DescribeRecord(of: number)) }
    try output.print(report) { report.shown }
  }
}

struct DebugJournal: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Show the switch that is under way, if there is one",
    discussion: "Leaves it as it is; every other command finishes it or takes it back.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment { try $0.report(DescribeJournal()) }
    try output.print(report) { report?.text ?? JournalDescription.none }
  }
}

struct DebugStatCache: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "stat-cache", abstract: "Show what the stat cache remembers")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try deployment.withDeployment { try $0.report(DescribeStatCache()) }
    try output.print(report) { report.text }
  }
}
