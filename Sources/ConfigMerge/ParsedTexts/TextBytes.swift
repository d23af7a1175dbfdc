extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")

  var isBlank: Bool { self == .space || self == .tab }
  var isLineBreak: Bool { self == .lineFeed || self == .carriageReturn }
  /// Whether it goes on a character of UTF-8 that began before.
  var isContinuation: Bool { self & 0xC0 == 0x80 }
}

extension RandomAccessCollection<UInt8> {
  /// Whether the bytes are somewhere in it, one after the other.
  func containsRun(_ run: [UInt8]) -> Bool {
    guard let first = run.first else { return true }
    var rest = self[...]
    while let place = rest.firstIndex(of: first) {
      if rest[place...].starts(with: run) { return true }
      rest = rest[rest.index(after: place)...]
    }
    return false
  }
}
