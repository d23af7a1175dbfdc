/// Turns decisions into edits of the local text. What no decision touches stays byte for byte.
struct Splice: TextEditing {
  let local: ParsedText
  /// How the local file indents.
  let indentation: Indentation
  /// How often each comment may occur.
  let bounds: CommentBounds
  /// What becomes of comments besides what their places say.
  var care: CommentCare
  /// Whether the local file escapes characters beyond ASCII in quotation marks.
  let localEscapes: Bool
  var edits: [Edit] = []
  /// The element on lines of its own that is edited, or that what is edited is in.
  private(set) var entry: Element?

  /// - Throws: ``SpliceFailure``.
  init(
    _ documents: [MergedElement], of sides: DocumentSides, bounds: CommentBounds,
    care: CommentCare = CommentCare()
  ) throws(SpliceFailure) {
    local = sides.local
    indentation = Indentation(of: local)
    (self.bounds, self.care) = (bounds, care)
    localEscapes = local.bytes.allSatisfy { $0 < 0x80 } && local.bytes.containsEscape
    try carryOut(documents, of: sides)
    edits = try edits.ordered()
  }

  // MARK: One value

  mutating func carryOut(
    _ outcome: Outcome, on element: Element, isInFlow: Bool, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let node = element.value
    if !isInFlow { entry = element }
    if let anchor = outcome.anchor { addAnchor(anchor, to: element, path) }
    switch outcome.change {
    case .none: break
    case .taken(let incoming):
      if isInFlow {
        try replaceInFlow(element, by: incoming, path)
      } else {
        try replaceInBlock(element, by: incoming, path)
      }
    case .merged(let merged, let count):
      // Where there was nothing and is nothing, not even the blanks change.
      if merged.isEmpty && count == 0 { break }
      if node.style == .flow {
        try mergeFlow(merged, count: count, in: element, isInFlow: isInFlow, path)
      } else {
        try mergeBlock(merged, count: count, in: element, path)
      }
    }
  }

  private mutating func addAnchor(_ name: String, to element: Element, _ path: ConfigPath) {
    let node = element.value
    if node.start == element.indicatorEnd || node.style == .block {
      add(element.indicatorEnd..<element.indicatorEnd, " &\(name)".utf8, path)
    } else {
      add(node.start..<node.start, "&\(name) ".utf8, path)
    }
  }

  // MARK: The whole

  /// Puts another text in the place of the local one, with the user's own comments above it.
  mutating func replaceAll(by text: ParsedText, _ path: ConfigPath) {
    let comments = text.comments
    let stay = staying(in: 0..<local.bytes.count, besides: comments.map(\.exact))
    let leftOut = Set(comments.filter { isLeftOut($0) }.map(\.start))
    let start = text.lineStarts[0]
    add(
      0..<local.bytes.count,
      text.bytes[..<start] + lines(of: stay, column: 0)
        + text.lines(in: start..<text.bytes.count, without: leftOut).flatMap(\.bytes), path)
  }
}

extension [UInt8] {
  /// Whether `\U` or `\u` is somewhere in it.
  fileprivate var containsEscape: Bool {
    indices.dropLast().contains {
      self[$0] == UInt8(ascii: "\\") && self[$0 + 1] | 0x20 == UInt8(ascii: "u")
    }
  }
}
