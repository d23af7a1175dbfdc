import ArgumentParser
import FileEffects
import FoundationEssentials
import Glibc
import Presentation
import SystemPackage
import Upgrades

/// How results are shown.
struct OutputOptions: ParsableArguments {
  @OptionGroup var tracing: TraceOptions

  @Flag(help: "Print JSON; --verbose then has no effect")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors and warnings")
  var quiet = false

  var isVerbose: Bool { tracing.isVerbose }

  /// Shows the work while it goes on. With `--json` standard error holds nothing but warnings and the error,
  /// unless `form` asks for more.
  func display(_ form: ProgressForm = .auto) -> WorkDisplay {
    WorkDisplay(json ? nil : tracing.trace, form, isQuiet: quiet, isJSON: json)
  }

  func validate() throws {
    if quiet && isVerbose { throw BadUsage.quietAndVerbose }
  }

  /// Prints a result, as JSON or in words; warnings go to standard error.
  ///
  /// - Parameter failure: What a check found, if it failed: the words that ``quiet`` leaves.
  /// - Parameter isForCopying: Whether the text is for a file: its lines are not broken.
  func print(
    _ report: some Encodable, warnings: [Finding] = [], failure: String? = nil,
    isForCopying: Bool = false, _ text: () -> String
  ) throws {
    for warning in warnings { Terminal.warn(about: warning) }
    if quiet, !json, let failure { Terminal.write(failure) }
    let shown =
      try json
      ? JSONText.of(report) + "\n"
      : quiet ? "" : isForCopying ? Shown.text(text()) : Terminal.shown(text(), on: STDOUT_FILENO)
    do throws(OutputError) { try StandardOutput.write(shown) } catch {
      let hasChanged = (report as? any ChangeReport)?.hasChanged ?? false
      throw OutputError(code: error.code, isDone: hasChanged)
    }
  }
}

/// A command whose result can be JSON; then its failure is JSON as well.
protocol Printing {
  var output: OutputOptions { get }
}

/// Whether and how to ask.
struct AskingOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Go ahead without asking")
  var yes = false

  @Flag(help: "Never ask; fail if a decision is needed")
  var noInput = false

  /// The answers that may be written out instead of their first letter.
  private static let words: Set = [
    "yes", "no", "details", "yours", "release", "release's", "local", "upgrade", "both", "edit",
    "abort",
    "one", "merge", "replace", "keep", "restore", "carry",
  ]

  /// Whether there is somebody to answer.
  var canAsk: Bool { !yes && !noInput && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Asks what only a yes agrees to.
  func agrees(_ question: String) -> Bool { ask(question, ["y"], refusal: "n") == "y" }

  /// Asks until one of the letters is answered, or a word that stands for it: `yes`, but not `yak`. An
  /// empty answer, or none, is `refusal`: the answer that changes nothing.
  ///
  /// - Parameter others: Letters that stand for one of those.
  func ask(
    _ question: String, _ letters: [Character], refusal: Character,
    others: [Character: Character] = [:]
  ) -> Character {
    while true {
      Terminal.write("\(question) ")
      guard let line = readLine() else {
        Terminal.write("\n")
        return refusal
      }
      let word = line.lowercased().filter { !$0.isWhitespace }
      guard let first = word.first else { return refusal }
      let letter = others[first] ?? first
      if word.count == 1 || Self.words.contains(word),
        letter == refusal || letters.contains(letter)
      {
        return letter
      }
      Terminal.warn(Remark.unknownAnswer(Spelling.line(line), known: letters + [refusal]))
    }
  }
}
