extension ParsedText {
  /// Reads JSON as RFC 8259 has it, and with the comments and trailing commas that settings of editors
  /// have; ``features`` says which of them. A byte-order mark is let pass.
  init(json bytes: [UInt8]) throws(ParseError) {
    var reader = JSONReader(ParsedText(bytes: bytes, format: .json))
    self = try reader.read()
  }
}

/// Reads a JSON text: tokens and nodes in one pass.
struct JSONReader {
  var text: ParsedText
  var cursor = 0
  var duplicateKeys = 0
  var nodeCount = 0

  init(_ text: ParsedText) {
    self.text = text
    if text.bytes.starts(with: ParsedText.byteOrderMark) {
      emit(.byteOrderMark, to: ParsedText.byteOrderMark.count)
    }
  }

  mutating func read() throws(ParseError) -> ParsedText {
    try skipSpace()
    let value = try value(depth: 1)
    try skipSpace()
    guard cursor == text.bytes.count else { throw fault(.trailingText) }
    text.documents = [value]
    text.duplicateKeys = duplicateKeys
    return text
  }

  /// The byte at the cursor; 0 at the end.
  private var byte: UInt8 { cursor < text.bytes.count ? text.bytes[cursor] : 0 }

  mutating func emit(_ kind: ParsedText.TokenKind, to end: Int) {
    text.tokens.append(ParsedText.Token(kind: kind, end: end))
    cursor = end
  }

  /// Passes over blanks, line breaks and comments.
  private mutating func skipSpace() throws(ParseError) {
    while true {
      switch byte {
      case .space, .tab: emit(.blanks, to: text.afterBlanks(cursor))
      case .lineFeed, .carriageReturn: emit(.lineBreak, to: text.afterLineBreak(cursor))
      case UInt8(ascii: "/") where isComment(at: cursor): try comment()
      default: return
      }
    }
  }

  func isComment(at place: Int) -> Bool {
    place + 1 < text.bytes.count && text.bytes[place] == UInt8(ascii: "/")
      && "/*".utf8.contains(text.bytes[place + 1])
  }

  private mutating func comment() throws(ParseError) {
    let isLine = text.bytes[cursor + 1] == UInt8(ascii: "/")
    var end = text.endOfLineContent(cursor)
    if !isLine {
      guard let found = text.blockCommentEnd(from: cursor) else {
        throw error(.unterminatedComment)
      }
      end = found
    }
    guard String(validating: text.bytes[cursor..<end], as: UTF8.self) != nil else {
      throw error(.commentNotUTF8)
    }
    text.features.insert(isLine ? .lineComments : .blockComments)
    emit(.comment, to: end)
  }

  func error(_ fault: ParseFault, isExcess: Bool = false) -> ParseError {
    let (line, column) = text.position(of: min(cursor, text.bytes.count))
    return ParseError(line: line, column: column, fault, isExcess: isExcess)
  }

  /// The fault at this place; a comment in another language's style is one of its own.
  private func fault(_ fault: ParseFault) -> ParseError {
    switch byte {
    case UInt8(ascii: "#"): error(.hashComment)
    case UInt8(ascii: "/"): error(.loneSlash)
    default: error(fault)
    }
  }

  /// Why no key begins here.
  private var keyFault: ParseError {
    guard cursor < text.bytes.count else { return error(.missingBrace) }
    return switch byte {
    case UInt8(ascii: "'"): error(.singleQuotedKey)
    case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"): error(.missingKey)
    default: fault(.unquotedKey)
    }
  }

  /// Takes an indicator if it is there.
  private mutating func take(_ indicator: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: indicator) else { return false }
    emit(.indicator, to: cursor + 1)
    return true
  }

  private mutating func value(depth: Int) throws(ParseError) -> Node {
    nodeCount += 1
    guard depth <= ParsedText.maximumDepth else {
      throw error(.tooDeep(limit: ParsedText.maximumDepth), isExcess: true)
    }
    guard nodeCount <= ParsedText.maximumNodes else {
      throw error(
        .tooManyValues(limit: ParsedText.maximumNodes, withAliases: false), isExcess: true)
    }
    switch byte {
    case UInt8(ascii: "{"): return try collection(isMap: true, depth: depth)
    case UInt8(ascii: "["): return try collection(isMap: false, depth: depth)
    case UInt8(ascii: "\""): return try string()
    default: return try word()
    }
  }

  private mutating func collection(isMap: Bool, depth: Int) throws(ParseError) -> Node {
    let start = cursor
    emit(.indicator, to: cursor + 1)
    let closing: Unicode.Scalar = isMap ? "}" : "]"
    var elements: [Element] = []
    try skipSpace()
    while byte != UInt8(ascii: closing) {
      var element = try element(isMap: isMap, depth: depth)
      try skipSpace()
      let comma = cursor
      if take(",") { element.comma = comma }
      elements.append(element)
      guard element.comma != nil else { break }
      try skipSpace()
    }
    guard take(closing) else { throw fault(.missingComma(or: Character(closing))) }
    if elements.last?.comma != nil { text.features.insert(.trailingCommas) }
    if isMap { duplicateKeys += elements.duplicateKeys }
    return Node(
      isMap ? .map(elements) : .list(elements), style: .flow, start: start, body: start,
      end: cursor)
  }

  private mutating func element(isMap: Bool, depth: Int) throws(ParseError) -> Element {
    let start = cursor
    var key: Node?
    if isMap {
      guard byte == UInt8(ascii: "\"") else { throw keyFault }
      key = try string()
      try skipSpace()
      guard take(":") else { throw fault(.missingColon) }
    }
    let indicatorEnd = cursor
    try skipSpace()
    let value = try value(depth: depth + 1)
    return Element(
      key: key, value: value, start: start, indicatorEnd: indicatorEnd, lead: start, end: value.end)
  }
}
