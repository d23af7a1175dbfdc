/// A value in a configuration, with its place.
final class Node: Sendable {
  enum Content: Sendable {
    /// `isText` tells `"5"` from `5`: whether a reader takes it for text whatever it says.
    case scalar(ExactText, isText: Bool)
    case alias(ExactText)
    case list([Element])
    case map([Element])
  }

  enum Style: Hashable, Sendable {
    case plain, singleQuoted, doubleQuoted
    /// `|` and `>`.
    case blockScalar
    /// A list or map in brackets.
    case flow
    /// A list or map by indentation.
    case block
  }

  let content: Content
  let style: Style
  /// A tag other than the one that the content has by itself.
  let tag: String?
  let anchor: String?
  /// The first byte, of the anchor or tag if there is one.
  let start: Int
  /// The first byte of the content itself.
  let body: Int
  /// The first byte after the content. A block list or map ends with its last value.
  let end: Int
  /// Whether a list or map is written in a way that it can be edited in.
  let isRegular: Bool
  /// Equal for equal values; different, but for an accident, for different ones.
  let digest: Int
  /// How many values there are, those that aliases repeat included.
  let weight: Int
  /// 1 for a scalar, 2 for an empty list, and one more than its deepest value for any other.
  let height: Int
  /// Whether it or anything in it has an anchor.
  let hasAnchors: Bool
  /// Whether it or anything in it is an alias.
  let hasAliases: Bool

  /// `cost` is what an alias stands for; of all others it is computed.
  init(
    _ content: Content, style: Style, tag: String? = nil, anchor: String? = nil, start: Int,
    body: Int, end: Int, isRegular: Bool = true, cost: (weight: Int, height: Int)? = nil
  ) {
    (self.content, self.style, self.tag, self.anchor) = (content, style, tag, anchor)
    (self.start, self.body, self.end, self.isRegular) = (start, body, end, isRegular)
    digest = Self.digest(content, tag)
    var (weight, height) = cost ?? (1, 1)
    var (hasAnchors, hasAliases) = (anchor != nil, false)
    switch content {
    case .scalar: break
    case .alias: hasAliases = true
    case .list(let elements), .map(let elements):
      height = 2
      for element in elements {
        for node in [element.key, element.value] {
          guard let node else { continue }
          weight = weight.addingSaturated(node.weight)
          height = max(height, 1 + node.height)
          if node.hasAnchors { hasAnchors = true }
          if node.hasAliases { hasAliases = true }
        }
      }
    }
    (self.weight, self.height) = (weight, height)
    (self.hasAnchors, self.hasAliases) = (hasAnchors, hasAliases)
  }

  /// The entries of a map or the items of a list; none for any other.
  var elements: [Element] {
    switch content {
    case .list(let elements), .map(let elements): elements
    case .scalar, .alias: []
    }
  }

  var isMap: Bool { if case .map = content { true } else { false } }
  var isList: Bool { if case .list = content { true } else { false } }
  var isCollection: Bool { isMap || isList }

  /// The text of a scalar.
  var text: String? { if case .scalar(let text, _) = content { text.string } else { nil } }

  /// The value of the only entry of a map that has this scalar as its key.
  subscript(key: String) -> Node? {
    guard isMap else { return nil }
    let found = elements.filter { $0.key?.text == key }
    return found.count == 1 ? found.first?.value : nil
  }
}

/// An entry of a map or an item of a list.
struct Element: Sendable {
  /// `nil` for an item of a list.
  var key: Node?
  var value: Node
  /// The first byte: of the key, or of the `-` or `?` before it.
  var start: Int
  /// The first byte after the `:` or `-`; the start of an item in brackets.
  var indicatorEnd: Int
  /// Where the blank lines and comments begin that are before it; the same as `start` where it does
  /// not have its lines to itself.
  var lead: Int
  /// Where it ends: with its last line, comments beside and below it included; in brackets with its
  /// value.
  var end: Int
  /// Whether nothing but spaces is before it on its line.
  var isFirstOnLine = true
  /// Where the comma after it is, in JSON.
  var comma: Int?
}

extension Int {
  func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
