import FileEffects

/// How a text is written in YAML, so that every parser reads these very bytes.
enum YAMLText {
  /// As it is, a line of YAML for each of its lines.
  case block
  /// In double quotes, with escapes for what YAML cannot contain.
  case quoted
  /// It is no UTF-8, so that YAML has no text for it.
  case bytes

  init(_ text: UnsafeRawBufferPointer) {
    // The first line says how far a block is indented: it must not begin with blanks of its own.
    var isBlock = text.first.map { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 } ?? false
    var (index, hasLines, isBlankLine) = (0, false, true)
    while index < text.count {
      if let eight = EightBytes(of: text, from: index), eight.arePrintable {
        if !eight.areBlanks { isBlankLine = false }
        index += 8
        continue
      }
      let byte = text[index]
      if byte == 0x0A {
        // Of a line with nothing but blanks, parsers disagree how many of them count.
        if isBlankLine, index > 0, text[index - 1] != 0x0A { isBlock = false }
        (hasLines, isBlankLine) = (true, true)
        index += 1
        continue
      }
      // Most are these.
      if (0x21...0x7E).contains(byte) {
        isBlankLine = false
        index += 1
        continue
      }
      guard let character = YAMLCharacter(at: index, in: text) else {
        self = .bytes
        return
      }
      if byte != 0x20 && byte != 0x09 { isBlankLine = false }
      if !character.isPrintable && byte != 0x09 { isBlock = false }
      index += character.length
    }
    if isBlankLine, text.last != 0x0A { isBlock = false }
    self = isBlock && hasLines ? .block : .quoted
  }
}

/// A character of a text in UTF-8.
struct YAMLCharacter {
  let scalar: UInt32
  /// In bytes.
  let length: Int

  /// `nil` where the bytes at `index` are no UTF-8.
  init?(at index: Int, in text: UnsafeRawBufferPointer) {
    let first = text[index]
    if first < 0x80 {
      (scalar, length) = (UInt32(first), 1)
      return
    }
    let second: ClosedRange<UInt8>
    switch first {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard index + length <= text.count, second.contains(text[index + 1]) else { return nil }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for place in 1..<length {
      let byte = text[index + place]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    scalar = value
  }

  /// Whether YAML may contain it as it is, on one line, in every version.
  var isPrintable: Bool { Self.isPrintable(scalar) }

  private static func isPrintable(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20...0x7E: true
    case ..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  /// Its escape in double quotes; `nil` where it needs none.
  static func escape(_ scalar: UInt32) -> String? {
    switch scalar {
    case 0x00: "\\0"
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0x22: "\\\""
    case 0x5C: "\\\\"
    case _ where isPrintable(scalar): nil
    case ..<0x100: "\\x" + UInt8(scalar).hexadecimal
    default: "\\u" + UInt8(scalar >> 8).hexadecimal + UInt8(scalar & 0xFF).hexadecimal
    }
  }
}
