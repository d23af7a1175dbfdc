import ArgumentParser
import FileEffects
import Generations
import Presentation
import SystemPackage
import Upgrades

struct GenRestore: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put files of a generation back, or write them into a folder",
    discussion: """
      The present state is saved first, and nothing else is touched; files that a named folder has and \
      the generation does not have stay. With --to the deployment is not touched, and the folder must be \
      empty or not there yet.

      A path is one in this folder or, where the generation has none of that name, one below the \
      deployment's folder, as 'gen show' writes it: with \\xHH for a byte that cannot be printed and \\\\ \
      for a backslash.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @Argument(help: GenerationName.help, transform: GenerationName.read) var name: GenerationName
  @Argument(help: "Files and folders (with --to, default: all)", transform: TypedPath.read)
  var paths: [TypedPath] = []
  @Option(
    help: ArgumentHelp("Write them into this folder instead", valueName: "dir"),
    transform: Values.some("a folder"))
  var to: String?
  @Flag(help: "Say what would be done, and do nothing") var dryRun = false

  func validate() throws {
    guard to == nil && paths.isEmpty else { return }
    throw BadUsage(
      "say which files to put back",
      advice: "'cortex gen switch' goes to all of a generation, and --to DIR writes a copy of it")
  }

  func run() throws {
    if let to { return try writeCopy(to) }
    try deployment.withDeployment { deployment in
      let restore = RestoreInPlace(paths, from: try deployment.report(FindGeneration(name)))
      if !asking.yes && !dryRun {
        try asking.consent(to: deployment.plan(restore).report, output)
      }
      let report = try dryRun ? deployment.plan(restore).report : deployment.carryOut(restore)
      try output.print(report, warnings: report.warnings) { report.text(verbose: asking.verbose) }
    }
  }

  private func writeCopy(_ to: String) throws {
    let report = try deployment.withDeployment { deployment in
      let copy = RestoreToFolder(
        try deployment.report(FindGeneration(name)), paths: paths,
        to: try LocalFileSystem().resolveNew(FilePath(argument: to)))
      return try dryRun ? copy.plan(on: deployment) : copy.carryOut(on: deployment)
    }
    try output.print(report, warnings: report.warnings) { report.text(to: to) }
  }
}
