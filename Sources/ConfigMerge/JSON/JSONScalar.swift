extension JSONReader {
  private mutating func scalar(_ value: String, isText: Bool, to end: Int) -> Node {
    let start = cursor
    emit(.scalar, to: end)
    return Node(
      .scalar(ExactText(value), isText: isText), style: isText ? .doubleQuoted : .plain,
      start: start, body: start, end: end)
  }

  /// `true`, `false`, `null` or a number.
  mutating func word() throws(ParseError) -> Node {
    var end = cursor
    while end < text.bytes.count, !",]}: \t\r\n\"".utf8.contains(text.bytes[end]),
      !isComment(at: end)
    { end += 1 }
    let word = Array(text.bytes[cursor..<end])
    if let fault = JSONWord.fault(of: word) { throw error(fault) }
    return scalar(String(decoding: word, as: UTF8.self), isText: false, to: end)
  }

  mutating func string() throws(ParseError) -> Node {
    let bytes = text.bytes
    var value: [UInt8] = []
    var place = cursor + 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] >= 0x20 else { throw error(.controlCharacter) }
      guard bytes[place] == UInt8(ascii: "\\") else {
        value.append(bytes[place])
        place += 1
        continue
      }
      guard let (scalar, length) = JSONEscape.read(bytes[place...]) else {
        throw error(.unknownEscape)
      }
      value.append(contentsOf: String(scalar).utf8)
      place += length
    }
    guard place < bytes.count else { throw error(.unterminatedString) }
    guard let decoded = String(validating: value, as: UTF8.self) else {
      throw error(.stringNotUTF8)
    }
    return scalar(decoded, isText: true, to: place + 1)
  }
}

/// A JSON value without quotation marks.
enum JSONWord {
  /// Why it is no value; `nil` if it is one.
  static func fault(of word: [UInt8]) -> ParseFault? {
    let text = String(decoding: word.prefix(160), as: UTF8.self)
    if ["true", "false", "null"].contains(text) || isNumber(word) { return nil }
    switch text.first {
    case nil: return .missingValue
    case "'": return .singleQuotedText
    case "#": return .hashComment
    case "/": return .loneSlash
    default: break
    }
    let digits = text.drop { "+-".contains($0) }
    let isHexadecimal = digits.lowercased().hasPrefix("0x")
    let shown = String(text.prefix(40))
    return isHexadecimal || digits.first?.isNumber ?? false
      ? .badNumber(shown, isHexadecimal: isHexadecimal) : .badValue(shown)
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
}

/// The escapes in JSON's strings.
enum JSONEscape {
  /// Reads the escape that `bytes` begin with; `nil` if it is not one. Returns how long it is.
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
