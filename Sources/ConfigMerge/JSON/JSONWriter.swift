/// Writes elements of another JSON text as the local file is written, with nothing that a reader of the
/// local file might not know.
struct JSONWriter {
  let local: ParsedText
  /// What the local file indents by.
  let step: [UInt8]

  init(local: ParsedText) {
    self.local = local
    var step: [UInt8] = []
    if let first = local.documents.first?.elements.first {
      let indent = local.indent(ofLine: first.start)
      if local.column(of: first.start) == indent.count { step = indent }
    }
    self.step = step.isEmpty ? [.space, .space] : step
  }

  /// The incoming element's value.
  func value(_ incoming: IncomingElement, indent: [UInt8]) -> [UInt8] {
    let value = incoming.element.value
    return moved(
      incoming.text.reduced(value.start..<value.end, to: local.features), of: incoming, to: indent)
  }

  /// The incoming element's element, with its key and without its neighbours.
  func element(_ incoming: IncomingElement, indent: [UInt8]) -> [UInt8] {
    let element = incoming.element
    return moved(
      incoming.text.reduced(element.start..<element.value.end, to: local.features), of: incoming,
      to: indent)
  }

  /// The incoming element's element on lines of its own, with the comments beside it.
  func lines(_ incoming: IncomingElement, indent: [UInt8], hasComma: Bool) -> [UInt8] {
    guard let row = JSONRow(of: incoming.element, in: incoming.text) else {
      return indent + element(incoming, indent: indent) + (hasComma ? ",".utf8 : "".utf8)
        + local.lineBreak
    }
    let text = incoming.text
    let (value, comma) = (incoming.element.value.end, incoming.element.comma)
    let end = row.range.upperBound - text.breakLength(before: row.range.upperBound)
    let before = text.reduced(
      text.afterBlanks(row.range.lowerBound)..<value, to: local.features)
    let after = text.reduced(
      value..<end, to: local.features, comma: comma, isCommaKept: hasComma)
    let joined = before + (hasComma && comma == nil ? ",".utf8 : "".utf8) + after
    return indent + moved(joined, of: incoming, to: indent) + local.lineBreak
  }

  /// A line of comments above the incoming element; empty if there is none that the local file could have.
  func line(_ line: JSONLine, of incoming: IncomingElement, indent: [UInt8]) -> [UInt8] {
    let text = incoming.text
    let end = line.range.upperBound - text.breakLength(before: line.range.upperBound)
    let content = text.reduced(
      text.afterBlanks(line.range.lowerBound)..<end, to: local.features)
    guard content.contains(where: { !$0.isBlank && !$0.isLineBreak }) else { return [] }
    return indent + moved(content, of: incoming, to: indent) + local.lineBreak
  }

  /// Lines of the incoming element's text, all but the first indented as they are there, from `indent` on.
  private func moved(_ bytes: [UInt8], of incoming: IncomingElement, to indent: [UInt8]) -> [UInt8]
  {
    guard bytes.contains(where: \.isLineBreak) else { return bytes }
    let text = incoming.text
    let outer = text.indent(ofLine: incoming.element.start).count
    let first = text.documents.first?.elements.first.map(\.start)
    let theirs = first.flatMap { place in
      text.indent(ofLine: place).count == text.column(of: place) ? text.column(of: place) : nil
    }
    let lines = ParsedText(bytes: bytes, format: .text)
    var moved: [UInt8] = []
    for (number, start) in lines.lineStarts.enumerated() {
      let content = number == 0 ? start : lines.afterBlanks(start)
      let end = lines.endOfLineContent(content)
      if number > 0, content < end {
        let inner = max(0, content - start - outer)
        let steps = theirs.map { $0 > 0 ? inner / $0 : 0 } ?? 0
        moved += indent
        for _ in 0..<steps { moved += step }
        moved += Array(repeating: .space, count: inner - steps * (theirs ?? 0))
      }
      moved += bytes[content..<end]
      if end < bytes.count { moved += local.lineBreak }
    }
    return moved
  }
}
