// Blank lines below a text that begins with `|+` or `>+` are part of it.

extension ParsedText {
  /// Whether a value ends with a text to which the blank lines below it belong.
  func keepsBlankLines(_ value: Node) -> Bool {
    switch value.style {
    case .block: value.elements.last.map { keepsBlankLines($0.value) } ?? false
    case .blockScalar:
      bytes[blockScalarIndicators(at: value.body)].contains(UInt8(ascii: "+"))
    default: false
    }
  }

  /// Whether a value ends with a text that begins with `|` or `>`: its last line break may count.
  func endsInBlockScalar(_ value: Node) -> Bool {
    value.style == .blockScalar
      || value.style == .block && value.elements.last.map { endsInBlockScalar($0.value) } ?? false
  }

  /// The end of the blank lines from the line that begins at `place` on.
  func afterBlankLines(_ place: Int) -> Int {
    var end = place
    while end < bytes.count, isBlank(line: line(of: end)) { end = lineEnd(of: end) }
    return end
  }
}

extension IncomingElement {
  var keepsBlankLines: Bool { !isInFlow && text.keepsBlankLines(element.value) }

  var endsInBlockScalar: Bool { !isInFlow && text.endsInBlockScalar(element.value) }
}
