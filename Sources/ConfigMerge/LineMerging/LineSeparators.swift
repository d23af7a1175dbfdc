/// The line breaks of YAML 1.1 that YAML 1.2 has as ordinary characters: U+0085, U+2028 and U+2029.
///
/// libyaml breaks lines at them, and a comment or a text that holds one would end there. So it is given
/// others in their places, of the same length, which are nowhere else in the text; what it reads gets
/// the right ones back.
struct LineSeparators {
  /// Each character with the one that takes its place.
  private let stands: [(separator: [UInt8], other: [UInt8])]

  /// `nil` where there is none in the bytes, or too many other characters to find one that is free.
  init?(in bytes: [UInt8]) {
    let found = Self.all.filter { bytes.containsRun($0) }
    guard !found.isEmpty else { return nil }
    var used = Self.characters(in: bytes)
    var stands: [(separator: [UInt8], other: [UInt8])] = []
    for separator in found {
      let candidates = separator.count == 2 ? Self.short : Self.long
      guard let free = candidates.first(where: { !used.contains($0) }),
        let other = Unicode.Scalar(free)
      else { return nil }
      used.insert(free)
      stands.append((separator, Array(String(other).utf8)))
    }
    self.stands = stands
  }

  private static let all = ["\u{85}", "\u{2028}", "\u{2029}"].map { Array($0.utf8) }
  /// Characters of two bytes, and of three: first those that nobody uses.
  private static let short: [UInt32] = Array(0x0378...0x07FF) + Array(0x00A1...0x0377)
  private static let long: [UInt32] = Array(0xE000...0xF8FF)

  /// The bytes with other characters in the places of these.
  func hidden(in bytes: [UInt8]) -> [UInt8] {
    stands.reduce(bytes) { $0.replacing($1.separator, with: $1.other) }
  }

  /// A text that was read from the hidden bytes, as the file has it.
  func restored(in text: String) -> String {
    let bytes = stands.reduce(Array(text.utf8)) { $0.replacing($1.other, with: $1.separator) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The separators in the text, also as an escape in quotation marks: `\u2028`.
  private static func characters(in bytes: [UInt8]) -> Set<UInt32> {
    var found = Set(String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value))
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\\") {
      let letter = index + 1 < bytes.count ? bytes[index + 1] : 0
      guard let length = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][letter]
      else { continue }
      let digits = bytes[min(index + 2, bytes.count)...].prefix(length)
      if let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) {
        found.insert(value)
      }
    }
    return found
  }
}
