/// A fault in a command line, with what was typed and what is accepted instead.
package enum UsageFault: Phrased {
  /// A hint for a command that does not exist.
  package enum Hint: Hashable, Sendable {
    /// The command to use instead of one that other programs have.
    case counterpart(Counterpart)
    /// Similar names, at least one.
    case near([String])
    /// All commands; `near` is one that is among the words.
    case commands([String], near: String?)
  }

  /// The program has commands, and none is named.
  case noCommand(commands: [String])
  case unknownCommand(String, Hint)
  /// Several words, or none, in one argument.
  case notACommand(String, Hint)
  /// `command` is the one whose help lists options.
  case unknownOption(String, near: [String], command: String)
  case negativeNumber(String, command: String)
  case versionWithMore
  /// `next` is the option that follows instead of a value.
  case noValue(option: String, next: String?, value: String, meaning: String?)
  case valueForFlag(option: String, value: String)
  case notAChoice(option: String, value: String, choices: [String], near: [String])
  /// One argument more than `places`, which `taken` are in.
  case tooMany(String, command: String, places: [String], taken: [String])
  /// `usage` is the whole command as it is typed.
  case missing(String, usage: String)
  /// A value for which the argument parser gives no reason.
  case invalidValue(String, place: String, meaning: String?)
  /// Any other fault, in the argument parser's words.
  case refused(String)

  public var phrasing: Phrasing {
    let (problem, advice) = words
    return Phrasing(.usage, problem, advice: advice)
  }

  private var words: (problem: String, advice: String) {
    switch self {
    case .noCommand(let commands): ("no command given", "the commands are \(commands.list("and"))")
    case .unknownCommand(let typed, let hint): ("unknown command '\(typed)'", hint.words)
    case .notACommand(let typed, let hint): ("'\(typed)' is not a command", hint.words)
    case .unknownOption(let word, let near, let command):
      (
        "unknown option '\(word)'",
        near.isEmpty ? Self.help(of: command) : near.guess
      )
    case .negativeNumber(let word, let command):
      ("'\(word)' looks like an option, since it begins with '-'", Self.help(of: command))
    case .versionWithMore: ("--version takes no arguments", "run 'cortex --version'")
    case .noValue(let option, let next, let value, let meaning):
      (
        "\(option) needs a value" + (next.map { ", but '\($0)' is an option" } ?? ""),
        "give <\(value)>" + (meaning.map { ": \($0)" } ?? "")
      )
    case .valueForFlag(let option, let value):
      ("\(option) takes no value, but got '\(value)'", "use \(option) alone")
    case .notAChoice(let option, let value, let choices, let near):
      (
        "\(option): unknown value '\(value)'",
        (near.isEmpty ? option : "\(near.guess) It") + " takes \(choices.list("or"))"
      )
    case .tooMany(let word, let command, let places, let taken):
      ("unexpected argument '\(word)'", Self.excess(of: word, command, places, taken))
    case .missing(let place, let usage): ("\(place) is missing", "run '\(usage)'")
    case .invalidValue(let value, let place, let meaning):
      ("invalid value '\(value)' for \(place)", meaning.map { "expected: \($0)" } ?? "")
    case .refused(let message): (message, "")
    }
  }

  private static func help(of command: String) -> String { "see '\(command) --help'" }

  /// Which arguments a command takes, where it got one too many.
  private static func excess(
    of word: String, _ command: String, _ places: [String], _ taken: [String]
  ) -> String {
    let quoted = taken.map { "'\($0)'" }
    let takes =
      places.isEmpty
      ? "'\(command)' takes no arguments"
      : quoted.count == 1
        ? "'\(command)' takes one \(places[0]), and already has \(quoted[0])"
        : "'\(command)' takes \(places.joined(separator: " ")): \(quoted.list("and"))"
    let isRollback = command.hasSuffix("rollback")
    return takes
      + (isRollback ? "; 'cortex rollback --to \(word)' goes to a generation" : "")
  }
}

extension UsageFault.Hint {
  fileprivate var words: String {
    switch self {
    case .counterpart(let counterpart): counterpart.words
    case .near(let names): names.guess
    case .commands(let names, let near?):
      "\([near].guess) The commands are \(names.list("and"))"
    case .commands(let names, nil): "the commands are \(names.list("and"))"
    }
  }
}

extension [String] {
  /// A question that names what may have been meant.
  fileprivate var guess: String { "did you mean \(map { "'\($0)'" }.list("or"))?" }

  fileprivate func list(_ last: String) -> String {
    guard count > 1 else { return joined() }
    return dropLast().joined(separator: ", ") + " \(last) \(self[count - 1])"
  }
}
