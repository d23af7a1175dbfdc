/// YAML being written, handed over a mebibyte at a time.
///
/// Texts are in quotes or blocks, numbers are not: what a value is does not depend on how a parser reads plain
/// words such as `no` or `1e3`.
struct YAMLOutput {
  private var bytes: [UInt8] = []
  private let body: (UnsafeRawBufferPointer) throws -> Void

  private static let pieceBytes = 1 << 20

  init(_ body: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.body = body
    bytes.reserveCapacity(Self.pieceBytes + (64 << 10))
  }

  /// Hands over what is left.
  mutating func finish() throws {
    try bytes.withUnsafeBytes { if !$0.isEmpty { try body($0) } }
    bytes.removeAll(keepingCapacity: true)
  }

  /// Adds YAML as it is.
  mutating func write(_ text: String) throws {
    bytes.append(contentsOf: text.utf8)
    try handOverIfFull()
  }

  private mutating func write(_ piece: UnsafeRawBufferPointer) throws {
    bytes.append(contentsOf: piece)
    try handOverIfFull()
  }

  private mutating func handOverIfFull() throws {
    if bytes.count >= Self.pieceBytes { try finish() }
  }

  // MARK: Keys

  /// Writes `name:` at the beginning of a line that is indented so far.
  mutating func key(_ name: String, indent: Int) throws {
    try write(Self.blanks(indent) + Self.key(name, indent: indent))
  }

  /// The text `name:`, behind what it is indented by.
  static func key(_ name: String, indent: Int) -> String {
    let text = isPlain(name) ? name : quoted(name)
    // Parsers look for the colon within 1,024 characters.
    return name.utf8.count <= 200 ? text + ":" : "? \(text)\n\(blanks(indent)):"
  }

  /// A name that no parser takes for anything but a text.
  private static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    let isWord = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || $0 == 0x5F
    }
    return isWord && !meaningful.contains(name.lowercased())
  }

  private static let meaningful: Set = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null",
  ]

  private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  // MARK: Values

  /// Writes a value behind a key, or a dash, and ends the line.
  ///
  /// - Parameter indent: That of the key or the dash.
  mutating func value(_ column: Int, of row: Statement, indent: Int) throws {
    switch row.kind(column) {
    case .null: try write(" null\n")
    case .integer: try write(" \(row.integer(column))\n")
    case .real: try write(" \(Self.real(row.real(column)))\n")
    case .text: try row.withText(column) { try text($0, indent: indent) }
    case .blob:
      try write(" ")
      try row.withBytes(column) { try binary($0) }
      try write("\n")
    }
  }

  /// With a point and a sign before the exponent, without which YAML 1.1 reads a text.
  static func real(_ number: Double) -> String {
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    let text = "\(number)"
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  mutating func text(_ text: String, indent: Int) throws {
    var text = text
    try text.withUTF8 { try self.text(UnsafeRawBufferPointer($0), indent: indent) }
  }

  mutating func text(_ text: UnsafeRawBufferPointer, indent: Int) throws {
    switch YAMLText(text) {
    case .block: try block(text, indent: indent)
    case .quoted:
      try write(" ")
      try quoted(text)
      try write("\n")
    case .bytes:
      try write(" {\(ExportFormat.invalidText): ")
      try binary(text)
      try write("}\n")
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { YAMLCharacter.escape($0.value) ?? String($0) }.joined() + "\""
  }

  private mutating func quoted(_ text: UnsafeRawBufferPointer) throws {
    try write("\"")
    var (start, index) = (0, 0)
    while index < text.count {
      // Most need no escape.
      if let eight = EightBytes(of: text, from: index), eight.arePrintable, !eight.has(0x22),
        !eight.has(0x5C)
      {
        index += 8
        continue
      }
      let byte = text[index]
      if (0x20...0x7E).contains(byte), byte != 0x22, byte != 0x5C {
        index += 1
        continue
      }
      guard let character = YAMLCharacter(at: index, in: text) else { break }
      if let escape = YAMLCharacter.escape(character.scalar) {
        try write(UnsafeRawBufferPointer(rebasing: text[start..<index]))
        try write(escape)
        start = index + character.length
      }
      index += character.length
    }
    try write(UnsafeRawBufferPointer(rebasing: text[start...]))
    try write("\"")
  }

  /// How a block ends says how many line ends the text has at its end.
  private mutating func block(_ text: UnsafeRawBufferPointer, indent: Int) throws {
    let ends = text.reversed().prefix { $0 == 0x0A }.count
    try write(ends == 0 ? " |-\n" : ends == 1 ? " |\n" : " |+\n")
    let margin = Self.blanks(indent + 2)
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      if end > start { try write(margin) }
      try write(UnsafeRawBufferPointer(rebasing: text[start..<end]))
      try write("\n")
      start = end + 1
    }
  }

  private mutating func binary(_ bytes: UnsafeRawBufferPointer) throws {
    try write("!!binary \"")
    var start = 0
    while start < bytes.count {
      // A multiple of three: no padding before the end.
      let end = min(start + 48 << 10, bytes.count)
      try write(Base64.encoded(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
      start = end
    }
    try write("\"")
  }
}
