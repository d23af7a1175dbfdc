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
  let local: ConfigText
  /// How the local file indents.
  let indentation: Indentation
  /// The comments that the base has: one that it has not is the user's own, and is never taken away.
  private let baseComments: Set<ExactText>
  let localComments: Set<ExactText>
  /// Whether the local file has what is beyond ASCII as escapes in quotation marks.
  let localEscapes: Bool
  private(set) var edits: [Edit] = []

  /// - Throws: ``SpliceFailure``.
  init(_ outcomes: [Outcome], in local: ConfigText, base: ConfigText?) throws(SpliceFailure) {
    self.local = local
    indentation = Indentation(of: local)
    baseComments = Set(base?.comments.map { ExactText($0.text) } ?? [])
    localComments = Set(local.comments.map { ExactText($0.text) })
    localEscapes = local.bytes.allSatisfy { $0 < 0x80 } && local.bytes.containsEscape
    for (index, outcome) in outcomes.enumerated() {
      let path =
        outcomes.count == 1 ? ConfigPath.root : ConfigPath.root.appending(.document(index))
      let document = local.documents[index]
      guard case .taken(let donor) = outcome.change else {
        try carryOut(outcome, on: Element(root: document), isInFlow: false, path)
        continue
      }
      // The whole document: it comes as it is, unless there are others beside it.
      guard outcomes.count == 1, donor.text.documents.count == 1, donor.element.key == nil else {
        throw SpliceFailure(path: path, reason: "a whole document of several cannot be replaced")
      }
      add(0..<local.bytes.count, donor.text.bytes, path)
    }
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
    if let anchor = outcome.anchor { addAnchor(anchor, to: element, path) }
    switch outcome.change {
    case .none: break
    case .taken(let donor):
      if isInFlow {
        try replaceInFlow(element, by: donor, path)
      } else {
        try replaceInBlock(element, by: donor, path)
      }
    case .merged(let pieces, let count):
      // Where there was nothing and is nothing, not even the blanks change.
      if pieces.isEmpty && count == 0 { break }
      if node.style == .flow {
        try mergeFlow(pieces, count: count, in: element, isInFlow: isInFlow, path)
      } else {
        try mergeBlock(pieces, count: count, in: element, path)
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

  /// The user's own comments between two places, each as a line at this column.
  func ownComments(in range: Range<Int>, column: Int) -> [UInt8] {
    local.comments(in: range).filter { !baseComments.contains(ExactText($0.text)) }.flatMap {
      Array(repeating: .space, count: column) + Array($0.text.utf8) + local.lineBreak
    }
  }
}

extension ConfigText {
  /// A comment without the blanks around it.
  struct Comment {
    var start: Int
    var text: String
  }

  var comments: [Comment] { comments(in: 0..<bytes.count) }

  func comments(in range: Range<Int>) -> [Comment] {
    // The first token that ends behind the start.
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].end <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    var found: [Comment] = []
    var start = low > 0 ? tokens[low - 1].end : 0
    for token in tokens[low...] {
      guard start < range.upperBound else { break }
      if token.kind == .comment {
        let bytes = bytes[start..<token.end]
        let end = bytes.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        found.append(Comment(start: start, text: String(decoding: bytes[..<end], as: UTF8.self)))
      }
      start = token.end
    }
    return found
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
