/// Base64 with padding (RFC 4648, section 4), which is what YAML's `!!binary` holds.
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What each byte stands for; more than 63 where it is no digit.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()

  static func encoded(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
      var (index, end) = (0, 0)
      while index < bytes.count {
        let count = min(3, bytes.count - index)
        let word = (0..<3).reduce(UInt32(0)) {
          $0 << 8 | ($1 < count ? UInt32(bytes[index + $1]) : 0)
        }
        for place in 0..<4 {
          text[end + place] =
            place <= count
            ? digits[Int(word >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "=")
        }
        (index, end) = (index + 3, end + 4)
      }
      return end
    }
  }

  /// `nil` where the text is no base64. Blanks and line ends between the digits do not count.
  static func decoded(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var (word, digits, padding) = (UInt32(0), 0, 0)
    for byte in text {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: continue
      case UInt8(ascii: "="):
        padding += 1
        continue
      default: break
      }
      let value = values[Int(byte)]
      guard value < 64, padding == 0 else { return nil }
      word = word << 6 | UInt32(value)
      digits += 1
      if digits % 4 == 0 {
        bytes.append(UInt8(word >> 16 & 0xFF))
        bytes.append(UInt8(word >> 8 & 0xFF))
        bytes.append(UInt8(word & 0xFF))
        word = 0
      }
    }
    switch (digits % 4, padding) {
    case (0, 0): break
    case (2, 2) where word & 0xF == 0: bytes.append(UInt8(word >> 4))
    case (3, 1) where word & 0x3 == 0:
      bytes.append(UInt8(word >> 10))
      bytes.append(UInt8(word >> 2 & 0xFF))
    default: return nil
    }
    return bytes
  }
}
