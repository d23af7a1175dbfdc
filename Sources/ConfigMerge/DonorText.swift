extension Splice {
  /// The lines of an element from another text, ready to stand in `column`, with the comments that it
  /// brings; `isBare` leaves those out.
  func region(
    _ donor: Donor, column: Int, isBare: Bool = false, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    let element = donor.element
    let indent = Array(repeating: UInt8.space, count: column)
    guard !donor.isInFlow, element.isFirstOnLine else {
      guard donor.isInFlow || element.value.style != .block else {
        return try compactRegion(donor, column: column, path)
      }
      let value = try inlineValue(donor, path)
      guard let key = element.key else { return indent + "- ".utf8 + value + local.lineBreak }
      return indent + key.inBrackets(format: .yaml).utf8 + ": ".utf8 + value + local.lineBreak
    }
    let text = donor.text
    let moved = MovedLines(of: element, in: text, to: column, indentation)
    let lineStart = text.lineStart(of: element.start)
    let attached = text.attachedComments(of: element)
    let start = attached.first.map { text.lineStart(of: $0.start) } ?? lineStart
    var lines: [UInt8] = []
    if !isBare {
      lines += detached(element, in: text, upTo: start, moved)
      lines += moved.bytes(from: start, to: lineStart, lineBreak: local.lineBreak)
    }
    lines += moved.bytes(from: lineStart, to: element.end, lineBreak: local.lineBreak)
    if !(lines.last?.isLineBreak ?? true) { lines += local.lineBreak }
    return lines
  }

  /// The first entry of a map that begins beside a `-`.
  private func compactRegion(
    _ donor: Donor, column: Int, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    let moved = MovedLines(of: donor.element, in: donor.text, to: column, indentation)
    let lines =
      Array(repeating: .space, count: column)
      + moved.bytes(
        from: donor.element.start, to: donor.element.end, lineBreak: local.lineBreak)
    return lines.last?.isLineBreak ?? true ? lines : lines + local.lineBreak
  }

  /// Blank lines, and comments that stand apart from an element: those that are here already do not come
  /// a second time.
  private func detached(
    _ element: Element, in text: ConfigText, upTo end: Int, _ moved: MovedLines
  ) -> [UInt8] {
    var lines: [UInt8] = []
    var place = element.lead
    var isGapOpen = false
    while place < end {
      let next = text.lineEnd(of: place)
      let comment = text.comments(in: place..<next).first
      if let comment {
        if !localComments.contains(ExactText(comment.text)) {
          if isGapOpen { lines += local.lineBreak }
          lines += moved.bytes(from: place, to: next, lineBreak: local.lineBreak)
        }
        isGapOpen = false
      } else {
        isGapOpen = true
      }
      place = next
    }
    return isGapOpen ? lines + local.lineBreak : lines
  }

  /// A value on one line, or in lines that may stand anywhere.
  private func inlineValue(_ donor: Donor, _ path: ConfigPath) throws(SpliceFailure) -> [UInt8] {
    let value = donor.element.value
    let slice = donor.text.bytes[value.start..<value.end]
    if !slice.contains(where: \.isLineBreak) && value.style != .block
      && donor.text.format == local.format
    {
      return Array(slice)
    }
    guard !value.hasAnchors else {
      throw SpliceFailure(
        path: path, reason: "it has anchors, and cannot be written in another way")
    }
    return Array(value.inBrackets(format: local.format).utf8)
  }

  // MARK: Values

  /// Puts another text's value behind a key or dash.
  mutating func replaceInBlock(
    _ element: Element, by donor: Donor, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let (old, new) = (element.value, donor.element.value)
    let isOnLine = old.style != .block && old.style != .blockScalar
    let isInline = donor.isInFlow || (new.style != .block && new.style != .blockScalar)
    if isOnLine && isInline {
      return try replaceInline(element, by: donor, path)
    }
    // From behind the indicator to the end of the last line, without its break.
    var end = isOnLine ? old.end : blockEnd(element, in: local)
    if isOnLine { end = local.endOfLineContent(end) }
    let bytes: [UInt8]
    if isInline {
      bytes = " ".utf8 + (try inlineValue(donor, path))
    } else {
      let moved = MovedLines(
        of: donor.element, in: donor.text, to: local.column(of: element.start), indentation)
      bytes = moved.bytes(
        from: donor.element.indicatorEnd, to: blockEnd(donor.element, in: donor.text),
        lineBreak: local.lineBreak)
    }
    add(element.indicatorEnd..<end, bytes, path)
    // The user's own comments in it move above.
    let line = local.lineStart(of: element.start)
    let own = ownComments(
      in: element.indicatorEnd..<end, column: local.afterBlanks(line) - line)
    if !own.isEmpty { add(line..<line, own, path) }
  }

  /// Where the lines of a value that has its own end, without the last break.
  private func blockEnd(_ element: Element, in text: ConfigText) -> Int {
    let end =
      element.value.style == .block
      ? element.value.elements.last?.end ?? element.value.end : element.value.end
    return end - text.breakLength(before: end)
  }

  private mutating func replaceInline(
    _ element: Element, by donor: Donor, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let (old, new) = (element.value, donor.element.value)
    var bytes: [UInt8]
    if let text = inStyle(of: old, new, in: donor.text) {
      bytes = Array(text.utf8)
    } else if donor.isInFlow || donor.text.format != local.format {
      bytes = try inlineValue(donor, path)
    } else {
      let moved = MovedLines(
        of: donor.element, in: donor.text, to: local.column(of: element.start), indentation)
      bytes = moved.bytes(from: new.start, to: new.end, lineBreak: local.lineBreak)
    }
    if old.start == old.end && element.indicatorEnd == old.start && !bytes.isEmpty {
      bytes = " ".utf8 + bytes
    }
    add(old.start..<old.end, bytes, path)
  }

  /// A text in the quotes that the user has around it; `nil` where that is not possible, or is what the
  /// other text has.
  func inStyle(of old: Node, _ new: Node, in text: ConfigText) -> String? {
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
