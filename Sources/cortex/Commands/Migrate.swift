import ArgumentParser
import FileEffects
import Generations
import Glibc
import Presentation
import SystemPackage
import Upgrades

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Show, write and check schema migrations",
    subcommands: [MigrateStatus.self, MigrateNew.self, MigrateLint.self])
}

struct MigrateStatus: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show each database's schema version and pending migrations",
    discussion: """
      Shows the migrations of the installed release, or with --from those of another one: what an upgrade \
      to it would run. Changes nothing.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Option(
    help: ArgumentHelp("The release to compare with: a folder or an archive", valueName: "source"),
    completion: .file(), transform: Values.localSource)
  var from: String?

  func run() throws {
    let report = try deployment.withDeployment(output.display()) {
      try $0.report(ShowMigrationStatus(from: from.map { FilePath(argument: $0) }))
    }
    try output.print(report) { report.text(verbose: output.isVerbose) }
  }
}

struct MigrateNew: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Create a migration from the template",
    discussion: "Uses the next free number. Never overwrites a file.")

  @OptionGroup var output: OutputOptions
  @Argument(help: "What it does, such as add_tags") var name: String
  @Option(
    help: ArgumentHelp("The database it changes, relative to cortex-brain/", valueName: "path"))
  var database = NewMigration.defaultDatabase
  @Option(
    help: ArgumentHelp("The folder of migrations (default: migrations)", valueName: "dir"),
    completion: .directory, transform: Values.some(.folder))
  var dir = "migrations"

  func validate() throws {
    do { _ = try NewMigration(name: name, database: database) } catch {
      throw BadUsage.migration(error)
    }
  }

  func run() throws {
    let display = output.display()
    let migration = try NewMigration(name: name, database: database)
    let report = try Step.writeFiles.run(watchedBy: display.watch) {
      try migration.write(
        to: FilePath(argument: dir), on: display.files, now: Timestamp(seconds: Int64(time(nil))))
    }
    try output.print(report) { report.text }
  }
}

struct MigrateLint: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check migrations before users run them",
    discussion: """
      Takes a folder of files named NNN_name.sql, or a release. Tries the statements on a database in \
      memory and changes nothing. Exits with 3 if it finds errors; notes do not count.
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var migrations: MigrationOptions
  @Argument(
    help: ArgumentHelp(
      "The folder of migrations, or a release (default: migrations, or the release here)",
      valueName: "dir"), completion: .file(), transform: Values.some(.folder))
  var dir: String?
  @Option(
    help: ArgumentHelp(
      "Try them on a copy of these databases: a cortex-brain folder or one database",
      valueName: "path"), completion: .file(), transform: Values.some(.folderOrDatabase))
  var against: String?

  func run() throws {
    let (disk, display) = (LocalFileSystem(), output.display())
    let place = FilePath(
      argument: try dir ?? (disk.metadata("migrations") == nil ? "." : "migrations"))
    guard try disk.metadata(place) != nil else { throw MigrationFolderError.missing(place) }
    let folder = try MigrationFolder(disk.resolve(place), on: display.files)
    let brain = try against.map { try disk.resolve(FilePath(argument: $0)) }
    let limit = Duration.seconds(migrations.migrationTimeout)
    let places = DeploymentOptions.scratchPlaces(on: disk)
    let report = try Step.checkMigrations.run(watchedBy: display.watch) {
      brain == nil
        ? try folder.lint(against: nil, limit: limit, scratch: places[0])
        : try ScratchFolder.with(places, on: display.files) {
          try folder.lint(against: brain, limit: limit, scratch: $0.appending("copy"))
        }
    }
    let text = report.text(verbose: output.isVerbose)
    try output.print(report, failure: report.ok ? nil : text) { text }
    if !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
