import ArgumentParser
import FileEffects
import Generations
import Presentation
import SystemPackage
import Upgrades

struct GenCat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Print a file as it is in a generation",
    discussion: """
      Its bytes are written as they are, whatever they do to a terminal. The name is read as 'gen show' \
      writes it, with \\xHH for a byte that cannot be printed and \\\\ for a backslash; where nothing has \
      that name, it is taken literally.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @Argument(help: GenerationName.help, transform: GenerationName.read) var name: GenerationName
  @Argument(
    help: "The file, as in this folder or below the deployment's", transform: TypedPath.read)
  var path: TypedPath

  func run() throws {
    let warning = try deployment.withDeployment { deployment in
      try StoredFile(path, in: deployment.report(FindGeneration(name))).read(on: deployment) {
        piece in
        try StandardOutput.write(piece)
      }
    }
    if let warning { Terminal.warn("warning: \(Spelling.line("\(warning)"))") }
  }
}

struct GenExport: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a whole generation out, into a file for 'gen import' or as a plain tree",
    discussion: """
      A name that ends in .pack stands for a new file that holds all of the generation and needs \
      nothing else; any other for a folder, empty or not there yet, with databases ready to use: \
      every database in it is opened, and its tables are counted; what cannot be opened is said.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: GenerationName.help, transform: GenerationName.read) var name: GenerationName
  @Argument(
    help: ArgumentHelp("A new file, NAME.pack, or the folder to write it into", valueName: "place"),
    transform: Values.some("a file or a folder"))
  var place: String?
  @Option(
    help: ArgumentHelp("The folder to write it into, whatever its name ends in", valueName: "dir"),
    transform: Values.some("a folder"))
  var to: String?

  func validate() throws {
    guard (place == nil) != (to == nil) else {
      throw BadUsage("say where to write it: NAME.pack, a folder, or --to DIR")
    }
  }

  func run() throws {
    let to = self.to ?? place ?? ""
    let place = try LocalFileSystem().resolveNew(FilePath(argument: to))
    if self.to == nil && ExportGeneration.isFile(place) {
      let report = try deployment.withDeployment {
        try ExportGeneration($0.report(FindGeneration(name)), to: place).carryOut(on: $0)
      }
      return try output.print(report) { report.text(to: to) }
    }
    let report = try deployment.withDeployment { deployment in
      try ExportFolder(deployment.report(FindGeneration(name)), to: place).carryOut(on: deployment)
    }
    try output.print(report, warnings: report.warnings) { report.text(to: to) }
  }
}

struct GenImport: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take an export in as a new generation",
    discussion: """
      From a file that 'gen export' wrote, or a folder. All of it is verified before anything is \
      stored. The generation is not put in force: 'gen switch' does that.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(
    help: ArgumentHelp("The file or folder", valueName: "source"),
    transform: Values.some("a file or a folder"))
  var from: String
  @Option(
    name: [.customShort("m"), .long], help: "A note to find the generation by",
    transform: Values.some("a note"))
  var note = ""
  @Flag(help: "Verify it, say what would be taken in, and do nothing") var dryRun = false

  func run() throws {
    let report = try deployment.withDeployment { deployment in
      let generation = ImportGeneration(
        try LocalFileSystem().resolve(FilePath(argument: from)), note: note)
      return try dryRun
        ? deployment.plan(generation).report : deployment.carryOut(generation)
    }
    try output.print(report, warnings: report.warnings) { report.text(from: from) }
  }
}
