import ArgumentParser
import Generations
import Presentation
import Upgrades

struct ConfigResolve: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Change how a conflict of the last upgrade was resolved",
    discussion: """
      Keeps your later edits of the file. Saves the present state first, and remembers the answer for the \
      next upgrade.

      Write a value as in the file: 5, "5", [a, b]. A line such as 'a # b', part of which would be read as \
      a comment, is quoted; so is 'a: b' where neither side has a list or map.
      """)

  enum Side: String, ExpressibleByArgument {
    case local, upgrade, both

    init?(argument: String) { self.init(rawValue: Sides.plain(argument)) }

    static var allValueStrings: [String] { Sides.words }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
  }

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var asking: AskingOptions
  @Argument(
    help: "The configuration, or the end of its path", completion: .suggested(.conflictFiles),
    transform: Values.some(.file))
  var file: String
  @Argument(
    help: "The key's path, or the first digits of the conflict's ID",
    completion: .suggested(.conflictKeys), transform: Values.some(.key))
  var key: String
  @Option(
    help: ArgumentHelp(
      "Take your value, the release's, or both; \(Sides.note)", valueName: "side"))
  var take: Side?
  @Option(help: ArgumentHelp("Use this value, written as in the file", valueName: "value"))
  var text: String?
  @Flag(help: "Edit the value in your editor (VISUAL or EDITOR)") var edit = false
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func validate() throws {
    guard [take != nil, text != nil, edit].count(where: { $0 }) == 1 else {
      throw BadUsage.notOneAnswer
    }
    let hindrance: BadUsage.NoEditor? =
      output.json ? .json : asking.noInput ? .noInput : Editor.hindrance
    if edit, let hindrance { throw BadUsage.noEditor(hindrance) }
  }

  func run() throws {
    guard let answer = try answer else { return Terminal.warn(Remark.nothingChanged) }
    let resolution = Resolve(file: file, key: key, answer: answer)
    let report = try deployment.withDeployment(output.display()) { deployment in
      if dryRun { return try deployment.plan(resolution).report }
      if !asking.yes {
        try asking.consent(
          to: deployment.planToAsk(resolution).report, output, verbose: output.isVerbose)
      }
      return try deployment.carryOut(resolution)
    }
    try output.print(report, warnings: report.warnings) {
      report.text(verbose: output.isVerbose)
    }
  }

  /// The answer; `nil` if the text was not changed in the editor.
  private var answer: ConflictAnswer? {
    get throws {
      switch take {
      case .local: return .local
      case .upgrade: return .upgrade
      case .both: return .both
      case nil: break
      }
      if let text { return .text(text) }
      let marked = try deployment.withDeployment(output.display()) {
        try $0.report(EditConflict(in: file, at: key))
      }
      return try Editor.edit(marked, named: file).map { .text($0) }
    }
  }
}
