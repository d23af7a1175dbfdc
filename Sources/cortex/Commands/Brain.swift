import ArgumentParser
import FileEffects
import Presentation
import SystemPackage
import Upgrades

struct ExportBrainCommand: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "export-brain", abstract: "Export patterns and conversations as YAML",
    discussion: """
      Writes a file for each database of the brain, with all its tables, and a list of them into a new or \
      empty folder. Changes nothing in the deployment, and works while CORTEX is running. Any YAML parser \
      reads the same values.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @Argument(
    help: ArgumentHelp(
      "The folder to write to (default: a new brain-export-DATE_TIME in the current folder)",
      valueName: "dir"),
    transform: Values.some(.folder))
  var to: String?

  func run() throws {
    let folder = try to.map { try LocalFileSystem().resolveNew(FilePath(argument: $0)) }
    let report = try deployment.withDeployment(output.display(progress.form), announcing: output) {
      try ExportBrain(to: folder).carryOut(on: $0)
    }
    try output.print(report, warnings: report.warnings) { report.text }
  }
}

struct ImportBrainCommand: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "import-brain", abstract: "Add the rows of an exported brain",
    discussion: """
      Adds the rows that are not there yet and creates databases that are missing; never changes or removes \
      a row. Rows whose place is taken are listed. Saves the present state first; importing the same export \
      again changes nothing.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @OptionGroup var asking: AskingOptions
  @Argument(
    help: ArgumentHelp("The folder that 'export-brain' wrote", valueName: "dir"),
    transform: Values.some(.folder))
  var from: String
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func run() throws {
    try deployment.withDeployment(output.display(progress.form), announcing: output) { deployment in
      let imported = ImportBrain(from: try LocalFileSystem().resolve(FilePath(argument: from)))
      if !asking.yes && !dryRun {
        try asking.consent(
          to: deployment.planToAsk(imported).report, output, verbose: output.isVerbose)
      }
      let report = try dryRun ? deployment.plan(imported).report : deployment.carryOut(imported)
      try output.print(report, warnings: report.warnings) {
        report.text(verbose: output.isVerbose)
      }
    }
  }
}
