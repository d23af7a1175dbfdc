/// A text that is put together from lines of other texts, so that they stay the lines they were.
struct LineWriter {
  private(set) var bytes: [UInt8] = []
  /// The terminator for a line that needs one and has none.
  let terminator: LineTerminator
  /// What lines of another text are terminated with; `nil` leaves them their own.
  let rewritten: LineTerminator?

  /// A writer of lines that go into `text`; the other texts say how lines end if it does not.
  init(into text: LineText, with others: [LineText]) {
    rewritten = text.dominantTerminator
    let dominants = ([text] + others).compactMap(\.dominantTerminator)
    terminator = dominants.first ?? .lineFeed
  }

  /// Whether the last line is one that has no terminator, and not nothing.
  var isOpen: Bool { bytes.last.map { !$0.isLineBreak } ?? false }

  /// Writes whole lines unchanged, on a line of their own.
  mutating func append(_ text: some Collection<UInt8>) {
    guard let first = text.first else { return }
    close()
    // Otherwise the two would become one terminator.
    if bytes.last == .carriageReturn && first == .lineFeed { bytes.append(.carriageReturn) }
    bytes += text
  }

  /// Writes lines of another text; a last line without a terminator stays without.
  mutating func append(_ lines: Range<Int>, of text: LineText) {
    for line in lines {
      let whole = text.lines[line]
      let content = text.content(of: line)
      if let rewritten, content != whole {
        append(Array(text.bytes[content]) + rewritten.bytes)
      } else {
        append(text.bytes[whole])
      }
    }
  }

  /// Gives the last line a terminator if it has none.
  mutating func close() {
    if isOpen { bytes += terminator.bytes }
  }

  /// Takes the terminator of the last line away, unless the line is empty: it would no longer be
  /// one.
  mutating func open() {
    var end = bytes.count
    if end > 0, bytes[end - 1] == .lineFeed { end -= 1 }
    if end > 0, bytes[end - 1] == .carriageReturn { end -= 1 }
    if end > 0, !bytes[end - 1].isLineBreak { bytes.removeLast(bytes.count - end) }
  }
}
