/// Locates the keys of a properties file, as `java.util.Properties` reads it.
enum PropertyLines {
  static func read(_ bytes: [UInt8]) -> KeyedText {
    let text = LineText(bytes)
    var found = KeyedText()
    var line = 0
    while line < text.lines.count {
      let start = line
      line += 1
      var content = text.keyedContent(of: start).drop { $0.isPropertyBlank }
      guard let first = content.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "!") else {
        continue
      }
      while content.isContinued, line < text.lines.count {
        content.removeLast()
        content += text.keyedContent(of: line).drop { $0.isPropertyBlank }
        line += 1
      }
      let (key, value) = split(content)
      found.entries.append(
        KeyedText.Entry(
          path: [KeyedText.Step(name: key)], value: Array(value), lines: start..<line, key: key,
          table: ""))
    }
    return found
  }

  private static func split(_ content: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>) {
    var end = content.startIndex
    while end < content.endIndex, !content[end].isPropertyBlank, !content[end].isPropertySeparator {
      end = min(end + (content[end] == UInt8(ascii: "\\") ? 2 : 1), content.endIndex)
    }
    var value = content[end...].drop { $0.isPropertyBlank }
    if value.first?.isPropertySeparator ?? false {
      value = value.dropFirst().drop { $0.isPropertyBlank }
    }
    return (plain(content[..<end]), value)
  }

  /// A key without its escapes.
  private static func plain(_ key: ArraySlice<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var rest = key.asText.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let escaped = rest.popFirst() else {
        text.append(scalar)
        continue
      }
      let digits = String(String.UnicodeScalarView(rest.prefix(4)))
      if escaped == "u", digits.utf8.count == 4, let code = UInt32(digits, radix: 16),
        let named = Unicode.Scalar(code)
      {
        text.append(named)
        rest = rest.dropFirst(4)
      } else {
        text.append(["t": "\t", "n": "\n", "r": "\r", "f": "\u{c}"][escaped] ?? escaped)
      }
    }
    return String(text)
  }
}

extension UInt8 {
  fileprivate var isPropertyBlank: Bool { isBlank || self == 0x0C }
  fileprivate var isPropertySeparator: Bool {
    self == UInt8(ascii: "=") || self == UInt8(ascii: ":")
  }
}
