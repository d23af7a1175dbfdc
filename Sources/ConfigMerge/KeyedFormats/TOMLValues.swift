extension TOMLLines {
  /// Names with dots between them, up to the character that ends them, which is not taken.
  mutating func names(endingAt end: UInt8) throws(KeyedText.Unreadable) -> [String] {
    var names: [String] = []
    while true {
      skipBlanks()
      names.append(try name())
      skipBlanks()
      if next == end { return names }
      guard next == UInt8(ascii: ".") else {
        throw unreadable(.missing(Character(UnicodeScalar(end))))
      }
      guard names.count < Self.deepest else { throw unreadable(.tooManyDots) }
      place += 1
    }
  }

  private mutating func name() throws(KeyedText.Unreadable) -> String {
    let start = place
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
      guard !starts(with: "\"\"\""), !starts(with: "'''") else {
        throw unreadable(.keyOnSeveralLines)
      }
      var quoted: [UInt8] = []
      try string(into: &quoted)
      let inner = quoted.dropFirst().dropLast()
      return quoted.first == UInt8(ascii: "'") ? inner.asText : Self.plain(inner)
    }
    while let byte = next, byte.isInBareKey { place += 1 }
    guard place > start else { throw unreadable(.missingKey) }
    return bytes[start..<place].asText
  }

  /// Takes a string as written, quotes included.
  mutating func string(into value: inout [UInt8]) throws(KeyedText.Unreadable) {
    let start = place
    let quote = bytes[place]
    let isLong = starts(with: "\"\"\"") || starts(with: "'''")
    place += isLong ? 3 : 1
    while true {
      guard let byte = next, isLong || !byte.isLineBreak else {
        throw unreadable(.missingQuote)
      }
      place += 1
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), next != nil {
        place += 1
      } else if byte == quote {
        if !isLong { break }
        let quotes = bytes[(place - 1)...].prefix(5).prefix { $0 == quote }.count
        if quotes >= 3 {
          place += quotes - 1
          break
        }
      }
    }
    for (offset, byte) in bytes[start..<place].enumerated() {
      let isPair = byte == .carriageReturn && bytes[start + offset + 1] == .lineFeed
      if !isPair { value.append(byte) }
    }
  }

  /// How deep brackets, and tables by dots, may be nested.
  private static let deepest = 200

  /// Takes an array or an inline table.
  mutating func brackets(into value: inout [UInt8], depth: Int) throws(KeyedText.Unreadable) {
    guard depth <= Self.deepest else { throw unreadable(.tooDeep) }
    let close = bytes[place] == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}")
    value.append(bytes[place])
    place += 1
    var isBehindValue = false
    while let byte = next {
      switch byte {
      case close:
        if value.last == UInt8(ascii: ",") { value.removeLast() }
        value.append(close)
        place += 1
        return
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: ","), UInt8(ascii: "="):
        value.append(byte)
        place += 1
        isBehindValue = false
      case UInt8(ascii: "]"), UInt8(ascii: "}"): throw unreadable(.unbalancedBrackets)
      case _ where byte.isBlank || byte.isLineBreak: place += 1
      default:
        // Two values that no comma parts are not one.
        if isBehindValue { value.append(.space) }
        isBehindValue = true
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): try string(into: &value)
        case UInt8(ascii: "["), UInt8(ascii: "{"): try brackets(into: &value, depth: depth + 1)
        default:
          while let byte = next, !byte.endsBareValue {
            value.append(byte)
            place += 1
          }
        }
      }
    }
    throw unreadable(.missing(Character(UnicodeScalar(close))))
  }

  /// What a name in double quotes says.
  private static func plain(_ quoted: ArraySlice<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var rest = quoted.asText.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let escaped = rest.popFirst() else {
        text.append(scalar)
        continue
      }
      let length = ["u": 4, "U": 8, "x": 2][escaped] ?? 0
      let digits = String(String.UnicodeScalarView(rest.prefix(length)))
      if length > 0, let named = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
        text.append(named)
        rest = rest.dropFirst(length)
      } else {
        let short: [Unicode.Scalar: Unicode.Scalar] = [
          "t": "\t", "n": "\n", "r": "\r", "f": "\u{c}", "b": "\u{8}", "e": "\u{1b}",
        ]
        text.append(short[escaped] ?? escaped)
      }
    }
    return String(text)
  }
}

extension UInt8 {
  fileprivate var isInBareKey: Bool {
    switch self {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
      true
    default: false
    }
  }

  fileprivate var endsBareValue: Bool {
    isBlank || isLineBreak || Array("[]{},=#\"'".utf8).contains(self)
  }
}
