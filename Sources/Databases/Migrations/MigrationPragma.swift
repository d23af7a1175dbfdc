/// A `PRAGMA` statement: its name in lower case, and what it is set to.
struct Pragma {
  let name: String
  /// The schema before its name, in lower case.
  let schema: String?
  /// The value as it is written; `nil` if it is only asked for.
  let value: String?
}

extension MigrationText {
  /// What a statement's `PRAGMA` is; `nil` for any other statement.
  func pragma(_ statement: Statement) -> Pragma? {
    guard let first = tokens[statement.tokens].first, string(first).lowercased() == "pragma" else {
      return nil
    }
    var words = tokens[statement.tokens].dropFirst().prefix(64).map(string)[...]
    guard var name = words.popFirst() else { return nil }
    var schema: String?
    if words.first == ".", let second = words.dropFirst().first {
      schema = Self.unquoted(name).lowercased()
      name = second
      words = words.dropFirst(2)
    }
    var value: String?
    if let first = words.popFirst(), first == "=" || first == "(" {
      if first == "(" && words.last == ")" { words.removeLast() }
      value = words.joined()
    }
    return Pragma(name: Self.unquoted(name).lowercased(), schema: schema, value: value)
  }

  /// The name that is meant by one with quotes or brackets.
  static func unquoted(_ name: String) -> String {
    guard let quote = name.first, "\"`['".contains(quote), name.count > 1 else { return name }
    let inner = String(name.dropFirst().dropLast())
    return quote == "[" ? inner : inner.replacing("\(quote)\(quote)", with: "\(quote)")
  }

  /// What `PRAGMA user_version` is set to, if it is.
  func version(in fileName: String) throws(MigrationError) -> Int? {
    var found: (text: String, line: Int, number: Int)?
    for statement in statements {
      guard let pragma = pragma(statement), pragma.name == "user_version",
        let text = pragma.value
      else { continue }
      guard let number = Int32(text), number > 0,
        text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
      else { throw MigrationError(fileName, line: statement.line, .unusableVersion(text)) }
      if let found {
        throw MigrationError(
          fileName, line: statement.line,
          .versionSetTwice(first: found.text, line: found.line, second: text))
      }
      found = (text, statement.line, Int(number))
    }
    return found?.number
  }
}
