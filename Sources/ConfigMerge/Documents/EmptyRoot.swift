/// A document without anything in it: a file of comments, or `---` and nothing more.
///
/// It becomes a map or a list as soon as somebody writes the first entry, so beside maps it is an empty
/// map, and beside lists an empty list.
extension Node {
  static func emptyDocument(at place: Int) -> Node {
    Node(
      .scalar(ExactText(""), isText: false), style: .plain, start: place, body: place, end: place)
  }

  /// Whether nothing is written there, not even `null`.
  var isEmptyDocument: Bool {
    guard case .scalar(let text, isText: false) = content else { return false }
    return text.string.isEmpty && style == .plain && start == end && tag == nil && anchor == nil
  }

  /// Whether it is an empty document, or one taken for an empty map or list.
  var isUnwritten: Bool { isEmptyDocument || (style == .block && elements.isEmpty) }

  /// Whether both mean the same as documents.
  func isSameDocument(as other: Node) -> Bool {
    isSame(as: other) || (isUnwritten && other.isUnwritten)
  }
}

/// What documents without anything in them are, beside the others of one class.
enum EmptyRoot {
  /// The content of an empty document whose counterparts are these; `nil` where they do not agree.
  static func content(beside documents: [Node]) -> Node.Content? {
    let written = documents.filter { !$0.isEmptyDocument }
    guard !written.isEmpty, written.count < documents.count,
      written.allSatisfy({ $0.tag == nil && $0.anchor == nil })
    else { return nil }
    if written.allSatisfy(\.isMap) { return .map([]) }
    if written.allSatisfy(\.isList) { return .list([]) }
    return nil
  }

  /// The same document without the comments that were there before its entries were.
  ///
  /// What the base has as comments of an empty document belongs to no entry that comes in later.
  static func withoutComments(
    of base: Set<ExactText>, before document: Node, in text: ParsedText
  ) -> Node {
    func trimmed(_ element: Element) -> Element {
      var element = element
      guard element.isFirstOnLine else { return element }
      let known = text.comments(in: element.lead..<element.start).last {
        base.contains(ExactText($0.text))
      }
      if let known { element.lead = max(element.lead, text.lineEnd(of: known.start)) }
      return element
    }
    let elements = document.elements.map(trimmed)
    return Node(
      document.isMap ? .map(elements) : .list(elements), style: document.style, tag: document.tag,
      anchor: document.anchor, start: document.start, body: document.body, end: document.end,
      isRegular: document.isRegular)
  }
}
