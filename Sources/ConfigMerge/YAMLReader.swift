import CYAML

extension YAMLValue {
  /// How many values a document may have, those that aliases repeat included.
  static let maximumNodes = 1_000_000
  /// How deep lists and maps may be inside each other.
  static let maximumDepth = 200

  /// Reads the first document in `bytes`; `nil` if there is none.
  ///
  /// Aliases stand for what they refer to. A document that would be huge with them is refused.
  public static func read(_ bytes: [UInt8]) throws(YAMLError) -> YAMLValue? {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) != 0 else {
      throw YAMLError(line: 1, column: 1, reason: "there is no memory to read it")
    }
    defer { yaml_parser_delete(&parser) }
    // The bytes must stay where they are while the parser has them.
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    defer { input.deallocate() }
    _ = input.initialize(from: bytes)
    yaml_parser_set_input_string(&parser, input.baseAddress, input.count)

    var reader = YAMLReader()
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) != 0 else {
        throw YAMLError(parser, bytes)
      }
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_DOCUMENT_END_EVENT: return reader.root
      case YAML_STREAM_END_EVENT: return nil
      default: try reader.take(event)
      }
    }
  }
}

extension YAMLError {
  init(_ mark: yaml_mark_t, _ reason: String) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1, reason: reason)
  }

  /// What made the parser stop.
  fileprivate init(_ parser: yaml_parser_t, _ bytes: [UInt8]) {
    let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
    guard parser.error != YAML_READER_ERROR else {
      // The reader is ahead of the parser and knows no lines.
      let before = bytes.prefix(Int(parser.problem_offset))
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      self.init(
        line: before.count { $0 == UInt8(ascii: "\n") } + 1,
        column: String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1,
        reason: problem)
      return
    }
    let context = parser.context.map { " \(String(cString: $0))" } ?? ""
    self.init(parser.problem_mark, problem + context)
  }
}

/// Builds a value from the events of a parser.
private struct YAMLReader {
  /// A finished value with what an alias to it costs.
  struct Node {
    var value: YAMLValue
    var nodeCount: Int
    /// 1 for a scalar, 2 for an empty list, and one more than its deepest value for any other.
    var height: Int
  }

  /// A list or map whose end is still to come.
  struct Collection {
    var isMap: Bool
    var anchor: String?
    var values: [YAMLValue] = []
    var lines: [Int] = []
    var nodeCount = 1
    var height = 2
  }

  private(set) var root: YAMLValue?
  private var open: [Collection] = []
  private var anchors: [String: Node] = [:]
  private var nodeCount = 0

  mutating func take(_ event: yaml_event_t) throws(YAMLError) {
    let mark = event.start_mark
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let node = Node(
        value: .scalar(text, isPlain: scalar.plain_implicit != 0), nodeCount: 1, height: 1)
      try add(node, anchor: Self.text(scalar.anchor), at: mark, counting: 1)
    case YAML_ALIAS_EVENT:
      let name = Self.text(event.data.alias.anchor) ?? ""
      guard let node = anchors[name] else {
        let reason =
          open.contains { $0.anchor == name }
          ? "lies inside what it refers to" : "refers to nothing"
        throw YAMLError(mark, "the alias \"*\(name)\" \(reason)")
      }
      try add(node, anchor: nil, at: mark, counting: node.nodeCount)
    case YAML_SEQUENCE_START_EVENT:
      try begin(isMap: false, anchor: event.data.sequence_start.anchor, at: mark)
    case YAML_MAPPING_START_EVENT:
      try begin(isMap: true, anchor: event.data.mapping_start.anchor, at: mark)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      try end(at: mark)
    default: break
    }
  }

  private mutating func begin(
    isMap: Bool, anchor: UnsafeMutablePointer<yaml_char_t>?, at mark: yaml_mark_t
  ) throws(YAMLError) {
    open.append(Collection(isMap: isMap, anchor: Self.text(anchor)))
    // Until it ends, its name refers to it and to nothing before it.
    if let name = open.last?.anchor { anchors[name] = nil }
    try checkDepth(open.count, at: mark)
    try count(1, at: mark)
    // A list is at its first value's place: the line of a key is needed even so.
    if open.count > 1 { open[open.count - 2].lines.append(Int(mark.line) + 1) }
  }

  private mutating func end(at mark: yaml_mark_t) throws(YAMLError) {
    guard let done = open.popLast() else { return }
    var value = YAMLValue.list(done.values)
    if done.isMap {
      value = .map(
        stride(from: 0, to: done.values.count - 1, by: 2).map { index in
          YAMLValue.Entry(
            key: done.values[index], value: done.values[index + 1], line: done.lines[index])
        })
    }
    put(Node(value: value, nodeCount: done.nodeCount, height: done.height), anchor: done.anchor)
  }

  private mutating func add(
    _ node: Node, anchor: String?, at mark: yaml_mark_t, counting nodes: Int
  ) throws(YAMLError) {
    try checkDepth(open.count + node.height - 1, at: mark)
    try count(nodes, at: mark)
    if !open.isEmpty { open[open.count - 1].lines.append(Int(mark.line) + 1) }
    put(node, anchor: anchor)
  }

  private mutating func put(_ node: Node, anchor: String?) {
    if let anchor { anchors[anchor] = node }
    guard !open.isEmpty else {
      root = node.value
      return
    }
    open[open.count - 1].values.append(node.value)
    open[open.count - 1].nodeCount += node.nodeCount
    open[open.count - 1].height = max(open[open.count - 1].height, node.height + 1)
  }

  // MARK: Bounds

  private mutating func count(_ nodes: Int, at mark: yaml_mark_t) throws(YAMLError) {
    nodeCount += nodes
    guard nodeCount <= YAMLValue.maximumNodes else {
      throw YAMLError(
        mark, "with its aliases it has more than \(YAMLValue.maximumNodes) values")
    }
  }

  private func checkDepth(_ depth: Int, at mark: yaml_mark_t) throws(YAMLError) {
    guard depth <= YAMLValue.maximumDepth else {
      throw YAMLError(mark, "lists and maps are more than \(YAMLValue.maximumDepth) deep")
    }
  }

  private static func text(_ name: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    name.map { String(cString: $0) }
  }
}
