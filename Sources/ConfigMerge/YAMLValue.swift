/// The value of a YAML document, without its comments, anchors and spelling.
///
/// For reading small files. What writes configurations back works on their text.
public indirect enum YAMLValue: Hashable, Sendable {
  /// `isPlain` tells `5` and `true` from `"5"` and `!!str true`: only a plain scalar may stand for
  /// anything but text.
  case scalar(String, isPlain: Bool)
  case list([YAMLValue])
  /// The entries as they are written, in order, doubles and merge keys (`<<`) included.
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

/// Why a text is not the YAML that was expected, and where.
public struct YAMLError: Error, Hashable, Sendable {
  /// Counted from 1.
  public let line: Int
  /// Counted from 1, in characters.
  public let column: Int
  /// What is wrong, mostly in the words of libyaml.
  public let reason: String

  public init(line: Int, column: Int, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

extension YAMLError: CustomStringConvertible {
  public var description: String { "line \(line), column \(column): \(reason)" }
}
