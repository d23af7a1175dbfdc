/// A value of another text, as it will be behind a key or dash.
private struct Replacement {
  /// Up to the end of the line on which a comment can be beside it, without blanks at the end.
  var head: [UInt8]
  var rest: [UInt8] = []
  /// The comment beside it, with the blanks before.
  var beside: (comment: ParsedText.Comment, blanks: [UInt8])?
  var hasPlaceBeside = true
  /// All other comments in it.
  var comments: [ExactText] = []

  var bytes: [UInt8] {
    head + (beside.map { $0.blanks + $0.comment.text.utf8 } ?? []) + rest
  }
}

extension Splice {
  /// Puts another text's value behind a key or dash.
  ///
  /// The user's own comment beside it stays beside a value of the same shape, unless the other text has
  /// one of its own there; all others of the user's own in it move above.
  mutating func replaceInBlock(
    _ element: Element, by incoming: IncomingElement, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let isInline = incoming.isInFlow || incoming.element.value.isOnLine
    if element.value.isOnLine && isInline {
      return try replaceInline(element, by: incoming, path)
    }
    // From behind the indicator to the end of the last line, without its break.
    let range = element.indicatorEnd..<valueEnd(element, before: incoming)
    var new = try isInline ? inlineReplacement(incoming, path) : blockReplacement(incoming, element)
    var above: [ParsedText.Comment] = []
    var inside = local.comments(in: range)
    if let mine = local.besideComment(of: element), mine.exact != new.beside?.comment.exact {
      inside.removeAll { $0.start == mine.start }
      if stays(mine) {
        let isFree = new.beside.map { !bounds.isOwn($0.comment.exact) } ?? new.hasPlaceBeside
        if isFree && element.value.style == incoming.element.value.style {
          let blanks = local.bytes[local.endOfContent(before: mine.start)..<mine.start]
          new.beside = (mine, Array(blanks))
        } else {
          above.append(mine)
        }
      }
    }
    above += staying(inside, besides: new.comments + (new.beside.map { [$0.comment.exact] } ?? []))
    var bytes = new.bytes
    // At the end of the file a text may need the line break that is missing.
    if range.upperBound == local.bytes.count, incoming.endsInBlockScalar, !isInline,
      !(bytes.last?.isLineBreak ?? false)
    {
      bytes += local.lineBreak
    }
    add(range, bytes, path)
    putAbove(element.start, above, path)
  }

  /// A value on one line with the comment beside it.
  private mutating func inlineReplacement(
    _ incoming: IncomingElement, _ path: ConfigPath
  ) throws(SpliceFailure) -> Replacement {
    let value = try inlineValue(incoming, path)
    return Replacement(head: value.isEmpty ? [] : " ".utf8 + value, beside: beside(incoming))
  }

  /// A value on several lines with the comments in it.
  private mutating func blockReplacement(_ incoming: IncomingElement, _ element: Element)
    -> Replacement
  {
    let (text, value) = (incoming.text, incoming.element.value)
    let start = incoming.element.indicatorEnd
    let end = text.blockEnd(of: incoming.element)
    let place = text.besideComment(of: incoming.element)
    let beside = beside(incoming)
    let others = text.comments(in: start..<end).filter { $0.start != place?.start }
    let leftOut = Set(others.filter { isLeftOut($0) }.map(\.start))
    let moved = MovedLines(
      of: incoming.element, in: text, to: local.column(of: element.start), indentation)
    func bytes(_ from: Int, _ to: Int) -> [UInt8] {
      moved.bytes(from: from, to: to, lineBreak: local.lineBreak, without: leftOut)
    }
    let comments = others.filter { !leftOut.contains($0.start) }.map(\.exact)
    let header =
      value.style == .blockScalar
      ? start..<text.endOfLineContent(value.body) : text.headerLine(of: incoming.element)
    guard let header else {
      return Replacement(head: bytes(start, end), hasPlaceBeside: false, comments: comments)
    }
    let head = max(start, text.endOfContent(before: place?.start ?? header.upperBound))
    return Replacement(
      head: bytes(start, head), rest: bytes(header.upperBound, max(end, header.upperBound)),
      beside: beside, comments: comments)
  }

  /// The comment that comes along beside a value.
  private mutating func beside(
    _ incoming: IncomingElement
  ) -> (comment: ParsedText.Comment, blanks: [UInt8])? {
    guard !incoming.isInFlow, let comment = incoming.text.besideComment(of: incoming.element),
      !isLeftOut(comment)
    else { return nil }
    let blanks = incoming.text.endOfContent(before: comment.start)..<comment.start
    return (comment, Array(incoming.text.bytes[blanks]))
  }

  /// Where the value of a local element ends, without the last line break, if another one takes its
  /// place.
  private func valueEnd(_ element: Element, before incoming: IncomingElement) -> Int {
    var end = local.blockEnd(of: element)
    // Comments below it that are indented more would become part of a text.
    if incoming.endsInBlockScalar {
      end = max(end, element.end - local.breakLength(before: element.end))
    }
    let next = local.lineEnd(of: end)
    if incoming.keepsBlankLines {
      // They would become part of the text.
      let last = local.afterBlankLines(next)
      if last > next { end = last - local.breakLength(before: last) }
    } else if local.keepsBlankLines(element.value) {
      // They were part of the text, and are blank lines again.
      var line = local.line(of: end)
      let first = local.line(of: element.indicatorEnd)
      while line > first, local.isBlank(line: line) || local.lineStarts[line] == end { line -= 1 }
      end = local.endOfLineContent(local.lineStarts[line])
    }
    return end
  }

  private mutating func replaceInline(
    _ element: Element, by incoming: IncomingElement, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let (old, new) = (element.value, incoming.element.value)
    var bytes: [UInt8]
    var comments: [ExactText] = []
    if let text = inStyle(of: old, new, in: incoming.text) {
      bytes = Array(text.utf8)
    } else if incoming.isInFlow || incoming.text.format != local.format {
      bytes = try inlineValue(incoming, path)
    } else {
      let moved = MovedLines(
        of: incoming.element, in: incoming.text, to: local.column(of: element.start), indentation)
      let leftOut = leftOut(in: new.start..<new.end, of: incoming.text)
      comments = incoming.text.comments(in: new.start..<new.end).filter {
        !leftOut.contains($0.start)
      }.map(\.exact)
      bytes = moved.bytes(
        from: new.start, to: new.end, lineBreak: local.lineBreak, without: leftOut)
    }
    if old.start == old.end && element.indicatorEnd == old.start && !bytes.isEmpty {
      bytes = " ".utf8 + bytes
    }
    add(old.start..<old.end, bytes, path)
    putAbove(
      element.start, staying(local.comments(in: old.start..<old.end), besides: comments), path)
  }

  /// A text in the quotes that the user has around it; `nil` where that is not possible, or is what the
  /// other text has.
  func inStyle(of old: Node, _ new: Node, in text: ParsedText) -> String? {
    guard case .scalar(_, isText: true) = old.content,
      case .scalar(let value, isText: true) = new.content, new.tag == nil, new.anchor == nil,
      old.anchor == nil, old.tag == nil
    else { return nil }
    switch old.style {
    case .singleQuoted:
      return new.style == .singleQuoted ? nil : ScalarText.singleQuoted(value.string)
    case .doubleQuoted:
      let isEscaping = localEscapes
      if new.style == .doubleQuoted && !isEscaping { return nil }
      return ScalarText.doubleQuoted(value.string, escapingNonASCII: isEscaping)
    default: return nil
    }
  }
}

extension Node {
  /// Whether it is on one line, or is in quotes or brackets.
  fileprivate var isOnLine: Bool { style != .block && style != .blockScalar }
}

extension ParsedText {
  /// Where the lines of an element's value end, without the last line break; of one that is on a
  /// line, with all that is beside it.
  fileprivate func blockEnd(of element: Element) -> Int {
    let value = element.value
    if value.isOnLine { return endOfLineContent(value.end) }
    let end = value.style == .block ? value.elements.last?.end ?? value.end : value.end
    return end - breakLength(before: end)
  }
}
