import ArgumentParser
import Generations
import Presentation
import Upgrades

struct ConfigResolve: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Answer a conflict of the last upgrade in another way",
    discussion: """
      What you did to the file since stays. The present state is saved first, and the answer is \
      remembered for the next upgrade.

      A value is written as in the file: 5, "5", [a, b]. A line such as 'a # b', of which a part would be \
      read as a comment, gets quotation marks; so does 'a: b' where neither side has a list or map.
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
    help: "The configuration, or the end of its path", transform: Values.some("a file"))
  var file: String
  @Argument(
    help: "The path of keys, or the first digits of the conflict's identity",
    transform: Values.some("a key"))
  var key: String
  @Option(
    help: ArgumentHelp(
      "Take your value, the release's, or both; \(Sides.note)", valueName: "side"))
  var take: Side?
  @Option(help: ArgumentHelp("Take this value, written as in the file", valueName: "value"))
  var text: String?
  @Flag(help: "Write the value in your editor (VISUAL or EDITOR)") var edit = false
  @Flag(help: "Say what would be done, and do nothing") var dryRun = false

  func validate() throws {
    guard [take != nil, text != nil, edit].count(where: { $0 }) == 1 else {
      throw BadUsage("say one of --take, --text and --edit")
    }
    let hindrance =
      output.json
      ? "--json is for scripts" : asking.noInput ? "--no-input forbids it" : Editor.hindrance
    if edit, let hindrance {
      throw BadUsage(
        "--edit opens an editor, and \(hindrance)",
        advice: "say --text VALUE, or --take yours, release or both")
    }
  }

  func run() throws {
    guard let answer = try answer else { return Terminal.warn("Nothing was changed.") }
    let resolution = Resolve(file: file, key: key, answer: answer)
    let report = try deployment.withDeployment { deployment in
      if dryRun { return try deployment.plan(resolution).report }
      if !asking.yes { try asking.consent(to: deployment.plan(resolution).report, output) }
      return try deployment.carryOut(resolution)
    }
    try output.print(report, warnings: report.warnings) { report.text }
  }

  /// What is answered; `nil` if the editor was left without a change.
  private var answer: ConflictAnswer? {
    get throws {
      switch take {
      case .local: return .local
      case .upgrade: return .upgrade
      case .both: return .both
      case nil: break
      }
      if let text { return .text(text) }
      let marked = try deployment.withDeployment { try $0.report(EditConflict(in: file, at: key)) }
      return try Editor.edit(marked, named: file).map { .text($0) }
    }
  }
}
