extension Splice {
  /// The lines of an element from another text, ready to go into `column`, with the comments that it
  /// brings.
  ///
  /// Comments that are apart from it and are here already do not come a second time.
  mutating func region(
    _ incoming: IncomingElement, column: Int, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    var lines: [UInt8] = []
    var isGapOpen = false
    for line in incoming.lead {
      guard case .comment(let comment, let isAttached) = line else {
        isGapOpen = true
        continue
      }
      if !isAttached && bounds.isLocal(comment.exact) {
        isGapOpen = false
      } else if !isLeftOut(comment) {
        if isGapOpen { lines += local.lineBreak }
        lines += self.line(of: comment, incoming, column)
        isGapOpen = false
      }
    }
    if isGapOpen { lines += local.lineBreak }
    return lines + (try elementLines(incoming, column: column, path))
  }

  /// The line of a comment before an element of another text.
  func line(of comment: ParsedText.Comment, _ incoming: IncomingElement, _ column: Int) -> [UInt8] {
    let text = incoming.text
    let moved = MovedLines(of: incoming.element, in: text, to: column, indentation)
    let line = text.line(of: comment.start)
    return moved.bytes(
      from: text.lineStarts[line], to: text.lineEnd(of: comment.start), lineBreak: local.lineBreak)
  }

  /// The lines of an element itself.
  mutating func elementLines(
    _ incoming: IncomingElement, column: Int, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    let element = incoming.element
    let indent = Array(repeating: UInt8.space, count: column)
    guard !incoming.isInFlow else {
      let value = try inlineValue(incoming, path)
      guard let key = element.key else { return indent + "- ".utf8 + value + local.lineBreak }
      return indent + key.inBrackets(format: .yaml).utf8 + ": ".utf8 + value + local.lineBreak
    }
    // The first entry of a map may be beside a `-`.
    let moved = MovedLines(of: element, in: incoming.text, to: column, indentation)
    let start = element.isFirstOnLine ? incoming.text.lineStart(of: element.start) : element.start
    let lines =
      (element.isFirstOnLine ? [] : indent)
      + moved.bytes(
        from: start, to: element.end, lineBreak: local.lineBreak,
        without: leftOut(in: start..<element.end, of: incoming.text))
    return lines.last?.isLineBreak ?? true ? lines : lines + local.lineBreak
  }

  /// The places of the comments that do not come along.
  mutating func leftOut(in range: Range<Int>, of text: ParsedText) -> Set<Int> {
    Set(text.comments(in: range).filter { isLeftOut($0) }.map(\.start))
  }

  /// A value on one line, or in lines that may be anywhere.
  func inlineValue(_ incoming: IncomingElement, _ path: ConfigPath) throws(SpliceFailure) -> [UInt8]
  {
    let value = incoming.element.value
    let slice = incoming.text.bytes[value.start..<value.end]
    if !slice.contains(where: \.isLineBreak) && value.style != .block
      && incoming.text.format == local.format
    {
      return Array(slice)
    }
    guard !value.hasAnchors else {
      throw SpliceFailure(
        path: path, fault: .anchorsNotRewritten)
    }
    return Array(value.inBrackets(format: local.format).utf8)
  }
}
