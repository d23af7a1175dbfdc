/// Locates the variables of a file such as `.env`.
enum EnvironmentLines {
  static func read(_ bytes: [UInt8]) -> KeyedText {
    let text = LineText(bytes)
    var found = KeyedText()
    var line = 0
    while line < text.lines.count {
      let start = line
      line += 1
      var content = text.keyedContent(of: start).trimmed
      guard let first = content.first, first != UInt8(ascii: "#") else { continue }
      let word = Array("export".utf8)
      if content.starts(with: word), content.dropFirst(word.count).first?.isBlank ?? false {
        content = content.dropFirst(word.count).trimmed
      }
      let end =
        content.firstIndex(of: UInt8(ascii: "=")) ?? content.firstIndex(of: UInt8(ascii: ":"))
      let key = content[..<(end ?? content.endIndex)].trimmed.asText
      var value: [UInt8]?
      if let end {
        let rest = content[(end + 1)...].drop { $0.isBlank }
        if let (quoted, last) = quoted(rest, text, start) {
          (value, line) = (quoted, last + 1)
        } else {
          value = Array(rest)
        }
      }
      found.entries.append(
        KeyedText.Entry(
          path: [KeyedText.Step(name: key)], value: value, lines: start..<line, key: key, table: "")
      )
    }
    return found
  }

  /// A value in quotes and the line that it ends on; `nil` where it is none: the closing quote is
  /// missing, or more than a comment follows it.
  private static func quoted(
    _ rest: ArraySlice<UInt8>, _ text: LineText, _ start: Int
  ) -> (value: [UInt8], line: Int)? {
    guard let quote = rest.first, Array("\"'`".utf8).contains(quote) else { return nil }
    var value = [quote]
    var (line, content) = (start, rest.dropFirst())
    while true {
      while let byte = content.popFirst() {
        value.append(byte)
        if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), let next = content.popFirst() {
          value.append(next)
        } else if byte == quote {
          let behind = content.trimmed
          return behind.isEmpty || behind.first == UInt8(ascii: "#") ? (value, line) : nil
        }
      }
      line += 1
      guard line < text.lines.count else { return nil }
      value.append(.lineFeed)
      content = text.keyedContent(of: line)
    }
  }
}
