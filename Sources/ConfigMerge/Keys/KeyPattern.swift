/// Keys of a configuration, as somebody writes them: as conflicts are named, `templates.greeting.title` or
/// `capabilities[id=review].status`, with `*` for any one key or item.
public struct KeyPattern: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    /// Any one key, or any one item of a list.
    case any
    /// An item that has this value at one of its keys.
    case identity(key: String, value: String)
    /// An item of a list: a scalar, or its number counted from 0.
    case item(String)
  }

  var steps: [Step]

  /// `nil` for a text that names no key.
  public init?(_ text: String) {
    var reader = KeyReader(text)
    guard let steps = reader.steps(), !steps.isEmpty else { return nil }
    self.steps = steps
  }
}

/// Reads a text as ``KeyPattern`` has it.
private struct KeyReader {
  private var rest: Substring.UnicodeScalarView

  init(_ text: String) { rest = text[...].unicodeScalars }

  mutating func steps() -> [KeyPattern.Step]? {
    var steps: [KeyPattern.Step] = []
    while let next = rest.first {
      if next == "[" {
        rest.removeFirst()
        guard let step = bracketed() else { return nil }
        steps.append(step)
        continue
      }
      if !steps.isEmpty {
        guard next == "." else { return nil }
        rest.removeFirst()
      }
      guard let (name, isQuoted) = name(until: ".[") else { return nil }
      steps.append(name == "*" && !isQuoted ? .any : .key(name))
    }
    return steps
  }

  /// What is in brackets, up to the one that ends it.
  private mutating func bracketed() -> KeyPattern.Step? {
    guard let (name, isQuoted) = name(until: "=]") else { return nil }
    guard let end = rest.popFirst() else { return nil }
    if end == "]" { return name == "*" && !isQuoted ? .any : .item(name) }
    guard end == "=", let (value, _) = self.name(until: "]"), rest.popFirst() == "]" else {
      return nil
    }
    return .identity(key: name, value: value)
  }

  /// A name in quotation marks, or one that ends before one of these; `nil` where there is none.
  private mutating func name(until ends: String) -> (text: String, isQuoted: Bool)? {
    guard rest.first == "\"" else {
      let name = rest.prefix { !ends.unicodeScalars.contains($0) && $0 != "\"" }
      rest = rest[name.endIndex...]
      return name.isEmpty || name.contains("]") ? nil : (String(name), false)
    }
    var (length, isEscaped) = (1, false)
    for scalar in rest.dropFirst() {
      length += 1
      if scalar == "\"" && !isEscaped {
        let quoted = String(rest.prefix(length))
        rest = rest.dropFirst(length)
        guard case .success(let text) = ParsedText.read(Array(quoted.utf8), as: .json),
          let name = text.documents.first?.text
        else { return nil }
        return (name, true)
      }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return nil
  }
}
