import ArgumentParser
import Generations
import Presentation
import SystemPackage
import Upgrades

struct Gen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gen",
    abstract: "List, compare, switch and keep generations",
    discussion: """
      A generation is named by its number, or it is 'current', 'parent' (the one that 'rollback' goes \
      to) or 'latest'; '~2' is two parents before the current one; a version is the newest generation \
      that has it, and a date, as 2026-01-31, the last one of that day (UTC).
      """,
    subcommands: [
      GenList.self, GenShow.self, GenDiff.self, GenSwitch.self, GenCat.self, GenRestore.self,
      GenExport.self, GenImport.self, GenDelete.self, GenUndelete.self, GenPin.self, GenUnpin.self,
    ],
    defaultSubcommand: GenList.self)
}

struct GenList: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the generations",
    discussion: """
      'upgrade' and 'gc' drop old ones: kept are the five newest that are not older than 30 days, and those \
      that 'gc --help' names. What was dropped or deleted is listed with --deleted, with the time until which \
      'gen undelete' brings it back.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "List the deleted ones that 'gen undelete' can bring back") var deleted = false

  func run() throws {
    let list = try deployment.withDeployment { try $0.report(ListGenerations()) }
    try output.print(list) { deleted ? list.deletedText : list.text }
  }
}

struct GenShow: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a generation and the files in it")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: GenerationName.help, transform: GenerationName.read) var name: GenerationName

  func run() throws {
    let contents = try deployment.withDeployment {
      try $0.report(ShowGeneration($0.report(FindGeneration(name))))
    }
    try output.print(contents) { contents.text }
  }
}

struct GenDiff: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two generations, or a file in them",
    discussion: """
      Without a path: which files differ, and in configurations and databases what. With one: its lines, \
      as 'git diff' shows them; of a folder those of all files in it.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The generation to start from", transform: GenerationName.read)
  var from: GenerationName
  @Argument(help: "The generation to compare it with", transform: GenerationName.read)
  var to: GenerationName
  @Argument(
    help: "Files and folders whose lines are shown (default: none)", transform: TypedPath.read)
  var paths: [TypedPath] = []
  @OptionGroup var color: ColorOptions

  func run() throws {
    let report = try deployment.withDeployment {
      try $0.report(
        CompareGenerations(
          from: $0.report(FindGeneration(from)), to: $0.report(FindGeneration(to)), in: paths))
    }
    try output.print(report, warnings: report.warnings) {
      paths.isEmpty ? report.text : report.lineText(color.paint(for: .standardOutput))
    }
  }
}

struct GenSwitch: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "switch", abstract: "Put a generation in force",
    discussion: "The present state is saved first; nothing is deleted.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @OptionGroup var options: SwitchOptions
  @Argument(help: GenerationName.help, transform: GenerationName.read) var name: GenerationName

  func run() throws {
    try options.go(to: name, deployment, output, asking)
  }
}
