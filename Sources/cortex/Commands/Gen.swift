import ArgumentParser
import Generations
import Presentation
import SystemPackage
import Upgrades

struct Gen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gen",
    abstract: "List, compare, switch, pin and export generations",
    discussion: """
      Name a generation by its number, or as 'current', 'parent' (where 'rollback' goes) or 'latest'; '~2' \
      is two parents before the current one. A version means the newest generation of that version, a date \
      such as 2026-01-31 the last one of that day (UTC).
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
      'upgrade' and 'gc' drop old generations: they keep the five newest that are at most 30 days old, and \
      those listed in 'gc --help'. --deleted lists the dropped and deleted ones, and until when 'gen \
      undelete' can bring them back.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "List deleted generations that 'gen undelete' can bring back") var deleted = false
  @Flag(help: "Measure what each generation alone holds: what deleting it would free")
  var sizes = false

  func run() throws {
    let list = try deployment.withDeployment(output.display()) {
      try $0.report(ListGenerations(measuring: sizes))
    }
    try output.print(list) { deleted ? list.deletedText : list.text }
  }
}

struct GenShow: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a generation and its files")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName

  func run() throws {
    let contents = try deployment.withDeployment(output.display()) {
      try $0.report(ShowGeneration($0.report(FindGeneration(name))))
    }
    try output.print(contents) { contents.text }
  }
}

struct GenDiff: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two generations, or files in them",
    discussion: """
      Without a path, lists the files that differ, and what differs in configurations and databases. With \
      a path, shows the changed lines as 'git diff' does; for a folder, those of all its files.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: "The generation to compare", completion: .suggested(.generations),
    transform: GenerationName.read)
  var from: GenerationName
  @Argument(
    help: "The generation to compare it with", completion: .suggested(.generations),
    transform: GenerationName.read)
  var to: GenerationName
  @Argument(
    help: "Show the changed lines of these files and folders", completion: .suggested(.storedPaths),
    transform: TypedPath.read)
  var paths: [TypedPath] = []
  @OptionGroup var color: ColorOptions

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(
        CompareGenerations(
          from: $0.report(FindGeneration(from)), to: $0.report(FindGeneration(to)), in: paths))
    }
    try output.print(report, warnings: report.warnings) {
      paths.isEmpty ? report.text : report.lineText(color.paint(for: .standardOutput))
    }
  }
}

struct GenSwitch: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "switch", abstract: "Switch to a generation",
    discussion: "The present state is saved first. Nothing is deleted.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var asking: AskingOptions
  @OptionGroup var options: SwitchOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName

  func run() throws {
    try options.go(to: name, by: "gen switch", deployment, output, progress, asking)
  }
}
