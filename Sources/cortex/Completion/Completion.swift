import FoundationEssentials

/// What a shell is told of how an unfinished command line can go on.
struct Completion: Equatable {
  enum Kind: String {
    /// The words are all that there is.
    case words
    /// The shell knows: files, of this machine.
    case files
    case folders
  }

  struct Word: Equatable {
    /// The whole word, as the program reads it.
    var text: String
    /// For shells that show one beside it.
    var meaning = ""
  }

  var kind = Kind.words
  /// What stands before a file's name in the same word, as in `--from=`.
  var lead = ""
  var words: [Word] = []

  static let nothing = Completion()

  /// - Parameters:
  ///   - line: The words after the program's name; the last one is what is to be completed.
  ///   - suggest: The words that only the deployment knows.
  init(
    of line: [String], _ program: CommandTree,
    suggest: (Suggested, CompletionPlace, _ word: String) -> [Word]
  ) {
    let place = CompletionPlace(line, of: program)
    let word = line.last ?? ""
    switch place.wanted {
    case .nothing: break
    case .command(let command):
      words = command.subcommands.filter(\.isShown).map {
        Word(text: $0.name, meaning: Self.brief($0.abstract))
      }
    case .option(let command): words = Self.options(of: command, place, word)
    case .value(let parameter, let lead):
      self.lead = lead
      switch parameter.suggestions {
      case .none: break
      case .files: kind = .files
      case .folders: kind = .folders
      case .list(let list): words = list.map { Word(text: $0) }
      case .suggested(let suggested):
        words = suggest(suggested, place, String(word.dropFirst(lead.count)))
      }
      for index in words.indices { words[index].text = lead + words[index].text }
    }
    words.removeAll { !$0.text.hasPrefix(word) || $0.text.contains(where: \.isNewline) }
  }

  private init() {}

  /// The options that are not typed yet, each by its long name; a letter where that is asked for, or there is no
  /// other.
  private static func options(
    of command: CommandTree, _ place: CompletionPlace, _ word: String
  ) -> [Word] {
    let commands = [command, command.defaultSubcommand].compactMap(\.self)
    let options = commands.flatMap(\.parameters).filter {
      $0.isShown && $0.kind != .positional
        && ($0.isRepeating || place.given.isDisjoint(with: $0.writtenNames))
    }
    return options.flatMap { option in
      let long = option.writtenNames.filter { $0.hasPrefix("--") }
      let names = long.isEmpty || word == "-" ? option.writtenNames : long
      return names.map { Word(text: $0, meaning: brief(option.abstract)) }
    }
  }

  /// The first clause of a help, without what is in brackets: there is one line for it.
  private static func brief(_ help: String?) -> String {
    guard let help else { return "" }
    let ends = [" (", "; ", ": ", ". "].compactMap { help.firstRange(of: $0)?.lowerBound }
    let clause = help[..<(ends.min() ?? help.endIndex)]
    return String(clause.hasSuffix(".") ? clause.dropLast() : clause)
  }

  /// What the scripts for zsh and fish read: the kind, with a file's lead behind it, and a word in each line, with
  /// its meaning behind a tab.
  var lines: String {
    "\(kind.rawValue)\t\(lead)\n"
      + words.map { "\($0.text)\t\($0.meaning)\n" }.joined()
  }
}
