import ArgumentParser
import FileEffects
import Presentation

/// A command line that makes no sense: what is wrong with it, and what to type.
struct UsageError: Phrased {
  /// Without advice, if there is no more to say than to read the help.
  let phrasing: Phrasing
  /// The command that was meant, or the program.
  let command: String

  /// Interprets a command line that the argument parser, or the command itself, refused; `nil` if the command
  /// ended for another reason.
  init?(_ error: any Error, in words: [String]) {
    let asksForHelp = words.first == "help"
    let isRefused = Cortex.exitCode(for: error) == .validationFailure
    guard asksForHelp || isRefused || Self.find(BadUsage.self, in: error) != nil,
      let program = CommandTree.program
    else { return nil }
    var line = CommandLineReading(asksForHelp ? Array(words.dropFirst()) : words, of: program)
    if asksForHelp {
      // The parser shows the help of the program where it does not know the command.
      guard case .unknownCommand = line.problem else { return nil }
    } else if let rewritten = line.rewritten {
      line = CommandLineReading(OtherWords.replaced(in: rewritten), of: program)
    }
    self.init(line, of: program, refusal: error)
  }

  private init(_ line: CommandLineReading, of program: CommandTree, refusal: any Error) {
    command = ([program.name] + line.path).joined(separator: " ")
    var phrasing: Phrasing
    if let problem = line.problem {
      phrasing = line.fault(of: problem, in: program).phrasing
    } else if let bad = Self.find(BadValue.self, in: refusal) {
      phrasing = bad.phrasing
      let names = line.values.filter { $0.value == bad.word }.map(\.name)
      if names.count == 1 && !names[0].isEmpty {
        phrasing.message = "\(names[0]): \(phrasing.message)"
      }
    } else if let bad = Self.find(BadUsage.self, in: refusal) {
      phrasing = bad.phrasing
    } else {
      phrasing = Self.fault(of: Cortex.message(for: refusal), line.command).phrasing
    }
    // Words that were typed are in it.
    phrasing.message = Spelling.line(phrasing.message)
    phrasing.advice = Spelling.line(phrasing.advice)
    self.phrasing = phrasing
  }

  /// What to read.
  var hint: String { "'\(command) --help'" }

  /// The parser wraps an error of ours in types of its own that cannot be named here.
  private static func find<Found>(
    _ type: Found.Type, in value: Any, depth: Int = 8
  ) -> Found? {
    if let found = value as? Found { return found }
    guard depth > 0 else { return nil }
    for child in Mirror(reflecting: value).children {
      if let found = find(type, in: child.value, depth: depth - 1) { return found }
    }
    return nil
  }

  /// What the parser says; a value that it only calls invalid gets the help of what it is for.
  private static func fault(of message: String, _ command: CommandTree) -> UsageFault {
    if let parts = message.wholeMatch(of: /(?s)The value '.*' is invalid for '.*?': (.*)/) {
      return .refused(String(parts.1))
    }
    if let parts = message.wholeMatch(of: /(?s)The value '(.*)' is invalid for '(.*)'/) {
      let (value, place) = (String(parts.1), String(parts.2))
      let parameter = command.parameters.first { parameter in
        place == "<\(parameter.valueName ?? "")>"
          || parameter.writtenNames.contains { place.hasPrefix("\($0) <") }
      }
      return .invalidValue(
        value, place: place, meaning: parameter?.abstract.map(lowercased))
    }
    return .refused(lowercased(message))
  }

  /// A sentence as the end of another one.
  static func lowercased(_ sentence: some StringProtocol) -> String {
    sentence.prefix(1).lowercased() + sentence.dropFirst()
  }
}
