import Presentation

/// What the completion scripts ask the program: it answers with what can follow, or with nothing.
///
///     cortex ---complete words WORD…            the words after the program's name, the last unfinished
///     cortex ---complete bash LINE BREAKS TYPE  COMP_LINE up to the cursor, COMP_WORDBREAKS, COMP_TYPE
enum CompletionAnswer {
  static let request = "---complete"

  /// `nil` if the words are no such request.
  static func text(_ words: [String]) -> String? {
    guard words.first == request else { return nil }
    guard let program = CommandTree.program else { return "" }
    switch words.dropFirst().first {
    case "words" where words.count > 2: return answer(Array(words[2...]), program).lines
    case "bash" where words.count == 5:
      let line = ShellLine(words[2], breaks: words[3])
      return forBash(line, answer(Array(line.words.dropFirst()), program), menu: words[4])
    default: return ""
    }
  }

  private static func answer(_ line: [String], _ program: CommandTree) -> Completion {
    Completion(of: line, program) { suggested, place, word in
      // Nobody asked for anything: where there is no deployment, nothing is suggested.
      (try? DeploymentWords(place).words(suggested, for: word)) ?? []
    }
  }

  /// bash shows no meanings: where it only lists the words, they are made part of them. `menu` is `COMP_TYPE`, which
  /// says whether it would put one of them into the line (37 and 42).
  private static func forBash(
    _ line: ShellLine, _ completion: Completion, menu: String
  ) -> String {
    let words = completion.words
    let showsMeanings =
      words.count > 1 && !["37", "42"].contains(menu)
      && words.allSatisfy { $0.meaning.count <= 60 }
    let width = showsMeanings ? words.map { line.replacement($0.text).count }.max() ?? 0 : 0
    return "\(completion.kind.rawValue)\n"
      + words.map { word in
        let text = line.replacement(word.text)
        guard showsMeanings, !word.meaning.isEmpty else { return text + "\n" }
        return text + String(repeating: " ", count: width - text.count + 2) + "(\(word.meaning))\n"
      }.joined()
  }
}
