import FileEffects

/// A piece of a web page: elements that are closed, and words in which nothing is a tag.
///
/// There is no other way to make one than from words, which are escaped, from other pieces, and from elements whose
/// names are in the program. So whatever a release or a user calls a file, it is text on the page.
struct HTML: Hashable, Sendable {
  /// As it is in the page's file.
  private(set) var source: String

  /// Words from anywhere. What cannot be seen in them is written as ``Spelling`` writes it.
  init(_ words: some StringProtocol) { source = Self.escaped(Spelling.lines(String(words))) }

  init(_ parts: [HTML]) { source = parts.map(\.source).joined() }

  private init(source: String) { self.source = source }

  /// An element with its contents.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ contents: HTML = HTML([])
  ) -> HTML {
    HTML(source: opening(name, attributes) + contents.source + "</\(name)>")
  }

  /// An element that never has contents.
  static func void(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]
  ) -> HTML {
    HTML(source: opening(name, attributes))
  }

  /// The page's own style, which is no text.
  static func style(_ rules: StaticString) -> HTML { HTML(source: "<style>\(rules)</style>") }

  private static func opening(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>
  ) -> String {
    "<\(name)"
      + attributes.map { " \($0)=\"\(escaped(Spelling.line($1)))\"" }.joined() + ">"
  }

  private static func escaped(_ text: String) -> String {
    // Most text has nothing to escape.
    guard text.utf8.contains(where: { special.contains($0) }) else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): result += "&amp;".utf8
      case UInt8(ascii: "<"): result += "&lt;".utf8
      case UInt8(ascii: ">"): result += "&gt;".utf8
      case UInt8(ascii: "\""): result += "&quot;".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let special = Array("&<>\"".utf8)

  static func + (first: HTML, second: HTML) -> HTML { HTML(source: first.source + second.source) }
  static func += (first: inout HTML, second: HTML) { first.source += second.source }
}

extension HTML: ExpressibleByStringInterpolation {
  /// A sentence with pieces in it: words are escaped, pieces are what they are.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = HTML([])

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { html += HTML(literal) }
    mutating func appendInterpolation(_ piece: HTML) { html += piece }
    mutating func appendInterpolation(_ words: some CustomStringConvertible) {
      html += HTML(String(describing: words))
    }
  }

  init(stringLiteral words: String) { self.init(words) }
  init(stringInterpolation: StringInterpolation) { self = stringInterpolation.html }
}
