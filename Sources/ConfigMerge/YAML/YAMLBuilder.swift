import CYAML

/// Builds nodes from the events of a parser, and tokens from what lies between them.
struct YAMLBuilder {
  private var lexer: YAMLLexer
  private var nesting = YAMLNesting()
  private var nodeCount = 0
  /// What the parser was given other characters for.
  private let separators: LineSeparators?

  init(_ text: ParsedText, _ separators: LineSeparators?) {
    lexer = YAMLLexer(text)
    self.separators = separators
  }

  mutating func take(_ event: yaml_event_t) throws(ParseError) {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: nesting.beginDocument()
    case YAML_SCALAR_EVENT: try scalar(event)
    case YAML_ALIAS_EVENT: try alias(event)
    case YAML_SEQUENCE_START_EVENT:
      let data = event.data.sequence_start
      try begin(
        event, isMap: false, isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE, anchor: data.anchor,
        tag: data.tag)
    case YAML_MAPPING_START_EVENT:
      let data = event.data.mapping_start
      try begin(
        event, isMap: true, isFlow: data.style == YAML_FLOW_MAPPING_STYLE, anchor: data.anchor,
        tag: data.tag)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end(event)
    default: break
    }
  }

  /// The text with its tokens and documents.
  mutating func finish() throws(ParseError) -> ParsedText {
    try lexer.lexGap(to: lexer.text.bytes.count, isBetweenDocuments: true)
    var text = lexer.text
    text.documents = nesting.documents
    text.duplicateKeys = nesting.duplicateKeys
    return text
  }

  /// Reads what lies before a value or key that begins at `start`. Returns where the indicator before
  /// it ends, if there is one.
  @discardableResult
  private mutating func beginElement(at start: Int) throws(ParseError) -> Int? {
    let gap = try lexer.lexGap(to: start, isBetweenDocuments: nesting.depth == 0)
    return nesting.beginElement(at: start, behind: gap)
  }

  // MARK: Scalars and aliases

  private mutating func alias(_ event: yaml_event_t) throws(ParseError) {
    let mark = event.start_mark
    let name = Self.text(event.data.alias.anchor) ?? ""
    guard let cost = nesting.cost(ofAlias: name) else {
      throw ParseError(
        mark, nesting.isInside(name) ? .aliasInsideItself(name) : .aliasToNothing(name))
    }
    try checkDepth(nesting.depth + cost.height - 1, at: mark)
    try count(cost.weight, at: mark)
    let start = lexer.place(of: mark)
    try beginElement(at: start)
    let end = lexer.place(of: event.end_mark)
    lexer.emit(.alias, to: end)
    nesting.put(
      Node(.alias(ExactText(name)), style: .plain, start: start, body: start, end: end, cost: cost))
  }

  private mutating func scalar(_ event: yaml_event_t) throws(ParseError) {
    let scalar = event.data.scalar
    try checkDepth(nesting.depth, at: event.start_mark)
    try count(1, at: event.start_mark)
    var text = String(
      decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    if let separators { text = separators.restored(in: text) }
    let style = Node.Style(scalar.style)
    var tag = Self.text(scalar.tag)
    let isText =
      tag == "tag:yaml.org,2002:str"
      || (tag == nil && (style != .plain || PlainScalar.isText(text)))
    if isText { tag = nil }
    var start = lexer.place(of: event.start_mark)
    let end = lexer.place(of: event.end_mark)
    // Where a value is empty, the parser may be at whatever comes next.
    let isEmpty = start == end
    if let place = try beginElement(at: start), isEmpty { start = place }
    let (body, last) = isEmpty ? (start, start) : try scalarTokens(style, to: end)
    nesting.put(
      Node(
        .scalar(ExactText(text), isText: isText), style: style, tag: tag,
        anchor: Self.text(scalar.anchor), start: start, body: body, end: last))
  }

  /// Cuts the tokens of a scalar. Returns where its content begins and ends.
  private mutating func scalarTokens(
    _ style: Node.Style, to end: Int
  ) throws(ParseError) -> (body: Int, end: Int) {
    let body = try lexer.lexProperties(upTo: end)
    guard style == .blockScalar else {
      lexer.emit(.scalar, to: end)
      return (body, end)
    }
    let last = lexer.blockScalarEnd(from: body, to: end)
    lexer.emitBlockScalar(to: last)
    return (body, last)
  }

  // MARK: Lists and maps

  private mutating func begin(
    _ event: yaml_event_t, isMap: Bool, isFlow: Bool, anchor: UnsafeMutablePointer<UInt8>?,
    tag: UnsafeMutablePointer<UInt8>?
  ) throws(ParseError) {
    let start = lexer.place(of: event.start_mark)
    try beginElement(at: start)
    let hasProperties = anchor != nil || tag != nil
    var tag = Self.text(tag)
    if tag == (isMap ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq") { tag = nil }
    var collection = YAMLNesting.OpenCollection(
      isMap: isMap, style: isFlow ? .flow : .block, tag: tag, anchor: Self.text(anchor),
      start: start, body: start)
    if hasProperties {
      collection.body = try lexer.lexProperties(upTo: lexer.text.bytes.count)
    }
    if isFlow {
      // A single pair in a list, `[a: b]`, has no braces.
      if lexer.byte == UInt8(ascii: isMap ? "{" : "[") {
        lexer.emit(.indicator, to: lexer.cursor + 1)
        collection.hasBrackets = true
      } else {
        collection.isRegular = false
      }
    }
    nesting.begin(collection)
    try checkDepth(nesting.depth, at: event.start_mark)
    try count(1, at: event.start_mark)
  }

  private mutating func end(_ event: yaml_event_t) throws(ParseError) {
    guard var done = nesting.end() else { return }
    var end = max(done.elements.last?.value.end ?? 0, done.body)
    if done.hasBrackets {
      end = lexer.place(of: event.start_mark) + 1
      try lexer.lexGap(to: end - 1)
      lexer.emit(.indicator, to: end)
    } else if done.style == .block {
      if !lexer.text.layOut(&done.elements) { done.isRegular = false }
    }
    nesting.put(
      Node(
        done.isMap ? .map(done.elements) : .list(done.elements), style: done.style, tag: done.tag,
        anchor: done.anchor, start: done.start, body: done.body, end: end,
        isRegular: done.isRegular))
  }

  // MARK: Bounds

  private mutating func count(_ nodes: Int, at mark: yaml_mark_t) throws(ParseError) {
    nodeCount = nodeCount.addingSaturated(nodes)
    guard nodeCount <= ParsedText.maximumNodes else {
      throw ParseError(
        mark, .tooManyValues(limit: ParsedText.maximumNodes, withAliases: true), isExcess: true)
    }
  }

  private func checkDepth(_ depth: Int, at mark: yaml_mark_t) throws(ParseError) {
    guard depth <= ParsedText.maximumDepth else {
      throw ParseError(mark, .tooDeep(limit: ParsedText.maximumDepth), isExcess: true)
    }
  }

  private static func text(_ name: UnsafeMutablePointer<UInt8>?) -> String? {
    name.map { String(cString: $0) }
  }
}

extension Node.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    self =
      switch style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .blockScalar
      default: .plain
      }
  }
}
