extension ParsedText {
  /// A comment without the blanks around it.
  struct Comment {
    /// The place of its `#`.
    var start: Int
    var text: String

    /// What it is counted and compared by.
    var exact: ExactText { ExactText(text) }
  }

  var comments: [Comment] { comments(in: 0..<bytes.count) }

  /// The comments that begin in `range`, in order.
  func comments(in range: Range<Int>) -> [Comment] {
    var found: [Comment] = []
    var index = token(at: range.lowerBound)
    var start = self.start(ofToken: index)
    while index < tokens.count, start < range.upperBound {
      let token = tokens[index]
      if token.kind == .comment, start >= range.lowerBound {
        let bytes = bytes[start..<token.end]
        let end = bytes.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        found.append(Comment(start: start, text: String(decoding: bytes[..<end], as: UTF8.self)))
      }
      start = token.end
      index += 1
    }
    return found
  }

  // MARK: Gaps

  /// The blank lines and comment lines from the line that begins at `place` on.
  func gap(after place: Int) -> Range<Int> {
    var end = place
    while end < bytes.count {
      let content = afterBlanks(end)
      guard content == bytes.count || bytes[content].isLineBreak || bytes[content].isNumberSign
      else { break }
      end = lineEnd(of: end)
    }
    return place..<end
  }

  /// The blank lines and comment lines before the line of `place`.
  func gap(before place: Int) -> Range<Int> {
    let end = lineStart(of: place)
    var index = end > 0 ? token(at: end - 1) : -1
    while index >= 0, [.blanks, .lineBreak, .comment].contains(tokens[index].kind) { index -= 1 }
    // What is left of the last line with something else is not in it.
    let last = index < 0 ? nil : tokens[index].end
    guard let last else { return lineStarts[0]..<max(end, lineStarts[0]) }
    let start = last == lineStart(of: last) ? last : lineEnd(of: last)
    return min(start, end)..<end
  }

  // MARK: Beside

  /// The comment on the line of an element's `:` or `-`, or of the `|` or last line of its value, if
  /// it belongs to the element as a whole.
  func besideComment(of element: Element) -> Comment? {
    let value = element.value
    switch value.style {
    case .block:
      guard let header = headerLine(of: element) else { return nil }
      return comments(in: header).first
    case .blockScalar: return comments(in: value.body..<endOfLineContent(value.body)).first
    default:
      return comments(in: value.end..<endOfLineContent(value.end)).first
    }
  }

  /// The rest of the line behind the `:` or `-` of a block list or map; `nil` if its first element is
  /// there.
  func headerLine(of element: Element) -> Range<Int>? {
    let end = endOfLineContent(element.indicatorEnd)
    guard let first = element.value.elements.first, first.start > end else { return nil }
    return element.indicatorEnd..<end
  }

  /// Where the last line of an element ends that is no comment below it.
  func contentEnd(of element: Element) -> Int {
    let value = element.value
    if value.style == .block, let last = value.elements.last { return contentEnd(of: last) }
    return value.style == .blockScalar ? value.end : lineEnd(of: value.end)
  }

  /// The end of what is before `place` on its line, without the blanks between.
  func endOfContent(before place: Int) -> Int {
    let start = lineStart(of: place)
    return bytes[start..<place].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
  }

  // MARK: Lines

  /// The lines of a range, without comments that begin in these places: where nothing else is on its
  /// line, the line goes as well.
  func lines(
    in range: Range<Int>, without comments: Set<Int>
  ) -> [(start: Int, bytes: ArraySlice<UInt8>)] {
    var found: [(start: Int, bytes: ArraySlice<UInt8>)] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let next = min(lineEnd(of: place), range.upperBound)
      if let comment = comments.isEmpty ? nil : comments.first(where: { place..<next ~= $0 }) {
        let content = max(endOfContent(before: comment), place)
        if content > lineStart(of: place) || place > lineStart(of: place) {
          let end = min(endOfLineContent(comment), next)
          found.append((place, bytes[place..<content] + bytes[end..<next]))
        }
      } else {
        found.append((place, bytes[place..<next]))
      }
      place = next
    }
    return found
  }
}

extension UInt8 {
  /// Whether it begins a comment.
  var isNumberSign: Bool { self == UInt8(ascii: "#") }
}
