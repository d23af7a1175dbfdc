/// What the last word of an unfinished command line is the beginning of.
struct CompletionPlace {
  enum Wanted {
    case command(of: CommandTree)
    case option(of: CommandTree)
    /// A value; `lead` is what stands before it in the same word, as in `--data=`.
    case value(of: Parameter, lead: String)
    case nothing
  }

  private(set) var wanted = Wanted.nothing
  /// Values of options by their names with dashes, as far as they are typed.
  private(set) var values: [String: String] = [:]
  private(set) var operands: [String] = []
  /// Options that are typed already.
  private(set) var given: Set<String> = []

  private var command: CommandTree
  private var asksForHelp = false

  /// - Parameter words: The words after the program's name; the last one is what is to be completed, and empty
  ///   where nothing is typed of it yet.
  init(_ words: [String], of program: CommandTree) {
    command = program
    var rest = words.dropLast()
    // As on a whole line; the word to be completed stays as it is.
    if let first = rest.first, let real = OtherWords.aliases[first] {
      rest = real + rest.dropFirst()
    }
    var awaited: Parameter?
    var areOperands = false
    while let word = rest.popFirst() {
      if let option = awaited {
        for name in option.writtenNames { values[name] = word }
        awaited = nil
      } else if areOperands {
        operands.append(word)
      } else if word == "--" {
        areOperands = true
      } else if word.count > 1 && word.hasPrefix("-") {
        awaited = readOption(word)
      } else {
        readWord(word)
      }
    }
    decide(words.last ?? "", awaited, areOperands)
  }

  /// Returns the option whose value is the next word.
  private mutating func readOption(_ word: String) -> Parameter? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let option = option(String(parts[0])) else { return nil }
    given.formUnion(option.writtenNames)
    guard option.kind == .option else { return nil }
    if parts.count == 1 { return option }
    for name in option.writtenNames { values[name] = String(parts[1]) }
    return nil
  }

  private mutating func readWord(_ word: String) {
    if command.name == "cortex" && word == "help" && !asksForHelp {
      asksForHelp = true
    } else if let next = command.subcommand(word) {
      command = next
    } else {
      if let usual = command.defaultSubcommand { command = usual }
      operands.append(word)
    }
  }

  private mutating func decide(_ word: String, _ awaited: Parameter?, _ areOperands: Bool) {
    if let awaited {
      wanted = .value(of: awaited, lead: "")
    } else if asksForHelp {
      wanted = .command(of: command)
    } else if word.hasPrefix("-") && !areOperands {
      if let cut = word.firstIndex(of: "=") {
        guard let option = option(String(word[..<cut])), option.kind == .option else { return }
        wanted = .value(of: option, lead: String(word[...cut]))
      } else {
        wanted = .option(of: command)
      }
    } else if !command.subcommands.isEmpty {
      // Behind a word that is no command nothing can follow.
      guard operands.isEmpty && !areOperands else { return }
      wanted = .command(of: command)
    } else {
      decideOperand(word, areOperands)
    }
  }

  private mutating func decideOperand(_ word: String, _ areOperands: Bool) {
    let places = command.operands
    if operands.count < places.count {
      wanted = .value(of: places[operands.count], lead: "")
    } else if let last = places.last, last.isRepeating {
      wanted = .value(of: last, lead: "")
    } else if word.isEmpty && !areOperands {
      // There is nothing else to be typed.
      wanted = .option(of: command)
    }
  }

  /// An option of the command, or of one below it if none is named yet.
  private func option(_ name: String) -> Parameter? {
    command.option(name) ?? command.all().lazy.compactMap { $0.command.option(name) }.first
  }
}
