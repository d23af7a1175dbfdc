/// An unfinished command line as bash hands it over: text with quotes in it, of which bash replaces only what
/// follows the last character that it takes for the end of a word.
struct ShellLine: Equatable {
  private enum Quote { case none, single, double }

  /// The words, without the quotes; the last one is unfinished, and empty behind a blank.
  private(set) var words: [String] = []
  /// How many characters of the last word are not replaced.
  private(set) var kept = 0
  private var quote = Quote.none

  /// - Parameters:
  ///   - line: As far as the cursor.
  ///   - breaks: The characters that end a word for bash: `COMP_WORDBREAKS`.
  init(_ line: String, breaks: String) {
    var word = ""
    var isBegun = false
    var rest = line[...]
    while let next = rest.popFirst() {
      switch (quote, next) {
      case (.none, " "), (.none, "\t"), (.none, "\n"):
        if isBegun { words.append(word) }
        (word, isBegun, kept) = ("", false, 0)
        continue
      case (.none, "\\"):
        if let escaped = rest.popFirst() { word.append(escaped) }
      case (.double, "\\"):
        if let escaped = rest.first, "\"\\$`".contains(escaped) {
          rest.removeFirst()
          word.append(escaped)
        } else {
          word.append(next)
        }
      case (.none, "'"): (quote, kept) = (.single, word.count)
      case (.none, "\""): (quote, kept) = (.double, word.count)
      case (.single, "'"), (.double, "\""): quote = .none
      default:
        word.append(next)
        if quote == .none && breaks.contains(next) { kept = word.count }
      }
      isBegun = true
    }
    words.append(word)
  }

  /// What replaces the end of the last word to make it `word`, quoted as it began.
  func replacement(_ word: String) -> String {
    let rest = String(word.dropFirst(kept))
    switch quote {
    case .single: return rest.replacing("'", with: #"'\''"#)
    case .double: return rest.reduce(into: "") { $0 += "\"\\$`".contains($1) ? "\\\($1)" : "\($1)" }
    case .none: return rest.reduce(into: "") { $0 += Self.isPlain($1) ? "\($1)" : "\\\($1)" }
    }
  }

  private static func isPlain(_ character: Character) -> Bool {
    !character.isASCII || character.isLetter || character.isNumber
      || "/._-+,:@%=".contains(character)
  }

  static func == (one: ShellLine, other: ShellLine) -> Bool {
    one.words == other.words && one.kept == other.kept
  }
}
