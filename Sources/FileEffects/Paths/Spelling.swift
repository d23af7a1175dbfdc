/// How bytes that need not be text are written as text: for each sequence of bytes in one way.
///
/// Printable text stands for itself, a backslash is written as `\\`, and each other byte as `\x` with
/// two digits. So nothing in it moves a cursor, ends a line, turns the direction of the text that
/// follows, or is invisible.
public enum Spelling {
  private static let backslash = UInt8(ascii: "\\")

  /// `bytes` as text. ``bytes(in:)`` gives them back.
  public static func text(of bytes: [UInt8]) -> String {
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f && $0 != backslash }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = ""
    var rest = bytes[...]
    while let first = rest.first {
      let piece = rest.prefix(first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4)
      if first == backslash {
        text += "\\\\"
        rest = rest.dropFirst()
      } else if let found = String(validating: piece, as: UTF8.self)?.unicodeScalars.first,
        isPlain(found)
      {
        text.unicodeScalars.append(found)
        rest = rest.dropFirst(piece.count)
      } else {
        text += escape(first)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  /// The bytes that are written as `text`; `nil` where a backslash in it stands for nothing.
  public static func bytes(in text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text.makeIterator()
    while let byte = rest.next() {
      guard byte == backslash else {
        bytes.append(byte)
        continue
      }
      switch rest.next() {
      case backslash: bytes.append(backslash)
      case UInt8(ascii: "x"):
        guard let high = rest.next(), let low = rest.next(),
          let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16),
          high != UInt8(ascii: "+"), high != UInt8(ascii: "-")
        else { return nil }
        bytes.append(value)
      default: return nil
      }
    }
    return bytes
  }

  /// Words from anywhere as a part of a line: unprintable characters are written as in ``text(of:)``,
  /// except joiners of letters and pictures: words are for reading, and are not names.
  public static func line(_ words: String) -> String {
    escaping(words) { isPlain($0) || joins($0) }
  }

  /// A word of a command, as a shell reads it: in quotes where it has more than letters, digits and what
  /// means nothing to one.
  public static func shellWord(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "/._-+,:@%".utf8.contains($0)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }

  /// As ``line(_:)``, for words of several lines, which may be indented.
  public static func lines(_ words: String) -> String {
    escaping(words) { isPlain($0) || $0 == "\n" || $0 == "\t" || joins($0) }
  }

  /// JSON that is shown as what it is: an encoder leaves more in it than a terminal should see.
  public static func json(_ text: String) -> String {
    escaping(text, { isPlain($0) || $0 == "\n" }) { scalar in
      scalar.utf16.map { "\\u" + $0.hexadecimal }.joined()
    }
  }

  /// Whether a scalar can be printed and seen, and leaves its neighbours unchanged.
  ///
  /// Not control characters, ends of lines, nor what Unicode calls format characters (what turns the
  /// direction of text is among them) or default ignorable: of width zero, and selectors of variants.
  static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7f }
    if scalar.properties.isDefaultIgnorableCodePoint { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  /// What many scripts and pictures need between letters: joiners, and the selectors of variants that are
  /// not made for single ideographs, which are many enough to hide text in.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII && scalar.value <= 0xffff
      && (scalar.properties.isJoinControl || scalar.properties.isVariationSelector)
  }

  private static func escaping(
    _ text: String, _ isKept: (Unicode.Scalar) -> Bool,
    _ escape: (Unicode.Scalar) -> String = { String($0).utf8.map(escape).joined() }
  ) -> String {
    if text.unicodeScalars.allSatisfy(isKept) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isKept(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += escape(scalar)
      }
    }
    return result
  }

  private static func escape(_ byte: UInt8) -> String {
    "\\x" + byte.hexadecimal
  }
}
