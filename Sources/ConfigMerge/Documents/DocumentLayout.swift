/// The lines of each document of a text.
///
/// A document has its `---`, the directives and comments directly above that, its value, and its `...`.
/// Comments above a `---` are directly above it if a blank line, a `...` or the start of the file sets
/// them off; otherwise they end the document before. Blank lines belong to what follows.
struct DocumentLayout {
  struct Part {
    /// Where its lines begin, with blank lines and comments above it.
    var start: Int
    /// Where it begins itself: its directives, its `---` or its value.
    var head: Int
    var hasDirectives = false
    var marker: Range<Int>?
    /// The end of the last line of its value, or of its `---` if it has none.
    var bodyEnd: Int
    /// The `...` that closes it, to the last if there are several.
    var close: Range<Int>?
    var end: Int

    /// Where that begins which is behind the `---`, if there is one.
    var bodyStart: Int { marker?.upperBound ?? head }
    /// Where something can be added below everything in it.
    var foot: Int { close?.lowerBound ?? end }
  }

  private(set) var parts: [Part] = []

  /// `nil` where documents and markers do not go together.
  init?(_ text: ParsedText) {
    var scan = DocumentScan(text)
    guard scan.readParts() else { return nil }
    parts = scan.parts
    let first = text.bytes.starts(with: ParsedText.byteOrderMark) ? text.lineStarts[0] : 0
    if parts.isEmpty, text.documents.count == 1, text.documents[0].isUnwritten {
      // A file of comments.
      let end = text.bytes.count
      parts = [Part(start: first, head: end, bodyEnd: end, end: end)]
    }
    guard parts.count == text.documents.count else { return nil }
    for index in parts.indices {
      if let last = text.documents[index].elements.last, text.documents[index].style == .block {
        parts[index].bodyEnd = max(parts[index].bodyEnd, last.end)
      }
      guard index > 0 else {
        parts[index].start = first
        continue
      }
      let previous = parts[index - 1]
      parts[index].start =
        previous.close.map { text.lineEnd(of: $0.upperBound - 1) }
        ?? Self.start(of: parts[index], after: previous.bodyEnd, in: text)
      parts[index - 1].end = parts[index].start
    }
  }

  /// Where the lines above a `---` begin that belong to it.
  private static func start(of part: Part, after floor: Int, in text: ParsedText) -> Int {
    func previous(_ line: Int) -> Int? {
      line > 0 && text.lineStarts[line - 1] >= floor ? line - 1 : nil
    }
    var comments = text.line(of: part.head)
    while let line = previous(comments), text.isComment(line: line) { comments = line }
    var blanks = comments
    while let line = previous(blanks), text.isBlank(line: line) { blanks = line }
    return blanks < comments ? text.lineStarts[blanks] : part.head
  }
}

/// Goes through the tokens of a text and finds where its documents begin and end.
private struct DocumentScan {
  let text: ParsedText
  private(set) var parts: [DocumentLayout.Part] = []
  private var isOpen = false
  private var directives: Int?

  init(_ text: ParsedText) { self.text = text }

  mutating func readParts() -> Bool {
    var start = 0
    for token in text.tokens {
      defer { start = token.end }
      switch token.kind {
      case .byteOrderMark, .blanks, .lineBreak, .comment: break
      case .directive: directives = directives ?? start
      case .documentMarker:
        guard text.bytes[start] == UInt8(ascii: ".") else {
          begin(at: directives ?? start, marker: start..<token.end)
          break
        }
        guard let last = parts.indices.last, directives == nil else { return false }
        parts[last].close = (parts[last].close?.lowerBound ?? start)..<token.end
        isOpen = false
      default:
        if !isOpen { begin(at: text.lineStart(of: start), marker: nil) }
        parts[parts.count - 1].bodyEnd = endOfLine(token.end)
      }
    }
    return directives == nil
  }

  private mutating func begin(at head: Int, marker: Range<Int>?) {
    let end = marker.map { text.lineEnd(of: $0.lowerBound) } ?? head
    parts.append(
      DocumentLayout.Part(
        start: head, head: head, hasDirectives: directives != nil, marker: marker, bodyEnd: end,
        end: text.bytes.count))
    (isOpen, directives) = (true, nil)
  }

  private func endOfLine(_ place: Int) -> Int {
    place > 0 && text.bytes[place - 1].isLineBreak ? place : text.lineEnd(of: place)
  }
}
