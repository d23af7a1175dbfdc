import Presentation

extension CommandLineReading {
  /// The fault, with what the program offers instead.
  func fault(of problem: Problem, in program: CommandTree) -> UsageFault {
    let name = ([program.name] + path).joined(separator: " ")
    switch problem {
    case .noCommand:
      return .noCommand(commands: command.shownNames)
    case .unknownCommand(let word):
      return unknown(word, in: program)
    case .unknownOption(let word) where Int(word) != nil:
      return .negativeNumber(word, command: name)
    case .unknownOption("--version") where path.isEmpty:
      return .versionWithMore
    case .unknownOption(let word):
      return .unknownOption(word, near: nearestOptions(to: word), command: name)
    case .noValue(let option, let next):
      let parameter = self.parameter(option)
      // What is in brackets is more than whoever forgot a value needs.
      let meaning = parameter?.abstract?.split(separator: " (").first
      return .noValue(
        option: option, next: next, value: parameter?.valueName ?? "value",
        meaning: meaning.map(UsageError.lowercased))
    case .valueForFlag(let option, let value):
      return .valueForFlag(option: option, value: value)
    case .notAChoice(let option, let value):
      let all = parameter(option)?.allValues ?? []
      return .notAChoice(
        option: option, value: value, choices: all, near: Nearest.names(to: value, among: all))
    case .tooMany(let word):
      return .tooMany(
        word, command: name, places: command.operands.map(\.plain),
        taken: values.filter { $0.name.isEmpty }.map(\.value).dropLast())
    case .missing(let place):
      let needed = command.parameters.filter { !$0.isOptional }.map(\.synopsis)
      return .missing(place, usage: ([name] + needed).joined(separator: " "))
    }
  }

  private func parameter(_ name: String) -> Parameter? {
    command.option(name) ?? command.all().lazy.compactMap { $0.command.option(name) }.first
  }

  private func unknown(_ word: String, in program: CommandTree) -> UsageFault {
    let typed = (path + [word]).joined(separator: " ")
    if word.contains(where: \.isWhitespace) || word.isEmpty {
      let first =
        word.split(whereSeparator: \.isWhitespace).map(String.init)
        .first { $0.lowercased() != program.name } ?? ""
      if let meant = command.subcommand(first) {
        let name = (path + [meant.name]).joined(separator: " ")
        return .notACommand(typed, .commands(command.shownNames, near: name))
      }
      return .notACommand(typed, counterpart(of: first) ?? allCommands)
    }
    if let hint = counterpart(of: word) { return .unknownCommand(typed, hint) }
    let near = nearestCommands(to: word, in: program)
    return .unknownCommand(typed, near.isEmpty ? allCommands : .near(near))
  }

  private var allCommands: UsageFault.Hint { .commands(command.shownNames, near: nil) }

  /// Only of the program itself: below its commands, words are its own.
  private func counterpart(of word: String) -> UsageFault.Hint? {
    path.isEmpty ? OtherWords.counterpart(of: word).map { .counterpart($0) } : nil
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
}

extension Parameter {
  /// Its name, without whether it can be left out.
  fileprivate var plain: String { "<\(valueName ?? "value")>" + (isRepeating ? "..." : "") }
}
