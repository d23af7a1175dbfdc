import ArgumentParser
import FileEffects
import Generations
import Presentation
import SystemPackage
import Upgrades

struct GenCat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Print a file of a generation",
    discussion: """
      Writes the bytes as they are, even to a terminal. Takes names as 'gen show' prints them, with \\xHH \
      for a byte that cannot be printed and \\\\ for a backslash; if no file has that name, takes it \
      literally.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var tracing: TraceOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName
  @Argument(
    help: "The file, relative to this folder or to the deployment",
    completion: .suggested(.storedPaths), transform: TypedPath.read)
  var path: TypedPath

  func run() throws {
    let warning = try deployment.withDeployment(tracing.display) { deployment in
      try StoredFile(path, in: deployment.report(FindGeneration(name))).read(on: deployment) {
        piece in
        try StandardOutput.write(piece)
      }
    }
    if let warning { Terminal.warn(about: warning) }
  }
}

struct GenExport: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export a generation as a file for 'gen import' or as a folder",
    discussion: """
      A name that ends in .pack creates one file that holds the whole generation. Any other name stands \
      for a folder, empty or new, with databases ready to use: each is opened and its tables counted, and \
      those that cannot be opened are reported.

      With --to, the folder is a backup that can be used without cortex: the same files, the databases as \
      YAML, and a text that says how to go back to it.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @Argument(
    help: GenerationName.help, completion: .suggested(.generations), transform: GenerationName.read)
  var name: GenerationName
  @Argument(
    help: ArgumentHelp("A new file NAME.pack, or the folder to write to", valueName: "place"),
    completion: .file(), transform: Values.some(.fileOrFolder))
  var place: String?
  @Option(
    help: ArgumentHelp("The folder to write a backup to, whatever its name", valueName: "dir"),
    completion: .directory, transform: Values.some(.folder))
  var to: String?

  func validate() throws {
    guard (place == nil) != (to == nil) else {
      throw BadUsage.noDestination
    }
  }

  func run() throws {
    let to = self.to ?? place ?? ""
    let place = try LocalFileSystem().resolveNew(FilePath(argument: to))
    if self.to == nil && ExportGeneration.isFile(place) {
      let report = try deployment.withDeployment(output.display(progress.form)) {
        try ExportGeneration($0.report(FindGeneration(name)), to: place).carryOut(on: $0)
      }
      return try output.print(report) { report.text(to: to) }
    }
    let report = try deployment.withDeployment(output.display(progress.form)) { deployment in
      try ExportFolder(
        deployment.report(FindGeneration(name)), to: place,
        readme: self.to == nil ? nil : BackupText.readme
      ).carryOut(on: deployment)
    }
    try output.print(report, warnings: report.warnings) { report.text(to: to) }
  }
}

struct GenImport: ParsableCommand, ShowingProgress {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import an export as a new generation",
    discussion: """
      Imports a file written by 'gen export', or a folder. Verifies all of it before storing anything. \
      Does not switch to the new generation: 'gen switch' does.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @Argument(
    help: ArgumentHelp("The export: a file or a folder", valueName: "source"),
    completion: .file(), transform: Values.some(.fileOrFolder))
  var from: String
  @Option(
    name: [.customShort("m"), .long], help: "A note that says what this generation is",
    transform: Values.some(.note))
  var note = ""
  @Flag(help: "Verify the export without importing it") var dryRun = false

  func run() throws {
    let report = try deployment.withDeployment(output.display(progress.form)) { deployment in
      let generation = ImportGeneration(
        try LocalFileSystem().resolve(FilePath(argument: from)), note: note)
      return try dryRun
        ? deployment.plan(generation).report : deployment.carryOut(generation)
    }
    try output.print(report, warnings: report.warnings) { report.text(from: from) }
  }
}
