/// Why a text is not the YAML or JSON that was expected, and where.
public struct ParseError: Error, Hashable, Sendable {
  /// Counted from 1.
  public let line: Int
  /// Counted from 1, in characters.
  public let column: Int
  public let fault: ParseFault
  /// Whether it could be read, were it not longer or deeper than any configuration is.
  public let isExcess: Bool

  public init(line: Int, column: Int, _ fault: ParseFault, isExcess: Bool = false) {
    self.line = line
    self.column = column
    self.fault = fault
    self.isExcess = isExcess
  }
}

extension ParseError {
  /// The byte at that line and column.
  func place(in bytes: [UInt8]) -> Int {
    let text = ParsedText(bytes: bytes, format: .text)
    guard line >= 1 && line <= text.lineStarts.count else { return bytes.count }
    var place = text.lineStarts[line - 1]
    var left = column - 1
    while left > 0 && place < bytes.count {
      place += 1
      while place < bytes.count && bytes[place].isContinuation { place += 1 }
      left -= 1
    }
    return place
  }
}
