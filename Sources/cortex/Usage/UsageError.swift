import ArgumentParser
import FileEffects

/// A command line that makes no sense: what is wrong with it, and what to type.
struct UsageError: Error, CustomStringConvertible {
  /// What to do comes after the first semicolon, if there is more to say than to read the help.
  let description: String
  /// The command that was meant, or the program.
  let command: String

  /// What is wrong with a line that the argument parser, or the command itself, refused; `nil` if it was
  /// for another reason that the command ended.
  init?(_ error: any Error, in words: [String]) {
    let asksForHelp = words.first == "help"
    guard asksForHelp || Cortex.exitCode(for: error) == .validationFailure,
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
    let words: String
    if let problem = line.problem {
      words = line.sentence(for: problem, in: program)
    } else if let bad: BadValue = Self.find(in: refusal) {
      let names = line.values.filter { $0.value == bad.word }.map(\.name)
      words = names.count == 1 && !names[0].isEmpty ? "\(names[0]): \(bad)" : "\(bad)"
    } else if let reason: ValidationError = Self.find(in: refusal) {
      words = reason.message
    } else {
      words = Self.sentence(Cortex.message(for: refusal), line.command)
    }
    // Words that were typed are in it.
    description = Spelling.line(words)
  }

  /// What to read.
  var hint: String { "'\(command) --help'" }

  /// The parser puts an error of ours into some of its own, none of which can be named here.
  private static func find<Found>(in value: Any, depth: Int = 8) -> Found? {
    if let found = value as? Found { return found }
    guard depth > 0 else { return nil }
    for child in Mirror(reflecting: value).children {
      if let found: Found = find(in: child.value, depth: depth - 1) { return found }
    }
    return nil
  }

  /// What the parser says, in the words of this program; a value that it only calls invalid gets the
  /// help of what it is for.
  private static func sentence(_ message: String, _ command: CommandTree) -> String {
    if let parts = message.wholeMatch(of: /(?s)The value '.*' is invalid for '.*?': (.*)/) {
      return String(parts.1)
    }
    if let parts = message.wholeMatch(of: /(?s)The value '(.*)' is invalid for '(.*)'/) {
      let (value, place) = (parts.1, String(parts.2))
      let parameter = command.parameters.first { parameter in
        place == "<\(parameter.valueName ?? "")>"
          || parameter.writtenNames.contains { place.hasPrefix("\($0) <") }
      }
      let help = parameter?.abstract.map { $0.prefix(1).lowercased() + $0.dropFirst() }
      return "'\(value)' is no value for \(place)" + (help.map { "; that is: \($0)" } ?? "")
    }
    return message.prefix(1).lowercased() + message.dropFirst()
  }
}

extension CommandLineReading {
  /// What is wrong, and after a semicolon what to type.
  func sentence(for problem: Problem, in program: CommandTree) -> String {
    let name = ([program.name] + path).joined(separator: " ")
    let hint = "see '\(name) --help'"
    switch problem {
    case .noCommand:
      return "no command is named; \(Self.commands(command))"
    case .unknownCommand(let word):
      return unknown(word, in: program)
    case .unknownOption(let word) where Int(word) != nil:
      return "'\(word)' is read as an option, since it begins with '-'; \(hint)"
    case .unknownOption("--version") where path.isEmpty:
      return "nothing goes with --version; type 'cortex --version'"
    case .unknownOption(let word):
      return "unknown option '\(word)'; \(Self.guess(nearestOptions(to: word)) ?? hint)"
    case .noValue(let option, let next):
      let parameter = self.parameter(option)
      let abstract = parameter?.abstract?.split(separator: " (").first
      let help = abstract.map { ": \($0.prefix(1).lowercased())\($0.dropFirst())" } ?? ""
      let instead = next.map { ", and '\($0)' is an option" } ?? ""
      return "\(option) needs a value\(instead); give <\(parameter?.valueName ?? "value")>\(help)"
    case .valueForFlag(let option, let value):
      return "\(option) takes no value, and '\(value)' is one; say only \(option)"
    case .notAChoice(let option, let value):
      let all = parameter(option)?.allValues ?? []
      let near = Nearest.names(to: value, among: all)
      let list = "\(option) takes \(Self.list(all, "or"))"
      return "\(option): there is no '\(value)'; "
        + (Self.guess(near).map { "\($0) It takes \(Self.list(all, "or"))" } ?? list)
    case .tooMany(let word):
      let places = command.operands
      let taken = values.filter { $0.name.isEmpty }.map { "'\($0.value)'" }.dropLast()
      let takes =
        places.isEmpty
        ? "'\(name)' takes no arguments"
        : taken.count == 1
          ? "'\(name)' takes one \(places[0].plain), and that is \(taken[0])"
          : "'\(name)' takes \(places.map(\.plain).joined(separator: " ")): "
            + Self.list(Array(taken), "and")
      let meant =
        name.hasSuffix("rollback") ? "; 'cortex rollback --to \(word)' goes to a generation" : ""
      return "unexpected argument '\(word)'; \(takes)\(meant)"
    case .missing(let place):
      let needed = command.parameters.filter { !$0.isOptional }.map(\.synopsis)
      return "\(place) is missing; type '\(([name] + needed).joined(separator: " "))'"
    }
  }

  private func parameter(_ name: String) -> Parameter? {
    command.option(name) ?? command.all().lazy.compactMap { $0.command.option(name) }.first
  }

  private func unknown(_ word: String, in program: CommandTree) -> String {
    let typed = (path + [word]).joined(separator: " ")
    if word.contains(where: \.isWhitespace) || word.isEmpty {
      let first =
        word.split(whereSeparator: \.isWhitespace).map(String.init)
        .first { $0.lowercased() != program.name } ?? ""
      let guess = command.subcommand(first).map {
        "did you mean '\((path + [$0.name]).joined(separator: " "))'? "
      }
      let advice = path.isEmpty && guess == nil ? OtherWords.advice(for: first) : nil
      return "'\(typed)' is not a command; "
        + (advice ?? guess.map { $0 + Self.commands(command, "The") } ?? Self.commands(command))
    }
    if path.isEmpty, let advice = OtherWords.advice(for: word) {
      return "unknown command '\(typed)'; \(advice)"
    }
    return "unknown command '\(typed)'; "
      + (Self.guess(nearestCommands(to: word, in: program)) ?? Self.commands(command))
  }

  /// Commands of that name elsewhere, else those here that are spelled like it.
  private func nearestCommands(to word: String, in program: CommandTree) -> [String] {
    let shown = program.all().filter { $0.command.isShown && !$0.path.isEmpty }
    let same = shown.filter { $0.path.last == word }.map { $0.path.joined(separator: " ") }
    if !same.isEmpty { return Array(same.prefix(3)) }
    let others = path.isEmpty ? OtherWords.aliases.keys.filter { !$0.hasPrefix("-") }.sorted() : []
    let here = Nearest.names(to: word, among: command.shownNames + others)
    if !here.isEmpty { return here.map { (path + [$0]).joined(separator: " ") } }
    let elsewhere = Set(Nearest.names(to: word, among: shown.map { $0.path.last ?? "" }))
    return Array(
      shown.filter { elsewhere.contains($0.path.last ?? "") }.map { $0.path.joined(separator: " ") }
        .prefix(3))
  }

  private func nearestOptions(to word: String) -> [String] {
    let options =
      command.subcommands.isEmpty ? command.parameters : command.all().flatMap(\.command.parameters)
    return Nearest.names(
      to: word, among: options.flatMap(\.writtenNames).filter { $0.hasPrefix("--") })
  }

  private static func commands(_ command: CommandTree, _ article: String = "the") -> String {
    "\(article) commands are \(list(command.shownNames, "and"))"
  }

  /// A question that names what was meant; `nil` if nothing was.
  private static func guess(_ names: [String]) -> String? {
    names.isEmpty ? nil : "did you mean \(list(names.map { "'\($0)'" }, "or"))?"
  }

  private static func list(_ words: [String], _ last: String) -> String {
    guard words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " \(last) \(words[words.count - 1])"
  }
}

extension Parameter {
  /// Its name, without whether it can be left out.
  fileprivate var plain: String { "<\(valueName ?? "value")>" + (isRepeating ? "..." : "") }
}
