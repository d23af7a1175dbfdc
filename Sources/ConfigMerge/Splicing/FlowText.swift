extension Splice {
  /// An element of another text, written in brackets.
  func flowText(
    _ incoming: IncomingElement, in node: Node, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    guard incoming.isInFlow && incoming.text.format == local.format else {
      guard !incoming.element.value.hasAnchors else {
        throw SpliceFailure(path: path, fault: .noPlaceForAnchors)
      }
      let value = incoming.element.value.inBrackets(format: local.format)
      guard let key = incoming.element.key else { return Array(value.utf8) }
      return Array("\(key.inBrackets(format: local.format)): \(value)".utf8)
    }
    let indent =
      node.elements.first.map { local.indent(ofLine: $0.start) } ?? local.indent(ofLine: node.start)
    return rebased(incoming, from: incoming.element.start, to: incoming.element.end, indent: indent)
  }

  mutating func replaceInFlow(
    _ element: Element, by incoming: IncomingElement, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let (old, new) = (element.value, incoming.element.value)
    var bytes: [UInt8]
    var comments: [ExactText] = []
    if let text = inStyle(of: old, new, in: incoming.text) {
      bytes = Array(text.utf8)
    } else if incoming.isInFlow && incoming.text.format == local.format {
      bytes = rebased(
        incoming, from: new.start, to: new.end, indent: local.indent(ofLine: element.start))
      comments = incoming.text.comments(in: new.start..<new.end).map(\.exact)
    } else {
      guard !new.hasAnchors else {
        throw SpliceFailure(path: path, fault: .noPlaceForAnchors)
      }
      bytes = Array(new.inBrackets(format: local.format).utf8)
    }
    if old.start == old.end { bytes = " ".utf8 + bytes }
    try moveComments(local.comments(in: old.start..<old.end), besides: comments, path)
    add(old.start..<old.end, bytes, path)
  }

  /// The bytes of the incoming element in brackets, its further lines indented as they are there, from `indent` on.
  private func rebased(
    _ incoming: IncomingElement, from start: Int, to end: Int, indent: [UInt8]
  ) -> [UInt8] {
    let text = incoming.text
    let line = text.lineStart(of: start)
    let outer = text.afterBlanks(line) - line
    var bytes: [UInt8] = []
    var place = start
    while place < end {
      let next = min(text.lineEnd(of: place), end)
      var content = text.bytes[place..<next]
      let hasBreak = content.last?.isLineBreak ?? false
      while content.last?.isLineBreak ?? false { content.removeLast() }
      if place > start {
        let blanks = content.prefix(while: \.isBlank).count
        content = content.dropFirst(blanks)
        let inner = max(0, blanks - outer)
        if !content.isEmpty {
          bytes += indent
          bytes += Array(repeating: .space, count: inner)
        }
      }
      bytes += content
      if hasBreak { bytes += local.lineBreak }
      place = next
    }
    return bytes
  }
}

extension ParsedText {
  /// The text between two elements in brackets: as between the first two without a comment there.
  func separator(in node: Node) -> [UInt8] {
    for (element, next) in zip(node.elements, node.elements.dropFirst()) {
      let gap = bytes[element.end..<next.start]
      if gap.allSatisfy({ $0.isBlank || $0.isLineBreak || $0 == UInt8(ascii: ",") }) {
        return Array(gap.drop { $0 != UInt8(ascii: ",") })
      }
    }
    guard let first = node.elements.first, isFirstOnLine(first.start) else {
      return Array(", ".utf8)
    }
    return ",".utf8 + lineBreak + indent(ofLine: first.start)
  }

  /// The blanks at the start of a place's line.
  func indent(ofLine place: Int) -> [UInt8] {
    let start = lineStart(of: place)
    return Array(bytes[start..<afterBlanks(start)])
  }
}
