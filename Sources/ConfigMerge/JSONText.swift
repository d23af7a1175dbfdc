/// Why a text is not JSON, and where.
struct JSONError: Error, Hashable {
  /// Counted from 1.
  let line: Int
  /// Counted from 1, in characters.
  let column: Int
  let reason: String
  /// Whether it is JSON, and only deeper than anybody can mean.
  var isExcess = false
}

extension JSONError: CustomStringConvertible {
  var description: String { "line \(line), column \(column): \(reason)" }
}

extension ConfigText {
  /// Reads JSON as RFC 8259 has it; a byte-order mark is let pass.
  init(json bytes: [UInt8]) throws(JSONError) {
    var reader = JSONReader(ConfigText(bytes: bytes, format: .json))
    self = try reader.read()
  }
}

/// Reads a JSON text: tokens and nodes in one pass.
private struct JSONReader {
  var text: ConfigText
  var cursor = 0
  var duplicateKeys = 0
  var nodeCount = 0

  init(_ text: ConfigText) {
    self.text = text
    if text.bytes.starts(with: ConfigText.byteOrderMark) {
      emit(.byteOrderMark, to: ConfigText.byteOrderMark.count)
    }
  }

  mutating func read() throws(JSONError) -> ConfigText {
    skipSpace()
    let value = try value(depth: 1)
    skipSpace()
    guard cursor == text.bytes.count else { throw error("there is more after the value") }
    text.documents = [value]
    text.duplicateKeys = duplicateKeys
    return text
  }

  /// The byte at the cursor; 0 at the end.
  private var byte: UInt8 { cursor < text.bytes.count ? text.bytes[cursor] : 0 }

  private mutating func emit(_ kind: ConfigText.TokenKind, to end: Int) {
    text.tokens.append(ConfigText.Token(kind: kind, end: end))
    cursor = end
  }

  private mutating func skipSpace() {
    while true {
      switch byte {
      case .space, .tab: emit(.blanks, to: text.afterBlanks(cursor))
      case .lineFeed, .carriageReturn: emit(.lineBreak, to: text.afterLineBreak(cursor))
      default: return
      }
    }
  }

  private func error(_ reason: String) -> JSONError {
    let (line, column) = text.position(of: min(cursor, text.bytes.count))
    return JSONError(line: line, column: column, reason: reason)
  }

  private func excess(_ reason: String) -> JSONError {
    var error = error(reason)
    error.isExcess = true
    return error
  }

  /// Takes an indicator if it is there.
  private mutating func take(_ indicator: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: indicator) else { return false }
    emit(.indicator, to: cursor + 1)
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> Node {
    nodeCount += 1
    guard depth <= ConfigText.maximumDepth else {
      throw excess("lists and maps are more than \(ConfigText.maximumDepth) deep")
    }
    guard nodeCount <= ConfigText.maximumNodes else {
      throw excess("it has more than \(ConfigText.maximumNodes) values")
    }
    switch byte {
    case UInt8(ascii: "{"): return try collection(isMap: true, depth: depth)
    case UInt8(ascii: "["): return try collection(isMap: false, depth: depth)
    case UInt8(ascii: "\""): return try string()
    default: return try word()
    }
  }

  private mutating func collection(isMap: Bool, depth: Int) throws(JSONError) -> Node {
    let start = cursor
    emit(.indicator, to: cursor + 1)
    let closing: Unicode.Scalar = isMap ? "}" : "]"
    var elements: [Element] = []
    skipSpace()
    if !take(closing) {
      repeat {
        skipSpace()
        let first = cursor
        var key: Node?
        if isMap {
          guard byte == UInt8(ascii: "\"") else {
            throw error("a key in quotation marks is missing")
          }
          key = try string()
          skipSpace()
          guard take(":") else { throw error("a colon is missing") }
        }
        let indicatorEnd = cursor
        skipSpace()
        let value = try value(depth: depth + 1)
        elements.append(
          Element(
            key: key, value: value, start: first, indicatorEnd: indicatorEnd, lead: first,
            end: value.end))
        skipSpace()
      } while take(",")
      guard take(closing) else { throw error("a comma or \"\(closing)\" is missing") }
    }
    if isMap { duplicateKeys += elements.duplicateKeys }
    return Node(
      isMap ? .map(elements) : .list(elements), style: .flow, start: start, body: start,
      end: cursor)
  }

  private mutating func scalar(_ value: String, isText: Bool, to end: Int) -> Node {
    let start = cursor
    emit(.scalar, to: end)
    return Node(
      .scalar(ExactText(value), isText: isText), style: isText ? .doubleQuoted : .plain,
      start: start, body: start, end: end)
  }

  /// `true`, `false`, `null` or a number.
  private mutating func word() throws(JSONError) -> Node {
    var end = cursor
    while end < text.bytes.count, !",]}: \t\r\n\"".utf8.contains(text.bytes[end]) { end += 1 }
    let word = String(decoding: text.bytes[cursor..<end], as: UTF8.self)
    guard ["true", "false", "null"].contains(word) || Self.isNumber(Array(word.utf8)) else {
      throw error(word.isEmpty ? "a value is missing" : "\"\(word.prefix(40))\" is no value")
    }
    return scalar(word, isText: false, to: end)
  }

  private static func isNumber(_ word: [UInt8]) -> Bool {
    var rest = word[...]
    func digits() -> Bool {
      let count = rest.prefix(while: \.isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    if rest.first == UInt8(ascii: "0") { rest.removeFirst() } else if !digits() { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digits() else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard digits() else { return false }
    }
    return rest.isEmpty
  }

  private mutating func string() throws(JSONError) -> Node {
    let bytes = text.bytes
    var value: [UInt8] = []
    var place = cursor + 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] >= 0x20 else { throw error("a string has a control character in it") }
      guard bytes[place] == UInt8(ascii: "\\") else {
        value.append(bytes[place])
        place += 1
        continue
      }
      guard let (scalar, length) = JSONEscape.read(bytes[place...]) else {
        throw error("a string has an escape that means nothing")
      }
      value.append(contentsOf: String(scalar).utf8)
      place += length
    }
    guard place < bytes.count else { throw error("a string has no end") }
    guard let decoded = String(validating: value, as: UTF8.self) else {
      throw error("a string is not UTF-8")
    }
    return scalar(decoded, isText: true, to: place + 1)
  }
}

/// The escapes in JSON's strings.
private enum JSONEscape {
  /// Reads the escape that `bytes` begin with; `nil` if it is none. Returns how long it is.
  static func read(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    guard let letter = bytes.dropFirst().first else { return nil }
    let simple: [Character: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
    ]
    if let scalar = simple[Character(Unicode.Scalar(letter))] { return (scalar, 2) }
    guard letter == UInt8(ascii: "u"), let first = unit(bytes) else { return nil }
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    // Two halves of one character.
    guard first < 0xDC00, let second = unit(bytes.dropFirst(6)), (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(
        0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
    else { return nil }
    return (scalar, 12)
  }

  /// The number in `\uXXXX`.
  private static func unit(_ bytes: ArraySlice<UInt8>) -> UInt16? {
    guard bytes.starts(with: Array("\\u".utf8)) else { return nil }
    let digits = bytes.dropFirst(2).prefix(4)
    guard digits.count == 4, digits.allSatisfy(\.isHexDigit) else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
