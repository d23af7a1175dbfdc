/// The value of a YAML document, without its comments, anchors and spelling.
///
/// For reading small files. What writes configurations back works on their text.
public indirect enum YAMLValue: Hashable, Sendable {
  /// `isText` tells `"5"` and `!!str true` from `5` and `true`.
  case scalar(String, isText: Bool)
  case list([YAMLValue])
  /// The entries as written, in order, doubles and merge keys (`<<`) included.
  case map([Entry])

  /// A key of a map with its value.
  public struct Entry: Hashable, Sendable {
    public var key: YAMLValue
    public var value: YAMLValue
    /// Where the key is, counted from 1.
    public var line: Int

    public init(key: YAMLValue, value: YAMLValue, line: Int) {
      self.key = key
      self.value = value
      self.line = line
    }
  }

  /// The text of a scalar.
  public var text: String? {
    if case .scalar(let text, _) = self { text } else { nil }
  }

  /// The values in a list.
  public var items: [YAMLValue]? {
    if case .list(let items) = self { items } else { nil }
  }

  /// The entries of a map.
  public var entries: [Entry]? {
    if case .map(let entries) = self { entries } else { nil }
  }

  /// The value of the first entry of a map that has this scalar as its key.
  public subscript(key: String) -> YAMLValue? {
    entries?.first { $0.key.text == key }?.value
  }
}

extension YAMLValue {
  /// Reads the first document in `bytes`; `nil` if there is none.
  ///
  /// Aliases stand for what they refer to. A document that would be huge with them is refused.
  public static func read(_ bytes: [UInt8]) throws(ParseError) -> YAMLValue? {
    let text = try ParsedText(yaml: bytes)
    var anchors: [String: YAMLValue] = [:]
    func value(of node: Node) -> YAMLValue {
      let value: YAMLValue =
        switch node.content {
        case .scalar(let text, let isText): .scalar(text.string, isText: isText)
        // The reader has made sure that there is one.
        case .alias(let name): anchors[name.string] ?? .list([])
        case .list(let items): .list(items.map { value(of: $0.value) })
        case .map(let entries):
          .map(
            entries.map { entry in
              Entry(
                key: entry.key.map(value) ?? .list([]), value: value(of: entry.value),
                line: text.line(of: entry.key?.start ?? entry.start) + 1)
            })
        }
      if let name = node.anchor { anchors[name] = value }
      return value
    }
    return text.documents.first.map(value)
  }
}
