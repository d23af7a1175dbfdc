/// A JSON value that can be written again without loss: the entries of an object stay in their order,
/// doubles included, and a number keeps its spelling, however long it is.
///
/// For small files that are rewritten whole. Merging configurations works on their text.
public indirect enum JSONValue: Hashable, Sendable {
  /// `true`, `false`, `null` or a number, as spelt.
  case word(String)
  case text(String)
  case list([JSONValue])
  case object([Entry])

  public struct Entry: Hashable, Sendable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  public static let null = word("null")

  public static func flag(_ value: Bool) -> JSONValue { .word(value ? "true" : "false") }

  /// What an object holds; `nil` for any other value.
  public var entries: [Entry]? { if case .object(let entries) = self { entries } else { nil } }

  public var items: [JSONValue]? { if case .list(let items) = self { items } else { nil } }

  public var text: String? { if case .text(let text) = self { text } else { nil } }
}

extension [JSONValue.Entry] {
  /// The value that counts for a key: the last. A new key is put at the end.
  public subscript(key: String) -> JSONValue? {
    get { last { $0.key == key }?.value }
    set {
      guard let newValue else { return removeAll { $0.key == key } }
      if let index = lastIndex(where: { $0.key == key }) {
        self[index].value = newValue
      } else {
        append(JSONValue.Entry(key, newValue))
      }
    }
  }
}

extension JSONValue {
  /// Reads a JSON text; comments and trailing commas are let pass.
  public init(_ bytes: [UInt8]) throws(ParseError) {
    let text = try ParsedText(json: bytes)
    func value(of node: Node) -> JSONValue {
      switch node.content {
      case .scalar(let text, let isText): isText ? .text(text.string) : .word(text.string)
      case .list(let items): .list(items.map { value(of: $0.value) })
      case .map(let entries):
        .object(entries.map { Entry($0.key?.text ?? "", value(of: $0.value)) })
      // JSON has none.
      case .alias(let name): .text(name.string)
      }
    }
    self = text.documents.first.map(value) ?? .null
  }

  /// The value as a text of its own, indented by two spaces, with a line break at its end.
  public var written: [UInt8] { Array((written(indent: "") + "\n").utf8) }

  private func written(indent: String) -> String {
    let inner = indent + "  "
    func lines(_ open: String, _ lines: [String], _ close: String) -> String {
      if lines.isEmpty { return open + close }
      return open + "\n" + lines.map { inner + $0 }.joined(separator: ",\n") + "\n" + indent + close
    }
    return switch self {
    case .word(let word): word
    case .text(let text): Self.quoted(text)
    case .list(let items): lines("[", items.map { $0.written(indent: inner) }, "]")
    case .object(let entries):
      lines(
        "{", entries.map { Self.quoted($0.key) + ": " + $0.value.written(indent: inner) }, "}")
    }
  }

  private static func quoted(_ text: String) -> String {
    ScalarText.doubleQuoted(text, escapingNonASCII: false)
  }
}
