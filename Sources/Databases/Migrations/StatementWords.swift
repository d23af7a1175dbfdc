/// A statement's tokens as words to be compared: keywords and names in lower case and without
/// quotes, literals as nothing but literals.
struct StatementWords {
  struct Word: Hashable {
    let text: String
    /// Whether it can be a keyword: it has no quotes.
    let isPlain: Bool
    /// How many parentheses are open before it.
    let depth: Int
    let offset: Int
  }

  let words: [Word]
  let line: Int

  init(_ statement: SQLScript.Statement, of text: SQLScript) {
    var depth = 0
    line = statement.line
    words = text.tokens[statement.tokens].map { token in
      let written = text.string(token)
      if written == ")" { depth -= 1 }
      defer { if written == "(" { depth += 1 } }
      let isLiteral = token.kind == .text || token.kind == .blob
      return Word(
        text: isLiteral ? "'" : SQLText.unquoted(written).lowercased(),
        isPlain: token.kind != .name && !isLiteral, depth: depth, offset: token.range.lowerBound)
    }
  }

  /// Whether the keywords follow each other from the word at `index` on.
  func has(_ keywords: String..., at index: Int) -> Bool {
    guard index >= 0, index + keywords.count <= words.count else { return false }
    return zip(words[index...], keywords).allSatisfy { $0.isPlain && $0.text == $1 }
  }

  /// Where the keywords follow each other, outside of parentheses.
  func first(_ keywords: String..., from start: Int = 0) -> Int? {
    words.indices.dropFirst(start).first { index in
      index + keywords.count <= words.count && words[index].depth == 0
        && zip(words[index...], keywords).allSatisfy { $0.isPlain && $0.text == $1 }
    }
  }

  /// The keyword that says what the statement does: the one after `WITH`'s tables, if it has any.
  var verbIndex: Int {
    guard has("with", at: 0) else { return 0 }
    let verbs: Set = ["select", "values", "insert", "replace", "update", "delete"]
    return words.firstIndex { $0.depth == 0 && $0.isPlain && verbs.contains($0.text) } ?? 0
  }

  var verb: String { words.isEmpty || !words[verbIndex].isPlain ? "" : words[verbIndex].text }

  /// The name that begins at `index`, without its schema, and where it ends.
  func name(at index: Int) -> (name: String, end: Int)? {
    guard index < words.count else { return nil }
    if has(".", at: index + 1), index + 2 < words.count {
      return (words[index + 2].text, index + 3)
    }
    return (words[index].text, index + 1)
  }

  /// What a `CREATE` makes, such as `table`, where its name begins, and whether only if there is none.
  var creation: (kind: String, name: Int, isConditional: Bool)? {
    guard has("create", at: 0) else { return nil }
    var index = 1
    while ["temp", "temporary", "unique", "virtual"].contains(where: { has($0, at: index) }) {
      index += 1
    }
    guard index < words.count else { return nil }
    let isConditional = has("if", "not", "exists", at: index + 1)
    return (words[index].text, index + (isConditional ? 4 : 1), isConditional)
  }

  /// The table whose rows a statement changes.
  var changedTable: String? {
    let start = verbIndex
    switch verb {
    case "insert", "replace":
      return first("into", from: start).flatMap { name(at: $0 + 1) }?.name
    case "delete": return name(at: start + 2)?.name
    case "update": return name(at: has("or", at: start + 1) ? start + 3 : start + 1)?.name
    default: return nil
    }
  }
}
