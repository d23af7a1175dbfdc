/// What the text written so far ends with, as far as the next document has to know.
struct DocumentEnd {
  /// Whether there is no document yet.
  var isStart = true
  /// Whether `...` closes the last one.
  var isClosed = false
  /// Whether its last value is a text in lines, to which a line break at its end belongs.
  var isText = false
  /// Whether blank lines below it would belong to that, too.
  var keepsBlankLines = false
  /// The local document that it is.
  var index: Int?

  /// Takes note of the document that has been written.
  mutating func note(_ document: Node, in text: ParsedText) {
    let last = document.lastScalar
    isText = last.style == .blockScalar
    let header = text.bytes[last.body...].prefix { !$0.isLineBreak && $0 != UInt8(ascii: "#") }
    keepsBlankLines = isText && header.contains(UInt8(ascii: "+"))
  }
}

extension Node {
  /// The value that is written last.
  var lastScalar: Node {
    var node = self
    while node.style != .flow, let last = node.elements.last { node = last.value }
    return node
  }
}
