/// What the words of a command line would mean, and the first thing that is wrong with them: for lines
/// that the argument parser refused, so that all of them are answered in one voice.
struct CommandLineReading {
  enum Problem: Equatable {
    /// The program has commands, and none is named.
    case noCommand
    case unknownCommand(String)
    case unknownOption(String)
    /// `next` is what follows instead of a value.
    case noValue(option: String, next: String?)
    case valueForFlag(option: String, value: String)
    case notAChoice(option: String, value: String)
    case tooMany(String)
    case missing(String)
  }

  /// The commands that are named, the program's own name left out.
  private(set) var path: [String] = []
  /// The last of them, or the program.
  private(set) var command: CommandTree
  /// Values of options, by the option's name with its dashes, and operands with an empty one.
  private(set) var values: [(name: String, value: String)] = []
  private(set) var problem: Problem?
  /// The same words as the parser takes them: options that stood before their command behind it, and a
  /// negative number joined to its option. `nil` if these are the words as they were.
  private(set) var rewritten: [String]?

  private var words: [String] = []
  /// Options before the command that they are for.
  private var early: [String] = []
  private var given: Set<String> = []

  init(_ line: [String], of program: CommandTree) {
    command = program
    var isChanged = false
    var rest = line[...]
    var operands: [String] = []
    while problem == nil, let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      if word.count > 1 && word.hasPrefix("-") {
        isChanged = readOption(word, &rest) || isChanged
      } else if let next = command.subcommand(word) {
        isChanged = isChanged || !early.isEmpty
        path.append(word)
        words.append(word)
        command = next
      } else if path.isEmpty, let real = OtherWords.aliases[word] {
        rest = real + rest
      } else if command.subcommands.isEmpty {
        operands.append(word)
        words.append(word)
      } else if let usual = usual(for: word) {
        take(usual)
        operands.append(word)
        words.append(word)
      } else {
        problem = .unknownCommand(word)
      }
    }
    if problem != nil { return }
    if let usual = command.defaultSubcommand { take(usual) }
    if !command.subcommands.isEmpty {
      problem = .noCommand
    } else if let other = given.sorted().first(where: { command.option($0) == nil }) {
      problem = .unknownOption(other)
    } else {
      read(operands)
    }
    let tail = line.firstIndex(of: "--").map { Array(line[$0...]) } ?? []
    if isChanged { rewritten = words + early + tail }
  }

  /// The command that a word is an operand of, where it is no command itself.
  private func usual(for word: String) -> CommandTree? {
    guard let usual = command.defaultSubcommand, !usual.operands.isEmpty,
      Nearest.names(to: word, among: command.shownNames).isEmpty
    else { return nil }
    return usual
  }

  private mutating func take(_ usual: CommandTree) {
    path.append(usual.name)
    command = usual
  }

  /// Reads an option and the value that follows; returns whether the parser needs it written in another
  /// way.
  private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) -> Bool {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = name == "--version" && path.isEmpty ? nil : option(name) else {
      if !isCluster(word) { problem = .unknownOption(name) } else { add([word]) }
      return false
    }
    given.insert(name)
    if option.kind == .flag {
      if parts.count > 1 { problem = .valueForFlag(option: name, value: String(parts[1])) }
      add([word])
      return false
    }
    var value = parts.count > 1 ? String(parts[1]) : nil
    var isJoined = false
    if value == nil, let next = rest.first {
      isJoined = next.hasPrefix("-") && Int(next) != nil && name.hasPrefix("--")
      if isJoined || next == "-" || !next.hasPrefix("-") { value = rest.popFirst() }
    }
    guard let value, parts.count == 1 || !value.isEmpty else {
      problem = .noValue(option: name, next: parts.count > 1 ? nil : rest.first)
      return false
    }
    values.append((name, value))
    if let all = option.allValues, !all.contains(value) {
      problem = .notAChoice(option: name, value: value)
    }
    add(parts.count > 1 ? [word] : isJoined ? ["\(name)=\(value)"] : [name, value])
    return isJoined
  }

  /// An option of the command, or of one below it if none is named yet and they agree about it.
  private func option(_ name: String) -> Parameter? {
    if let option = command.option(name) { return option }
    guard !command.subcommands.isEmpty else { return nil }
    let options = command.all().compactMap { $0.command.option(name) }
    return Set(options.map(\.kind)).count == 1 ? options.first : nil
  }

  /// Whether a word is several flags of one letter.
  private func isCluster(_ word: String) -> Bool {
    !word.hasPrefix("--") && word.dropFirst().allSatisfy { option("-\($0)")?.kind == .flag }
  }

  private mutating func add(_ pieces: [String]) {
    if command.subcommands.isEmpty { words += pieces } else { early += pieces }
  }

  private mutating func read(_ operands: [String]) {
    let places = command.operands
    for (index, word) in operands.enumerated() {
      values.append(("", word))
      guard index < places.count || places.last?.isRepeating ?? false else {
        problem = .tooMany(word)
        return
      }
    }
    let missing =
      places.dropFirst(operands.count)
      + command.parameters.filter {
        $0.kind == .option && given.isDisjoint(with: $0.writtenNames)
      }
    problem = missing.first { !$0.isOptional }.map { .missing($0.synopsis) }
  }
}
