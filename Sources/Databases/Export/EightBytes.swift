/// Eight bytes of a text, looked at together: most texts are long, and have little in them that needs more care.
struct EightBytes {
  private let word: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let high: UInt64 = 0x8080_8080_8080_8080

  /// `nil` where there are fewer from `index` on.
  init?(of text: UnsafeRawBufferPointer, from index: Int) {
    guard index + 8 <= text.count else { return nil }
    word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
  }

  /// Whether all are printable ASCII, or blanks.
  var arePrintable: Bool {
    // With its high bit set, a byte stays so without 0x20 only if it was no smaller; with one more it gets one
    // only if it was 0x7F. Neither reaches its neighbours.
    word & Self.high == 0
      && ((word | Self.high) &- (0x20 &* Self.ones)) & Self.high == Self.high
      && (word &+ Self.ones) & Self.high == 0
  }

  var areBlanks: Bool { word == 0x20 &* Self.ones }

  /// Whether one of them is this one. Only where all are ASCII.
  func has(_ byte: UInt8) -> Bool {
    let differing = word ^ (UInt64(byte) &* Self.ones)
    return ((differing | Self.high) &- Self.ones) & Self.high != Self.high
  }
}
