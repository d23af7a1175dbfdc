import ArgumentParser
import FileEffects
import Generations
import Glibc
import Presentation
import Releases
import SystemPackage
import Upgrades

struct ReleaseCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Build, sign and inspect releases",
    subcommands: [
      ReleaseBuild.self, ReleaseInspect.self, ReleaseKeygen.self, ReleaseSign.self,
      ReleaseVerify.self,
    ])
}

struct ReleaseBuild: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Build the packages of a release from a folder",
    discussion: """
      Writes the full package, the one for upgrades, and SHA256SUMS.txt; the same files give the same bytes \
      on every machine and day. The package for upgrades lacks files of the brain that every release given \
      with --from has shipped; both know the files and configurations of those.

      In the folder, manifest.json may say features, breaking_changes, deprecations, removed and \
      upgrades_from, layers.yaml the layer of files (none leaves a file out), and UPGRADE-NOTES.md what users \
      should know. CHANGELOG.md and UPGRADE-GUIDE.md also go beside the packages.
      """)

  @OptionGroup var output: OutputOptions
  @Argument(
    help: "The folder to build from", completion: .directory, transform: Values.some(.folder))
  var dir: String
  @Option(
    help: ArgumentHelp("The version of the release", valueName: "version"),
    transform: Values.version)
  var version: ReleaseVersion
  @Option(
    help: ArgumentHelp(
      "A release to upgrade from, as a folder or package; once for each. VERSION=SOURCE for one that does not say its version",
      valueName: "old"), completion: .file(), transform: EarlierSource.read)
  var from: [BuildRelease.EarlierSource] = []
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("The folder to write to", valueName: "out"), completion: .directory,
    transform: Values.some(.folder))
  var out: String
  @Option(
    help: ArgumentHelp(
      "The day of the release (default: what manifest.json says)", valueName: "date"),
    transform: Values.day)
  var date: String?
  @Flag(help: "Build nothing if there are warnings; exits with 3 then") var strict = false
  @Flag(help: "Show the sizes and warnings without writing anything") var dryRun = false

  func run() throws {
    let (disk, display) = (LocalFileSystem(), output.display())
    let build = BuildRelease(
      folder: FilePath(argument: dir), output: FilePath(argument: out), version: version,
      earlier: from, date: date, isStrict: strict)
    try build.check(
      folder: disk.resolve(build.folder), output: disk.resolveNew(build.output))
    let workshop = Workshop(files: display.files, watch: display.watch)
    let report = try ScratchFolder.with(
      DeploymentOptions.scratchPlaces(on: disk), on: display.files
    ) {
      try build.run(on: workshop, scratch: $0, dryRun: dryRun)
    }
    try output.print(report, warnings: report.warnings) { report.text }
  }
}

/// How an earlier release is named: by its place, or with its version before that.
enum EarlierSource {
  static func read(_ word: String) throws -> BuildRelease.EarlierSource {
    if let cut = word.firstIndex(of: "="), let version = ReleaseVersion(word[..<cut]) {
      return BuildRelease.EarlierSource(
        FilePath(argument: try Values.localSource(String(word[word.index(after: cut)...]))),
        version: version)
    }
    return BuildRelease.EarlierSource(FilePath(argument: try Values.localSource(word)))
  }
}

struct ReleaseInspect: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what is in a package",
    discussion: """
      Reads all of it, and refuses what an upgrade would refuse. Whose release it is, 'cortex release verify' \
      says.
      """)

  @OptionGroup var output: OutputOptions
  @Argument(
    help: "The package, or a release's folder", completion: .file(), transform: Values.localSource)
  var package: String

  func run() throws {
    let (disk, display) = (LocalFileSystem(), output.display())
    let workshop = Workshop(files: display.files, watch: display.watch)
    let report = try ScratchFolder.with(
      DeploymentOptions.scratchPlaces(on: disk), on: display.files
    ) {
      try InspectRelease(FilePath(argument: package)).report(on: workshop, scratch: $0)
    }
    try output.print(report, warnings: report.warnings) {
      report.text(verbose: output.isVerbose)
    }
  }
}
