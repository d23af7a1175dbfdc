import ArgumentParser
import ConfigMerge
import FileEffects
import Presentation
import SystemPackage
import Upgrades

struct ConfigMergeFiles: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge three versions of a file, key by key",
    discussion: """
      Works without a deployment. A version can also be a link, a pipe or /dev/stdin; an empty base or \
      "-" means no base. Exits with 2 if conflicts remain, and then writes nothing, or with --markers \
      the file with conflict markers. As a git merge driver:

      cortex config merge %O %A %B -o %A --path %P --markers --marker-size %L
      """)

  @OptionGroup var output: OutputOptions
  @Argument(help: "The common ancestor", completion: .file()) var base: String
  @Argument(help: "Your version", completion: .file(), transform: Values.some(.file)) var local:
    String
  @Argument(help: "Their version", completion: .file(), transform: Values.some(.file)) var upgrade:
    String
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Write the result to this file (default: standard output)", valueName: "file"),
    completion: .file(), transform: Values.some(.file))
  var target: String?
  @Option(
    help: ArgumentHelp("How to resolve conflicts; \(Sides.note)", valueName: "choice"))
  var onConflict = ConflictChoice.abort
  @Flag(help: "Mark conflicts in the result") var markers = false
  @Option(
    help: ArgumentHelp("The file's name in the repository", valueName: "name"),
    transform: Values.some(.name))
  var path: String?
  @Option(help: "The file's format (default: from its name)")
  var format: ConfigFormat?
  @Option(help: ArgumentHelp("The label of the base in conflict markers", valueName: "label"))
  var labelBase = "base"
  @Option(help: ArgumentHelp("The label of your version in conflict markers", valueName: "label"))
  var labelLocal = "local"
  @Option(help: ArgumentHelp("The label of their version in conflict markers", valueName: "label"))
  var labelUpgrade = "upgrade"
  @Option(
    help: ArgumentHelp("The length of conflict markers (default: 7)", valueName: "n"),
    transform: Values.count(1...1000, of: .characters))
  var markerSize = 7

  func run() throws {
    var request = FileMergeRequest(
      base: base == "-" ? nil : FilePath(argument: base), local: FilePath(argument: local),
      upgrade: FilePath(argument: upgrade))
    (request.name, request.givenFormat) = (path, format)
    request.output = target.map { FilePath(argument: $0) }
    (request.onConflict, request.hasMarkers) = (onConflict, markers)
    request.labels = (labelBase, labelLocal, labelUpgrade)
    request.markerSize = markerSize
    let display = output.display()
    let files = display.files
    let report = try Step.mergeFiles.run(watchedBy: display.watch) {
      try request.merged(on: files)
    }
    if let bytes = report.bytes {
      if let target {
        try Step.writeFiles.run(watchedBy: display.watch) {
          try writeResult(bytes, to: FilePath(argument: target), on: files)
        }
      }
      if target == nil && !output.json { try StandardOutput.write(bytes) }
    }
    if output.json { try output.print(report) { "" } }
    if report.isByLines && !report.reason.isEmpty && !output.json && !output.quiet {
      Terminal.warn(Remark.mergedByLines(report.reason))
    }
    if output.isVerbose && !output.json { Terminal.write(report.reasonText) }
    guard report.isDecided else {
      if !output.json && !output.quiet { Terminal.write(report.words) }
      throw ExitCode(ExitStatus.decisionNeeded.rawValue)
    }
  }
}
