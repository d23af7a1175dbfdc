import CYAML

/// Cuts what lies between scalars into tokens: blanks, line breaks, comments, indicators.
struct YAMLLexer {
  /// The indicators in a gap: where the last one of each kind ends.
  struct Gap {
    var dash: Int?
    var question: Int?
    var colon: Int?
    /// Whether there is one twice: then something there has no place of its own.
    var isOdd = false
  }

  var text: ParsedText
  /// The first byte that is in no token yet.
  private(set) var cursor = 0
  /// A mark of the parser counts characters, a token bytes: the last pair that is known.
  private var known = (character: 0, byte: 0)

  init(_ text: ParsedText) {
    self.text = text
    self.text.tokens.reserveCapacity(text.lineStarts.count * 8)
    if text.bytes.starts(with: ParsedText.byteOrderMark) {
      // It is not counted.
      known.byte = ParsedText.byteOrderMark.count
      emit(.byteOrderMark, to: known.byte)
    }
  }

  /// The byte at the cursor; 0 at the end.
  var byte: UInt8 { cursor < text.bytes.count ? text.bytes[cursor] : 0 }

  /// The byte that a mark is at.
  mutating func place(of mark: yaml_mark_t) -> Int {
    let character = Int(mark.index)
    known = text.bytes.withUnsafeBufferPointer { [known] bytes in
      var (at, byte) = known
      let raw = UnsafeRawBufferPointer(bytes)
      while at < character && byte < bytes.count {
        // Eight at once, where all of them are ASCII.
        if character - at >= 8 && bytes.count - byte >= 8,
          raw.loadUnaligned(fromByteOffset: byte, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          (at, byte) = (at + 8, byte + 8)
          continue
        }
        byte += 1
        while byte < bytes.count && bytes[byte].isContinuation { byte += 1 }
        at += 1
      }
      while at > character && byte > 0 {
        byte -= 1
        while byte > 0 && bytes[byte].isContinuation { byte -= 1 }
        at -= 1
      }
      return (at, byte)
    }
    return known.byte
  }

  mutating func emit(_ kind: ParsedText.TokenKind, to end: Int) {
    guard end > cursor else { return }
    text.tokens.append(ParsedText.Token(kind: kind, end: end))
    cursor = end
  }

  /// Cuts everything up to `end`.
  ///
  /// - Throws: Where something else is there: this reading and the parser's do not agree then.
  @discardableResult
  mutating func lexGap(to end: Int, isBetweenDocuments: Bool = false) throws(ParseError) -> Gap {
    var gap = Gap()
    while cursor < end {
      switch byte {
      case .space, .tab: emit(.blanks, to: text.afterBlanks(cursor))
      case .lineFeed, .carriageReturn: emit(.lineBreak, to: text.afterLineBreak(cursor))
      case UInt8(ascii: "#"): emitLine(.comment)
      case UInt8(ascii: "%") where isBetweenDocuments: emitLine(.directive)
      case UInt8(ascii: "-"), UInt8(ascii: "."):
        if isBetweenDocuments && isDocumentMarker {
          emit(.documentMarker, to: cursor + 3)
        } else if byte == UInt8(ascii: "-") {
          note(\.dash, in: &gap)
        } else {
          throw unexpected
        }
      case UInt8(ascii: "?"): note(\.question, in: &gap)
      case UInt8(ascii: ":"): note(\.colon, in: &gap)
      case UInt8(ascii: ","): emit(.indicator, to: cursor + 1)
      default: throw unexpected
      }
    }
    return gap
  }

  private mutating func note(_ kind: WritableKeyPath<Gap, Int?>, in gap: inout Gap) {
    emit(.indicator, to: cursor + 1)
    if gap[keyPath: kind] != nil { gap.isOdd = true }
    gap[keyPath: kind] = cursor
  }

  private mutating func emitLine(_ kind: ParsedText.TokenKind) {
    emit(kind, to: text.endOfLineContent(cursor))
  }

  private var isDocumentMarker: Bool {
    text.lineStart(of: cursor) == cursor && cursor + 3 <= text.bytes.count
      && text.bytes[cursor..<cursor + 3].allSatisfy { $0 == byte }
  }

  private var unexpected: ParseError {
    let (line, column) = text.position(of: cursor)
    return ParseError(line: line, column: column, .misplacedText)
  }

  /// Cuts the anchor and the tag before a value, and what separates them from it; returns where the
  /// value itself begins.
  mutating func lexProperties(upTo end: Int) throws(ParseError) -> Int {
    while cursor < end, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
      var last = cursor
      let isVerbatim = cursor + 1 < end && text.bytes[cursor + 1] == UInt8(ascii: "<")
      while last < end, !text.bytes[last].isBlank, !text.bytes[last].isLineBreak {
        // In brackets, a comma or bracket ends it.
        if !isVerbatim && last > cursor && ",[]{}".utf8.contains(text.bytes[last]) { break }
        last += 1
      }
      emit(.property, to: last)
      // Not past the value where there is none.
      var next = cursor
      while next < end {
        if text.bytes[next].isBlank || text.bytes[next].isLineBreak {
          next += 1
        } else if text.bytes[next] == UInt8(ascii: "#"), next > cursor {
          while next < end && !text.bytes[next].isLineBreak { next += 1 }
        } else {
          break
        }
      }
      if next < end { try lexGap(to: next) }
    }
    return cursor
  }

  /// Cuts a block scalar that ends at `end`; a comment beside its `|` or `>` is a comment as any other.
  mutating func emitBlockScalar(to end: Int) {
    let lineEnd = min(text.endOfLineContent(cursor), end)
    let indicators = text.blockScalarIndicators(at: cursor)
    let comment = text.afterBlanks(indicators.upperBound)
    if comment < lineEnd, text.bytes[comment] == UInt8(ascii: "#") {
      emit(.scalar, to: indicators.upperBound)
      emit(.blanks, to: comment)
      emit(.comment, to: lineEnd)
    }
    emit(.scalar, to: end)
  }

  /// Where a block scalar ends for an editor: without the blank lines after it, unless they count.
  func blockScalarEnd(from body: Int, to end: Int) -> Int {
    let indicators = text.bytes[text.blockScalarIndicators(at: body)]
    if indicators.contains(UInt8(ascii: "+")) { return end }
    var last = end
    let contentStart = text.lineEnd(of: body)
    var indent: Int?
    if !indicators.contains(where: \.isDigit) {
      var line = contentStart
      while line < end {
        let content = text.afterBlanks(line)
        if content < end && !text.bytes[content].isLineBreak {
          indent = content - line
          break
        }
        line = text.lineEnd(of: line)
      }
    }
    while last > contentStart {
      let line = text.lineStart(of: last - 1)
      let content = text.afterBlanks(line)
      guard line >= contentStart, content >= last || text.bytes[content].isLineBreak,
        content - line <= indent ?? 0
      else { break }
      last = line
    }
    return last
  }
}

extension ParsedText {
  /// `|` or `>` at `body` with what says how deep it is and how it ends.
  func blockScalarIndicators(at body: Int) -> Range<Int> {
    let header = bytes[body..<endOfLineContent(body)]
    return body..<(header.firstIndex { $0.isBlank || $0 == UInt8(ascii: "#") } ?? header.endIndex)
  }
}
