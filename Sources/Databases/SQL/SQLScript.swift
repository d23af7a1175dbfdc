import CSQLite

/// SQL cut into statements, and the comments between and in them.
struct SQLScript {
  /// What SQLite carries out at once.
  struct Statement: Hashable {
    /// Where its tokens are in ``SQLScript/tokens``, without the semicolon that ends it.
    let tokens: Range<Int>
    /// Its bytes, from its first token to its semicolon or, if it has none, its last token.
    let range: Range<Int>
    /// Where it begins, counted from 1.
    let line: Int
    /// Whether it is a trigger's and the text ended before its `END`.
    let isOpen: Bool
  }

  struct Comment: Hashable {
    let range: Range<Int>
    let line: Int
    /// Whether no statement begins before it.
    let isAtTop: Bool
  }

  let bytes: [UInt8]
  /// The tokens that SQLite looks at.
  let tokens: [SQLToken]
  let statements: [Statement]
  let comments: [Comment]
  /// The piece at which the text ends although it is not closed: the rest of the file is part of it.
  let open: (kind: SQLToken.Kind, line: Int)?

  /// Cuts a text; the time that it takes grows with its length alone.
  init(_ text: some StringProtocol) {
    var cutting = Cutting()
    bytes = Array(text.utf8)
    bytes.withUnsafeBufferPointer { cutting.cut($0) }
    (tokens, statements, comments) = (cutting.tokens, cutting.statements, cutting.comments)
    open = cutting.open
  }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The token as it is written.
  func string(_ token: SQLToken) -> String { string(token.range) }

  /// The number of the line in which a byte is, counted from 1.
  func line(of offset: Int) -> Int {
    bytes[..<offset].reduce(into: 1) { if $1 == 0x0a { $0 += 1 } }
  }

  /// What tells one text from another, comments and white space aside: each statement's tokens with
  /// a blank between them. A statement without semicolon and the same with one are equal.
  var normalised: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for statement in statements {
      for token in tokens[statement.tokens] {
        result.append(contentsOf: bytes[token.range])
        result.append(UInt8(ascii: " "))
      }
      result.append(contentsOf: ";\n".utf8)
    }
    return result
  }
}

/// A text being cut.
private struct Cutting {
  var tokens: [SQLToken] = []
  var statements: [SQLScript.Statement] = []
  var comments: [SQLScript.Comment] = []
  private(set) var open: (kind: SQLToken.Kind, line: Int)?
  private var first = 0
  private var line = 1
  private var firstLine = 1
  /// Whether SQLite said of the statement so far that it goes on: it is that of a trigger.
  private var isOpen = false

  mutating func cut(_ bytes: UnsafeBufferPointer<UInt8>) {
    var offset = 0
    while offset < bytes.count {
      let token = SQLToken(at: offset, of: bytes)
      if token.isSignificant {
        add(token, bytes)
      } else if token.kind == .comment {
        comments.append(
          SQLScript.Comment(
            range: token.range, line: line, isAtTop: statements.isEmpty && first == tokens.count))
      }
      if token.range.upperBound == bytes.count && !token.isClosed(in: bytes) {
        open = (token.kind, line)
      }
      for byte in UnsafeBufferPointer(rebasing: bytes[token.range]) where byte == 0x0a { line += 1 }
      offset = token.range.upperBound
    }
    if first < tokens.count { end(tokens.count, tokens[tokens.count - 1]) }
  }

  private mutating func add(_ token: SQLToken, _ bytes: UnsafeBufferPointer<UInt8>) {
    if first == tokens.count {
      // Nothing ends here.
      if token.kind == .semicolon { return }
      firstLine = line
    }
    tokens.append(token)
    guard token.kind == .semicolon, !isOpen || endsTrigger(bytes) else { return }
    isOpen = !isComplete(bytes[tokens[first].range.lowerBound..<token.range.upperBound])
    if !isOpen { end(tokens.count - 1, token) }
  }

  private mutating func end(_ endOfTokens: Int, _ last: SQLToken) {
    let start = tokens[first].range.lowerBound
    statements.append(
      SQLScript.Statement(
        tokens: first..<endOfTokens, range: start..<last.range.upperBound, line: firstLine,
        isOpen: isOpen))
    (first, isOpen) = (tokens.count, false)
  }

  /// Whether to ask SQLite again: only `; END ;` ends a trigger, and asking at each of its
  /// semicolons would read it as often as it has any.
  private func endsTrigger(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let last = tokens.suffix(3)
    guard last.count == 3, let before = last.first, before.kind == .semicolon else { return false }
    return bytes[last[last.startIndex + 1].range].elementsEqual("end".utf8) { $0 | 0x20 == $1 }
  }

  private func isComplete(_ statement: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var text = statement.map { CChar(bitPattern: $0) }
    text.append(0)
    return sqlite3_complete(text) == 1
  }
}
