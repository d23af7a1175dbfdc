import ArgumentParser
import FileEffects
import Generations
import Presentation
import SystemPackage
import Upgrades

struct GenRestore: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Restore files from a generation, in place or to a folder",
    discussion: """
      Saves the present state first and touches nothing else; files in a named folder that the generation \
      does not have stay. With --to, leaves the deployment alone and writes to a new or empty folder.

      A path is relative to this folder or, if the generation has no such file, to the deployment's \
      folder. Takes names as 'gen show' prints them, with \\xHH for a byte that cannot be printed and \\\\ \
      for a backslash.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var asking: AskingOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName
  @Argument(
    help: "Files and folders to restore (with --to, default: all)",
    completion: .suggested(.storedPaths), transform: TypedPath.read)
  var paths: [TypedPath] = []
  @Option(
    help: ArgumentHelp("Restore to this folder instead", valueName: "dir"),
    completion: .directory, transform: Values.some(.folder))
  var to: String?
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func validate() throws {
    guard to == nil && paths.isEmpty else { return }
    throw BadUsage.nothingToRestore
  }

  func run() throws {
    if let to { return try writeCopy(to) }
    try deployment.withDeployment(output.display(progress.form)) { deployment in
      let restore = RestoreInPlace(paths, from: try deployment.report(FindGeneration(name)))
      if !asking.yes && !dryRun {
        try asking.consent(
          to: deployment.planToAsk(restore).report, output, verbose: output.isVerbose)
      }
      let report = try dryRun ? deployment.plan(restore).report : deployment.carryOut(restore)
      try output.print(report, warnings: report.warnings) {
        report.text(verbose: output.isVerbose)
      }
    }
  }

  private func writeCopy(_ to: String) throws {
    let report = try deployment.withDeployment(output.display(progress.form)) { deployment in
      let copy = RestoreToFolder(
        try deployment.report(FindGeneration(name)), paths: paths,
        to: try LocalFileSystem().resolveNew(FilePath(argument: to)))
      return try dryRun ? copy.plan(on: deployment) : copy.carryOut(on: deployment)
    }
    try output.print(report, warnings: report.warnings) { report.text(to: to) }
  }
}
