/// The lists and maps of a YAML text that have begun and not ended, and what ended.
struct YAMLNesting {
  /// A list or map whose end is still to come.
  struct OpenCollection {
    let isMap: Bool
    let style: Node.Style
    let tag: String?
    let anchor: String?
    let start: Int
    var body: Int
    var isRegular = true
    var elements: [Element] = []
    /// The key that waits for its value.
    var key: Node?
    /// Where the element under way begins, and where its `:` or `-` ends.
    var elementStart: Int?
    var indicatorEnd: Int?
    var hasBrackets = false

    var expectsValue: Bool { key != nil }
  }

  private var open: [OpenCollection] = []
  private(set) var documents: [Node] = []
  private(set) var duplicateKeys = 0
  /// What an alias to a name costs.
  private var anchors: [String: (weight: Int, height: Int)] = [:]

  /// How many lists and maps are open.
  var depth: Int { open.count }

  mutating func beginDocument() { anchors = [:] }

  mutating func begin(_ collection: OpenCollection) {
    // Until it ends, its name refers to it and to nothing before it.
    if let name = collection.anchor { anchors[name] = nil }
    open.append(collection)
  }

  /// Closes the last list or map that began; it is still to be put where it belongs.
  mutating func end() -> OpenCollection? {
    let collection = open.popLast()
    if let collection, collection.isMap { duplicateKeys += collection.elements.duplicateKeys }
    return collection
  }

  /// What an alias costs; `nil` where it refers to nothing that has ended.
  func cost(ofAlias name: String) -> (weight: Int, height: Int)? { anchors[name] }

  func isInside(_ name: String) -> Bool { open.contains { $0.anchor == name } }

  /// Begins a value or key at `start`, behind these indicators. Returns where the one before it ends, if
  /// there is one.
  mutating func beginElement(at start: Int, behind gap: YAMLLexer.Gap) -> Int? {
    guard !open.isEmpty else { return nil }
    let last = open.count - 1
    if open[last].expectsValue {
      if gap.colon == nil { open[last].isRegular = false }
      open[last].indicatorEnd = gap.colon ?? open[last].key?.end
    } else if open[last].isMap {
      open[last].elementStart = gap.question.map { $0 - 1 } ?? start
    } else {
      if gap.dash == nil && open[last].style == .block { open[last].isRegular = false }
      open[last].elementStart = gap.dash.map { $0 - 1 } ?? start
      open[last].indicatorEnd = gap.dash ?? start
    }
    if gap.isOdd { open[last].isRegular = false }
    return open[last].expectsValue ? open[last].indicatorEnd : gap.dash
  }

  /// Puts a node where it belongs: it is a document, a key, or the value of an element.
  mutating func put(_ node: Node) {
    if let anchor = node.anchor { anchors[anchor] = (node.weight, node.height) }
    guard !open.isEmpty else {
      documents.append(node)
      return
    }
    let last = open.count - 1
    if open[last].isMap && !open[last].expectsValue {
      open[last].key = node
      // An empty key has no place of its own.
      if node.start == node.end { open[last].isRegular = false }
      return
    }
    let start = open[last].elementStart ?? node.start
    open[last].elements.append(
      Element(
        key: open[last].key, value: node, start: start,
        indicatorEnd: open[last].indicatorEnd ?? node.start, lead: start, end: node.end))
    (open[last].key, open[last].elementStart, open[last].indicatorEnd) = (nil, nil, nil)
  }
}
