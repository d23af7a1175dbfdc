/// Locates the keys of a TOML file.
///
/// Values are not interpreted, only found: strings as written, anything else without the blanks, line
/// breaks, comments and last commas in it.
struct TOMLLines {
  let bytes: [UInt8]
  var place: Int
  private let text: LineText
  /// The line that `place` was on when that was last asked.
  private var line = 0

  static func read(_ bytes: [UInt8]) throws(KeyedText.Unreadable) -> KeyedText {
    var reader = TOMLLines(bytes)
    var tables = TOMLTables()
    while reader.skipToStatement() {
      let start = reader.currentLine
      if reader.next == UInt8(ascii: "[") {
        let header = try reader.header()
        tables.add(header.names, isArray: header.isArray, onLine: start)
      } else {
        let from = reader.place
        let names = try reader.names(endingAt: UInt8(ascii: "="))
        let written = bytes[from..<reader.place].trimmed.asText
        reader.place += 1
        let value = try reader.assignedValue()
        tables.add(names, written: written, value: value, onLines: start..<reader.currentLine + 1)
      }
    }
    return tables.text
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    text = LineText(bytes)
    place = bytes.starts(with: ParsedText.byteOrderMark) ? ParsedText.byteOrderMark.count : 0
  }

  var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  func starts(with string: String) -> Bool { bytes[place...].starts(with: string.utf8) }

  /// The line that is being read, counted from 0.
  private var currentLine: Int {
    mutating get {
      while line + 1 < text.lines.count, text.lines[line].upperBound <= place { line += 1 }
      return line
    }
  }

  mutating func unreadable(_ fault: KeyedFault) -> KeyedText.Unreadable {
    KeyedText.Unreadable(line: currentLine + 1, fault: fault)
  }

  mutating func skipBlanks() {
    while next?.isBlank ?? false { place += 1 }
  }

  /// Skips blanks and a comment behind a statement, up to the end of the line.
  private mutating func skipToEndOfLine() throws(KeyedText.Unreadable) {
    skipBlanks()
    if next == UInt8(ascii: "#") { skipComment() }
    guard next?.isLineBreak ?? true else {
      throw unreadable(.severalStatements)
    }
  }

  mutating func skipComment() {
    while let byte = next, !byte.isLineBreak { place += 1 }
  }

  /// Skips the text between statements; returns whether another one follows.
  private mutating func skipToStatement() -> Bool {
    while let byte = next {
      if byte == UInt8(ascii: "#") {
        skipComment()
      } else if byte.isBlank || byte.isLineBreak {
        place += 1
      } else {
        return true
      }
    }
    return false
  }

  private mutating func header() throws(KeyedText.Unreadable) -> (names: [String], isArray: Bool) {
    place += 1
    let isArray = next == UInt8(ascii: "[")
    if isArray { place += 1 }
    let names = try names(endingAt: UInt8(ascii: "]"))
    place += 1
    if isArray {
      guard next == UInt8(ascii: "]") else { throw unreadable(.missing("]")) }
      place += 1
    }
    try skipToEndOfLine()
    return (names, isArray)
  }

  /// The value behind `=`, and nothing after it on its line.
  private mutating func assignedValue() throws(KeyedText.Unreadable) -> [UInt8] {
    skipBlanks()
    var value: [UInt8] = []
    switch next {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): try string(into: &value)
    case UInt8(ascii: "["), UInt8(ascii: "{"): try brackets(into: &value, depth: 1)
    default:
      let start = place
      while let byte = next, byte != UInt8(ascii: "#"), !byte.isLineBreak { place += 1 }
      value = Array(bytes[start..<place].trimmed)
      guard !value.isEmpty else { throw unreadable(.missingValue) }
    }
    // What a comment is on belongs to the line, not to the value.
    let end = place
    try skipToEndOfLine()
    place = end
    return value
  }
}
