/// What ends a line.
enum LineTerminator: Hashable, Sendable, CaseIterable {
  case lineFeed, carriageReturnLineFeed, carriageReturn

  var bytes: [UInt8] {
    switch self {
    case .lineFeed: [.lineFeed]
    case .carriageReturnLineFeed: [.carriageReturn, .lineFeed]
    case .carriageReturn: [.carriageReturn]
    }
  }
}

/// A text as its lines, without a copy of any of them.
///
/// A line ends after `\n`, `\r\n` or a lone `\r`, and keeps it; the last one may end without. An
/// empty text has no lines. The lines joined are the text.
struct LineText: Sendable {
  let bytes: [UInt8]
  /// Where each line is in ``bytes``, its terminator included.
  let lines: [Range<Int>]
  /// The terminator of most lines; of equally frequent ones the first in the order of
  /// ``LineTerminator``; `nil` where no line has one.
  let dominantTerminator: LineTerminator?

  init(_ bytes: [UInt8]) {
    var lines: [Range<Int>] = []
    var counts: [LineTerminator: Int] = [:]
    var start = 0
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      guard byte.isLineBreak else { continue }
      var terminator = LineTerminator.lineFeed
      if byte == .carriageReturn {
        terminator = .carriageReturn
        if place < bytes.count, bytes[place] == .lineFeed {
          terminator = .carriageReturnLineFeed
          place += 1
        }
      }
      counts[terminator, default: 0] += 1
      lines.append(start..<place)
      start = place
    }
    if start < bytes.count { lines.append(start..<bytes.count) }
    self.bytes = bytes
    self.lines = lines
    var dominant: LineTerminator?
    for terminator in LineTerminator.allCases {
      let most = dominant.flatMap { counts[$0] } ?? 0
      if counts[terminator, default: 0] > most { dominant = terminator }
    }
    dominantTerminator = dominant
  }

  /// Where the line is in ``bytes``, without its terminator.
  func content(of line: Int) -> Range<Int> {
    let range = lines[line]
    var end = range.upperBound
    if end > range.lowerBound, bytes[end - 1] == .lineFeed { end -= 1 }
    if end > range.lowerBound, bytes[end - 1] == .carriageReturn { end -= 1 }
    return range.lowerBound..<end
  }

  /// The bytes of consecutive lines, their terminators included.
  func text(of range: Range<Int>) -> ArraySlice<UInt8> {
    guard !range.isEmpty else { return [] }
    return bytes[lines[range.lowerBound].lowerBound..<lines[range.upperBound - 1].upperBound]
  }

  /// Whether the last line has a terminator; `true` for a text without lines, where none is
  /// missing.
  var endsTerminated: Bool { bytes.last?.isLineBreak ?? true }
}
