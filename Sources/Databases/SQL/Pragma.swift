/// A `PRAGMA` statement: its name in lower case, and what it is set to.
struct Pragma {
  let name: String
  /// The schema before its name, in lower case.
  let schema: String?
  /// The value as it is written; `nil` if it is only asked for.
  let value: String?
}

extension SQLScript {
  /// What a statement's `PRAGMA` is; `nil` for any other statement.
  func pragma(_ statement: Statement) -> Pragma? {
    guard let first = tokens[statement.tokens].first, string(first).lowercased() == "pragma" else {
      return nil
    }
    var words = tokens[statement.tokens].dropFirst().prefix(64).map(string)[...]
    guard var name = words.popFirst() else { return nil }
    var schema: String?
    if words.first == ".", let second = words.dropFirst().first {
      schema = SQLText.unquoted(name).lowercased()
      name = second
      words = words.dropFirst(2)
    }
    var value: String?
    if let first = words.popFirst(), first == "=" || first == "(" {
      if first == "(" && words.last == ")" { words.removeLast() }
      value = words.joined()
    }
    return Pragma(name: SQLText.unquoted(name).lowercased(), schema: schema, value: value)
  }
}
