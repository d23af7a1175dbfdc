/// A configuration file, read without losing anything of it.
///
/// Every byte belongs to exactly one token, and the tokens joined are the file. Beside them is what
/// the file means: its documents, whose nodes know their places in the bytes.
struct ParsedText: Sendable {
  /// What a run of bytes is.
  enum TokenKind: UInt8, Hashable, Sendable {
    case byteOrderMark, directive
    /// `---` and `...`.
    case documentMarker
    /// Spaces and tabs.
    case blanks
    case lineBreak
    /// From `#` to the end of the line, without the line break; in JSON from `//`, or from `/*` to `*/`.
    case comment
    /// `-`, `?`, `:`, `,` and brackets.
    case indicator
    /// An anchor or a tag.
    case property
    case alias, scalar
  }

  struct Token: Hashable, Sendable {
    var kind: TokenKind
    /// The first byte after it; it begins where the one before it ends.
    var end: Int
  }

  let bytes: [UInt8]
  var tokens: [Token] = []
  /// The values of the documents, in order; an empty document has an empty scalar.
  var documents: [Node] = []
  var format: ConfigFormat
  /// How many keys there are that their map has already.
  var duplicateKeys = 0
  /// What JSON has in it beyond RFC 8259; nothing where it is strict.
  var features: JSONFeatures = []
  /// Where each line begins; the first begins after the byte-order mark.
  let lineStarts: [Int]
  /// The line break that most lines end with; `\n` if there is none.
  let lineBreak: [UInt8]

  init(bytes: [UInt8], format: ConfigFormat) {
    self.bytes = bytes
    self.format = format
    var starts = [bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0]
    var pairs = 0
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<bytes.count {
        let byte = bytes[index]
        // Most are neither; one comparison tells.
        guard byte <= .carriageReturn, byte.isLineBreak else { continue }
        if byte == .lineFeed {
          starts.append(index + 1)
          if index > 0 && bytes[index - 1] == .carriageReturn { pairs += 1 }
        } else if index + 1 == bytes.count || bytes[index + 1] != .lineFeed {
          starts.append(index + 1)
        }
      }
    }
    lineStarts = starts
    let longest = zip(starts, starts.dropFirst() + [bytes.count]).map { $1 - $0 }.max() ?? 0
    var marks: [Int] = []
    if longest > Self.markDistance {
      var count = 0
      for (index, byte) in bytes.enumerated() {
        if index % Self.markDistance == 0 { marks.append(count) }
        if byte.isContinuation { count += 1 }
      }
      marks.append(count)
    }
    continuationMarks = marks
    lineBreak = pairs * 2 > starts.count - 1 ? [.carriageReturn, .lineFeed] : [.lineFeed]
  }

  /// How many bytes before every 4,096th go on a character that began before: in files with long
  /// lines, where there can be thousands of conflicts on one.
  private let continuationMarks: [Int]
  private static let markDistance = 4096

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// How many bytes a file may have to be merged: 16 MiB.
  static let maximumBytes = 16 << 20

  // MARK: Places

  /// The index of the line that `place` is on.
  func line(of place: Int) -> Int {
    max(0, lineStarts.partitioningIndex { $0 > place } - 1)
  }

  /// The first byte of the line that `place` is on.
  func lineStart(of place: Int) -> Int { min(lineStarts[line(of: place)], place) }

  /// The first byte after the line that `place` is on, its line break included.
  func lineEnd(of place: Int) -> Int {
    let next = line(of: place) + 1
    return next < lineStarts.count ? lineStarts[next] : bytes.count
  }

  /// The end of what is on the line of `place`, its line break not included.
  func endOfLineContent(_ place: Int) -> Int {
    var end = place
    while end < bytes.count && !bytes[end].isLineBreak { end += 1 }
    return end
  }

  /// The first byte after the line break at `place`.
  func afterLineBreak(_ place: Int) -> Int {
    let isPair =
      bytes[place] == .carriageReturn && place + 1 < bytes.count && bytes[place + 1] == .lineFeed
    return place + (isPair ? 2 : 1)
  }

  /// How many bytes are before `place` on its line.
  func column(of place: Int) -> Int { place - lineStart(of: place) }

  /// Where the blanks at `place` end.
  func afterBlanks(_ place: Int) -> Int {
    var end = place
    while end < bytes.count && bytes[end].isBlank { end += 1 }
    return end
  }

  /// Whether only spaces are before `place` on its line.
  func isFirstOnLine(_ place: Int) -> Bool {
    bytes[lineStart(of: place)..<place].allSatisfy { $0 == .space }
  }

  /// How many bytes before a place go on a character, counted from a place that is known.
  private func continuations(before place: Int) -> Int {
    let mark = place / Self.markDistance
    let isKnown = mark < continuationMarks.count
    let start = isKnown ? mark * Self.markDistance : lineStart(of: place)
    return (isKnown ? continuationMarks[mark] : 0)
      + bytes[start..<place].count { $0.isContinuation }
  }

  /// Line and column of a place, counted from 1, the column in characters.
  func position(of place: Int) -> (line: Int, column: Int) {
    let line = line(of: place)
    let start = min(lineStarts[line], place)
    let characters = place - start - continuations(before: place) + continuations(before: start)
    return (line + 1, characters + 1)
  }
}

extension ParsedText {
  /// Reads a file by its structure; lines have none.
  static func read(_ bytes: [UInt8], as format: ConfigFormat) -> Result<ParsedText, ParseError> {
    Result { () throws(ParseError) -> ParsedText in
      switch format {
      case .yaml: try ParsedText(yaml: bytes)
      case .json: try ParsedText(json: bytes)
      case .text: throw ParseError(line: 1, column: 1, .noStructure)
      }
    }
  }
}
