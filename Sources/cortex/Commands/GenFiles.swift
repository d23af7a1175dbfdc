import ArgumentParser
import FileEffects
import Generations
import SystemPackage
import Upgrades

struct GenCat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Print a file as it is in a generation")

  @OptionGroup var deployment: DeploymentOptions
  @Argument(help: "The generation") var number: Generation.Number
  @Argument(help: "The file, below the deployment's folder") var path: RelativePath

  func run() throws {
    try deployment.withDeployment { deployment in
      try deployment.contents(of: path, in: number) { piece in
        try FileDescriptor.standardOutput.writeAll(piece)
      }
    }
  }
}

struct GenExport: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a whole generation out, with databases ready to use",
    discussion: """
      The folder must be empty or not there yet. Every database in it is opened, and its tables are \
      counted; what cannot be opened is said.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The generation") var number: Generation.Number
  @Argument(help: ArgumentHelp("The folder to write it into", valueName: "dir")) var to: String

  func run() throws {
    let report = try deployment.withDeployment { deployment in
      try deployment.export(number, to: try LocalFileSystem().resolveNew(FilePath(to)))
    }
    try output.print(report) {
      "\(Text.count(report.files, "file")) of generation \(number) written to \(to).\n"
        + Text.list(
          "Databases",
          report.databases.map { database in
            let rows = database.tables.reduce(0) { $0 + $1.rows }
            return "\(database.path): \(Text.count(database.tables.count, "table")), "
              + Text.count(rows, "row")
          })
    }
  }
}

struct GenRestore: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Write files of a generation into a folder",
    discussion: "The deployment is not touched; the folder must be empty or not there yet.")

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The generation") var number: Generation.Number
  @Argument(help: "Files and folders to write (default: all)") var paths: [RelativePath] = []
  @Option(help: ArgumentHelp("The folder to write them into", valueName: "dir")) var to: String
  @Flag(help: "Say what would be done, and do nothing") var dryRun = false

  func run() throws {
    let report = try deployment.withDeployment { deployment in
      try deployment.restore(
        number, paths: paths, to: try LocalFileSystem().resolveNew(FilePath(to)), dryRun: dryRun)
    }
    try output.print(report) {
      "\(Text.count(report.files, "file")) of generation \(number) "
        + "\(dryRun ? "would be written to" : "written to") \(to).\n"
    }
  }
}
