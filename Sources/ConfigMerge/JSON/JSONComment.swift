/// A comment in JSON, with its place.
struct JSONComment: Sendable {
  /// Blanks at the end of its line are not part of it.
  let range: Range<Int>
  /// Equal for comments that say the same, however their lines are indented and end.
  let name: ExactText
  let feature: JSONFeatures
}

extension ParsedText {
  /// The index of the token that begins at `place` or goes on there; the number of tokens at the end.
  func token(at place: Int) -> Int {
    tokens.partitioningIndex { $0.end > place }
  }

  /// Where a token begins.
  func start(ofToken index: Int) -> Int { index > 0 ? tokens[index - 1].end : 0 }

  /// The end of the comment that begins with `/*` at `place`; `nil` if it has none.
  func blockCommentEnd(from place: Int) -> Int? {
    var end = place + 2
    while end + 1 < bytes.count {
      if bytes[end] == UInt8(ascii: "*") && bytes[end + 1] == UInt8(ascii: "/") { return end + 2 }
      end += 1
    }
    return nil
  }

  func jsonComments(in range: Range<Int>) -> [JSONComment] {
    guard !features.isDisjoint(with: [.lineComments, .blockComments]) else { return [] }
    var found: [JSONComment] = []
    var index = token(at: range.lowerBound)
    while index < tokens.count, start(ofToken: index) < range.upperBound {
      if tokens[index].kind == .comment { found.append(jsonComment(atToken: index)) }
      index += 1
    }
    return found
  }

  func jsonComment(atToken index: Int) -> JSONComment {
    let start = start(ofToken: index)
    var end = tokens[index].end
    while bytes[end - 1].isBlank { end -= 1 }
    let isLine = bytes[start + 1] == UInt8(ascii: "/")
    let lines = bytes[start..<end].split(whereSeparator: \.isLineBreak).map { line in
      let content = line.drop(while: \.isBlank)
      return content[..<(content.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? content.startIndex)]
    }
    return JSONComment(
      range: start..<end,
      name: ExactText(String(decoding: Array(lines.joined(separator: [.lineFeed])), as: UTF8.self)),
      feature: isLine ? .lineComments : .blockComments)
  }
}
