@testable import Presentation

/// A page taken apart, as a browser does it: elements in the order in which they begin.
struct PageReading {
  struct Element: Hashable {
    var name: String
    var attributes: [String: String]
  }

  private(set) var elements: [Element] = []
  /// What is between tags, as it is written.
  private(set) var texts: [String] = []
  /// The first thing in it that is wrong; `nil` if all is right.
  private(set) var fault: String?

  private static let void: Set = ["meta", "col"]

  init(_ page: String) {
    var open: [String] = []
    var rest = page.dropFirst(page.hasPrefix(Page.beginning) ? Page.beginning.count : 0)
    while let start = rest.firstIndex(of: "<") {
      texts.append(String(rest[..<start]))
      guard let end = Self.endOfTag(in: rest[start...]) else {
        fault = "a tag without an end"
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else {
          fault = "</\(tag)>"
          return
        }
        continue
      }
      guard let element = Self.element(tag) else {
        fault = "<\(tag)>"
        return
      }
      elements.append(element)
      if Self.void.contains(element.name) { continue }
      if element.name == "style" {
        guard let end = rest.firstRange(of: "</style>") else {
          fault = "a style without end"
          return
        }
        rest = rest[end.upperBound...]
      } else {
        open.append(element.name)
      }
    }
    texts.append(String(rest))
    if !open.isEmpty { fault = "not closed: \(open)" }
    if let text = texts.first(where: { $0.contains(">") }) { fault = text }
  }

  /// The `>` that ends a tag: none in quotation marks.
  private static func endOfTag(in text: Substring) -> Substring.Index? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ">" && !isQuoted { return index }
    }
    return nil
  }

  private static func element(_ tag: Substring) -> Element? {
    guard let name = tag.prefixMatch(of: /[a-z][a-z0-9]*/) else { return nil }
    var element = Element(name: String(name.output), attributes: [:])
    var rest = tag[name.range.upperBound...]
    while !rest.isEmpty {
      guard let found = rest.prefixMatch(of: /\ ([a-z-]+)="([^"<>]*)"/) else { return nil }
      element.attributes[String(found.output.1)] = String(found.output.2)
      rest = rest[found.range.upperBound...]
    }
    return element
  }
}
