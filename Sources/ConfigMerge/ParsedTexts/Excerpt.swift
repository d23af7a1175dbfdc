extension ParsedText {
  /// The text of a side of a conflict, without the indentation of its place.
  func side(_ element: Element) -> MergeConflict.Side {
    let node = element.value
    let (line, column) = position(of: node.start)
    return MergeConflict.Side(line: line, column: column, text: excerpt(of: element))
  }

  private func excerpt(of element: Element) -> String {
    let node = element.value
    let line = lineStart(of: element.start)
    let margin = node.style == .block ? column(of: node.start) : afterBlanks(line) - line
    var text: [UInt8] = []
    var place = node.start
    while place < node.end {
      let next = min(lineEnd(of: place), node.end)
      var content = bytes[place..<next]
      if place > node.start {
        content = content.dropFirst(min(margin, content.prefix { $0 == .space }.count))
      }
      text += content
      place = next
    }
    return String(decoding: text.droppingLineBreak, as: UTF8.self)
  }
}
