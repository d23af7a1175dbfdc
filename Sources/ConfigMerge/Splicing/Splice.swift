/// A change of the local text: these bytes in the place of those.
struct Edit {
  var range: Range<Int>
  var bytes: [UInt8]
  /// The decision that it carries out.
  var path: ConfigPath
}

/// A decision that has no place in the local text as it is written.
struct SpliceFailure: Error {
  var path: ConfigPath
  var reason: String
}

/// Turns decisions into edits of the local text. What no decision touches stays byte for byte.
struct Splice {
  let local: ParsedText
  /// How the local file indents.
  let indentation: Indentation
  /// How often each comment may be there.
  let bounds: CommentBounds
  /// What becomes of comments besides what their places say.
  private var care: CommentCare
  /// Whether the local file has what is beyond ASCII as escapes in quotation marks.
  let localEscapes: Bool
  private(set) var edits: [Edit] = []
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
    edits = try Self.ordered(edits)
  }

  /// The edits by their places; of those at one place, the first that was made comes first.
  static func ordered(_ edits: [Edit]) throws(SpliceFailure) -> [Edit] {
    let ordered = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }.map(\.element)
    for (edit, next) in zip(ordered, ordered.dropFirst())
    where next.range.lowerBound < edit.range.upperBound {
      throw SpliceFailure(path: next.path, reason: "two changes meet in one place")
    }
    return ordered
  }

  /// The local text with all edits, and where each of them begins in it.
  var result: (bytes: [UInt8], places: [Int]) {
    Self.made(edits, in: local.bytes, 0..<local.bytes.count)
  }

  /// The bytes of a range with edits that are in order, and where each of them begins there.
  static func made(
    _ edits: [Edit], in text: [UInt8], _ range: Range<Int>
  ) -> (bytes: [UInt8], places: [Int]) {
    var (bytes, places): ([UInt8], [Int]) = ([], [])
    var last = range.lowerBound
    for edit in edits {
      bytes += text[last..<edit.range.lowerBound]
      places.append(bytes.count)
      bytes += edit.bytes
      last = edit.range.upperBound
    }
    return (bytes + text[last..<range.upperBound], places)
  }

  mutating func add(_ range: Range<Int>, _ bytes: some Sequence<UInt8>, _ path: ConfigPath) {
    edits.append(Edit(range: range, bytes: Array(bytes), path: path))
  }

  /// Takes the edits since `mark` back, and returns the bytes of `range` with them made.
  mutating func takeBack(
    since mark: Int, in range: Range<Int>, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    let made = try Self.ordered(Array(edits[mark...]))
    edits.removeSubrange(mark...)
    var bytes: [UInt8] = []
    var last = range.lowerBound
    for edit in made {
      guard edit.range.lowerBound >= last, edit.range.upperBound <= range.upperBound else {
        throw SpliceFailure(path: path, reason: "a change reaches beyond what moves")
      }
      bytes += local.bytes[last..<edit.range.lowerBound] + edit.bytes
      last = edit.range.upperBound
    }
    return bytes + local.bytes[last..<range.upperBound]
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

  // MARK: Comments

  /// The comments of `range` that stay though what they stand at goes: the user's own, and those that
  /// would be missing.
  ///
  /// - Parameter present: The texts of comments that come in the place of `range`: with them these need
  ///   not stay.
  mutating func staying(
    in range: Range<Int>, besides present: [ExactText] = []
  ) -> [ParsedText.Comment] {
    staying(local.comments(in: range), besides: present)
  }

  mutating func staying(
    _ comments: [ParsedText.Comment], besides present: [ExactText] = []
  ) -> [ParsedText.Comment] {
    var present = Dictionary(present.map { ($0, 1) }, uniquingKeysWith: +)
    return comments.filter { comment in
      if let count = present[comment.exact], count > 0 {
        present[comment.exact] = count - 1
        return false
      }
      return stays(comment)
    }
  }

  mutating func stays(_ comment: ParsedText.Comment) -> Bool {
    bounds.isOnlyLocal(comment.exact) || care.keeps(comment.exact)
  }

  /// Whether a comment of another text does not come along with what it stands at.
  mutating func isLeftOut(_ comment: ParsedText.Comment) -> Bool {
    bounds.isDeleted(comment.exact) || care.leavesOut(comment.exact)
  }

  /// Comments as lines at this column.
  func lines(of comments: [ParsedText.Comment], column: Int) -> [UInt8] {
    comments.flatMap {
      Array(repeating: .space, count: column) + $0.text.utf8 + local.lineBreak
    }
  }

  /// Puts comments on lines of their own above the line of `place`.
  mutating func putAbove(_ place: Int, _ comments: [ParsedText.Comment], _ path: ConfigPath) {
    guard !comments.isEmpty else { return }
    let line = local.lineStart(of: place)
    add(line..<line, lines(of: comments, column: local.afterBlanks(line) - line), path)
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
