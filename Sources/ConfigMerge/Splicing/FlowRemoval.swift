extension Splice {
  /// Removes elements in brackets that have their lines to themselves, with the comments above and
  /// beside them; returns whether they have.
  ///
  /// - Parameter previous: The element before, if none follows: its comma is no longer needed.
  mutating func removeLines(
    of elements: ArraySlice<Element>, after previous: Element?, _ path: ConfigPath
  ) throws(SpliceFailure) -> Bool {
    guard let first = elements.first, let last = elements.last,
      let (range, hasComma) = local.lines(from: first, through: last)
    else { return false }
    if !hasComma {
      guard let previous else { return false }
      let comma = local.afterBlanks(previous.end)
      guard local.bytes[comma] == UInt8(ascii: ",") else { return false }
      add(previous.end..<comma + 1, [], path)
    }
    try moveComments(local.comments(in: range), path)
    add(range, [], path)
    return true
  }

  /// Moves comments that stay above the entry that the brackets are the value of.
  mutating func moveComments(
    _ comments: [ParsedText.Comment], besides present: [ExactText] = [], _ path: ConfigPath
  ) throws(SpliceFailure) {
    let stay = staying(comments, besides: present)
    guard !stay.isEmpty else { return }
    guard let entry else {
      throw SpliceFailure(path: path, fault: .commentMoved)
    }
    putAbove(entry.start, stay, path)
  }
}

extension ParsedText {
  /// The lines of elements in brackets with the comments above and beside them, and whether a comma is
  /// behind them; `nil` where something else is on these lines.
  fileprivate func lines(
    from first: Element, through last: Element
  ) -> (range: Range<Int>, hasComma: Bool)? {
    guard isFirstOnLine(first.start) else { return nil }
    var line = line(of: first.start)
    while line > 0, isCommentLine(line - 1) { line -= 1 }
    var end = afterBlanks(last.end)
    let hasComma = end < bytes.count && bytes[end] == UInt8(ascii: ",")
    if hasComma { end = afterBlanks(end + 1) }
    guard end < bytes.count, bytes[end].isLineBreak || bytes[end].isNumberSign else { return nil }
    return (lineStarts[line]..<lineEnd(of: end), hasComma)
  }

  private func isCommentLine(_ line: Int) -> Bool {
    let start = lineStarts[line]
    return comments(in: start..<lineEnd(of: start)).contains { $0.start == afterBlanks(start) }
  }
}
