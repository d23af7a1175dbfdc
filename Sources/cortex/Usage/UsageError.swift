import ArgumentParser
import FileEffects
import Presentation

/// A command line that makes no sense: what is wrong with it, and what to type.
struct UsageError: Phrased {
  /// Without advice, if there is no more to say than to read the help.
  let phrasing: Phrasing
  /// The command that was meant, or the program.
  let command: String

  /// What is wrong with a line that the argument parser, or the command itself, refused; `nil` if it was
  /// for another reason that the command ended.
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
      phrasing = line.phrasing(of: problem, in: program)
    } else if let bad = Self.find(BadValue.self, in: refusal) {
      phrasing = bad.phrasing
      let names = line.values.filter { $0.value == bad.word }.map(\.name)
      if names.count == 1 && !names[0].isEmpty {
        phrasing.message = "\(names[0]): \(phrasing.message)"
      }
    } else if let bad = Self.find(BadUsage.self, in: refusal) {
      phrasing = bad.phrasing
    } else {
      phrasing = Self.phrasing(of: Cortex.message(for: refusal), line.command)
    }
    // Words that were typed are in it.
    phrasing.message = Spelling.line(phrasing.message)
    phrasing.advice = Spelling.line(phrasing.advice)
    self.phrasing = phrasing
  }

  /// What to read.
  var hint: String { "'\(command) --help'" }

  /// The parser puts an error of ours into some of its own, none of which can be named here.
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

  /// What the parser says, in the words of this program; a value that it only calls invalid gets the
  /// help of what it is for.
  private static func phrasing(of message: String, _ command: CommandTree) -> Phrasing {
    if let parts = message.wholeMatch(of: /(?s)The value '.*' is invalid for '.*?': (.*)/) {
      return Phrasing(.usage, String(parts.1))
    }
    if let parts = message.wholeMatch(of: /(?s)The value '(.*)' is invalid for '(.*)'/) {
      let (value, place) = (parts.1, String(parts.2))
      let parameter = command.parameters.first { parameter in
        place == "<\(parameter.valueName ?? "")>"
          || parameter.writtenNames.contains { place.hasPrefix("\($0) <") }
      }
      let help = parameter?.abstract.map { $0.prefix(1).lowercased() + $0.dropFirst() }
      return Phrasing(
        .usage, "invalid value '\(value)' for \(place)",
        advice: help.map { "expected: \($0)" } ?? "")
    }
    return Phrasing(.usage, message.prefix(1).lowercased() + message.dropFirst())
  }
}

extension CommandLineReading {
  /// What is wrong, and what to type.
  func phrasing(of problem: Problem, in program: CommandTree) -> Phrasing {
    let name = ([program.name] + path).joined(separator: " ")
    let hint = "see '\(name) --help'"
    switch problem {
    case .noCommand:
      return Phrasing(.usage, "no command given", advice: Self.commands(command))
    case .unknownCommand(let word):
      return unknown(word, in: program)
    case .unknownOption(let word) where Int(word) != nil:
      return Phrasing(
        .usage, "'\(word)' looks like an option, since it begins with '-'", advice: hint)
    case .unknownOption("--version") where path.isEmpty:
      return Phrasing(
        .usage, "--version takes no arguments", advice: "run 'cortex --version'")
    case .unknownOption(let word):
      return Phrasing(
        .usage, "unknown option '\(word)'", advice: Self.guess(nearestOptions(to: word)) ?? hint)
    case .noValue(let option, let next):
      let parameter = self.parameter(option)
      let abstract = parameter?.abstract?.split(separator: " (").first
      let help = abstract.map { ": \($0.prefix(1).lowercased())\($0.dropFirst())" } ?? ""
      let instead = next.map { ", but '\($0)' is an option" } ?? ""
      return Phrasing(
        .usage, "\(option) needs a value\(instead)",
        advice: "give <\(parameter?.valueName ?? "value")>\(help)")
    case .valueForFlag(let option, let value):
      return Phrasing(
        .usage, "\(option) takes no value, but got '\(value)'", advice: "use \(option) alone")
    case .notAChoice(let option, let value):
      let all = parameter(option)?.allValues ?? []
      let near = Nearest.names(to: value, among: all)
      let list = "\(option) takes \(Self.list(all, "or"))"
      return Phrasing(
        .usage, "\(option): unknown value '\(value)'",
        advice: Self.guess(near).map { "\($0) It takes \(Self.list(all, "or"))" } ?? list)
    case .tooMany(let word):
      let places = command.operands
      let taken = values.filter { $0.name.isEmpty }.map { "'\($0.value)'" }.dropLast()
      let takes =
        places.isEmpty
        ? "'\(name)' takes no arguments"
        : taken.count == 1
          ? "'\(name)' takes one \(places[0].plain), and already has \(taken[0])"
          : "'\(name)' takes \(places.map(\.plain).joined(separator: " ")): "
            + Self.list(Array(taken), "and")
      let meant =
        name.hasSuffix("rollback") ? "; 'cortex rollback --to \(word)' goes to a generation" : ""
      return Phrasing(.usage, "unexpected argument '\(word)'", advice: takes + meant)
    case .missing(let place):
      let needed = command.parameters.filter { !$0.isOptional }.map(\.synopsis)
      return Phrasing(
        .usage, "\(place) is missing",
        advice: "type '\(([name] + needed).joined(separator: " "))'")
    }
  }

  private func parameter(_ name: String) -> Parameter? {
    command.option(name) ?? command.all().lazy.compactMap { $0.command.option(name) }.first
  }

  private func unknown(_ word: String, in program: CommandTree) -> Phrasing {
    let typed = (path + [word]).joined(separator: " ")
    if word.contains(where: \.isWhitespace) || word.isEmpty {
      let first =
        word.split(whereSeparator: \.isWhitespace).map(String.init)
        .first { $0.lowercased() != program.name } ?? ""
      let guess = command.subcommand(first).map {
        "did you mean '\((path + [$0.name]).joined(separator: " "))'? "
      }
      let advice = path.isEmpty && guess == nil ? OtherWords.advice(for: first) : nil
      return Phrasing(
        .usage, "'\(typed)' is not a command",
        advice: advice ?? guess.map { $0 + Self.commands(command, "The") }
          ?? Self.commands(command))
    }
    let advice = path.isEmpty ? OtherWords.advice(for: word) : nil
    return Phrasing(
      .usage, "unknown command '\(typed)'",
      advice: advice ?? Self.guess(nearestCommands(to: word, in: program))
        ?? Self.commands(command))
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
