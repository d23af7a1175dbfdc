/// A value that somebody wrote as the answer to a conflict, as the file would have it.
///
/// Nothing of it is lost. One line that YAML would read as less than it says, `a # b`, is text and gets
/// quotation marks; so does one that would be a map or list, `a: b`, where neither side has one.
struct WrittenValue {
  private let text: ParsedText
  private let element: Element

  var incoming: IncomingElement { IncomingElement(element, of: text) }

  /// - Parameter isScalarPlace: Whether neither side has a list or map there.
  init(
    _ answer: String, format: ConfigFormat, isScalarPlace: Bool
  ) throws(UnusableAnswer) {
    let whole = Array(answer.utf8).replacing("\r\n".utf8, with: "\n".utf8)
    let bytes = Array(whole[..<whole.endOfLastLine])
    guard !bytes.isEmpty else { throw .empty }
    if format == .json {
      self = try Self.json(bytes)
    } else if bytes.contains(.lineFeed) {
      // The blank lines behind a text can be part of it.
      self = try Self.lines(bytes, blankLines: Array(whole[bytes.count...]))
    } else {
      self = try Self.line(bytes.withoutBlanksAround, isScalarPlace: isScalarPlace)
    }
  }

  /// Reads a map with the value as its only entry.
  private init(
    reading bytes: [UInt8], _ format: ConfigFormat = .yaml
  ) throws(ParseError) {
    let text = try ParsedText.read(bytes, as: format).get()
    guard text.documents.count == 1, let elements = text.documents.first?.elements,
      let element = elements.first, elements.count == 1
    else {
      throw ParseError(line: 1, column: 1, .severalValues)
    }
    (self.text, self.element) = (text, element)
  }

  private var value: Node { element.value }

  /// Whether there is a comment that would not come along with the value.
  private var leavesComment: Bool {
    let isInLines = value.style == .block || value.style == .blockScalar
    let end = value.style == .block ? value.elements.last?.end ?? value.end : value.end
    return !text.comments(in: end..<text.bytes.count).isEmpty
      || !isInLines && !text.comments(in: element.indicatorEnd..<value.start).isEmpty
  }

  private static func json(_ bytes: [UInt8]) throws(UnusableAnswer) -> WrittenValue {
    do {
      // First by itself: what follows it must not be more entries.
      _ = try ParsedText.read(bytes, as: .json).get()
      return try WrittenValue(reading: "{\"value\": ".utf8 + bytes + "}".utf8, .json)
    } catch { throw UnusableAnswer(error, in: bytes.split(separator: .lineFeed).map { Array($0) }) }
  }
}

// MARK: YAML

extension WrittenValue {
  /// One line: beside its key, as text, or as a list or map of one.
  private static func line(
    _ line: [UInt8], isScalarPlace: Bool
  ) throws(UnusableAnswer) -> WrittenValue {
    if line.first == UInt8(ascii: "#") { throw .onlyComment }
    let beside = Result { () throws(ParseError) in
      try WrittenValue(reading: "value: ".utf8 + line + "\n".utf8)
    }
    if case .success(let written) = beside, !written.leavesComment { return written }
    if !isScalarPlace,
      let written = try? WrittenValue(reading: "value:\n  ".utf8 + line + "\n".utf8),
      written.value.style == .block, !written.leavesComment
    {
      return written
    }
    // If it begins like something other than plain text, that is the intent.
    let isPlain = line.first.map { !"\"'[{&*!|>".utf8.contains($0) } ?? true
    switch beside {
    case .success(let written):
      guard isPlain, written.value.isPlainText else { throw .commentBeside }
    case .failure(let problem):
      guard isPlain, isScalarPlace else {
        throw UnusableAnswer(problem, in: [line], after: "value: ".count)
      }
    }
    let text = String(decoding: line, as: UTF8.self)
    let quoted =
      ScalarText.singleQuoted(text) ?? ScalarText.doubleQuoted(text, escapingNonASCII: false)
    do { return try WrittenValue(reading: Array("value: \(quoted)\n".utf8)) } catch {
      throw UnusableAnswer(error, in: [line], after: "value: ".count)
    }
  }

  /// Several lines: below the key, or from the header of a block text on beside it.
  private static func lines(
    _ bytes: [UInt8], blankLines: [UInt8]
  ) throws(UnusableAnswer) -> WrittenValue {
    let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
    let contents = lines.map { $0.drop(while: \.isBlank) }.filter { !$0.isEmpty }
    if contents.allSatisfy({ $0.first == UInt8(ascii: "#") }) { throw .onlyComment }
    if lines.contains(where: \.partsDocuments) { throw .severalDocuments }
    let isBlockText = lines[0].first.map { "|>".utf8.contains($0) } ?? false
    let header = lines[0].prefix { !$0.isBlank }
    // Lines that are at the margin move behind it; elsewhere an indicator may count on their places.
    let margin: [UInt8] =
      !isBlockText || (lines.dropFirst().contains { $0.first.map { !$0.isBlank } ?? false })
      ? [.space, .space] : []
    let moved = lines.map { $0.isEmpty ? [] : margin + $0 }
    let written =
      isBlockText
      ? "value: ".utf8 + lines[0] + moved.dropFirst().flatMap { [.lineFeed] + $0 }
      : "value:".utf8 + moved.flatMap { [.lineFeed] + $0 }
    let end: [UInt8] =
      header.contains(UInt8(ascii: "+")) && !blankLines.isEmpty ? blankLines : [.lineFeed]
    let value: WrittenValue
    do { value = try WrittenValue(reading: written + end) } catch {
      let isBeside = isBlockText && error.line == 1
      throw UnusableAnswer(
        error, in: lines.map { Array($0) }, after: isBeside ? "value: ".count : margin.count,
        below: isBlockText ? 0 : 1)
    }
    guard !value.leavesComment else { throw .commentBeside }
    return value
  }
}

extension Node {
  fileprivate var isPlainText: Bool {
    if case .scalar(_, isText: true) = content { style == .plain } else { false }
  }
}

extension [UInt8] {
  fileprivate var withoutBlanksAround: [UInt8] {
    let start = drop(while: \.isBlank)
    return Array(start[..<((start.lastIndex { !$0.isBlank } ?? start.startIndex - 1) + 1)])
  }

  /// Where the last line with something in it ends, without its line break.
  fileprivate var endOfLastLine: Int {
    guard let last = lastIndex(where: { !$0.isBlank && !$0.isLineBreak }) else { return 0 }
    return self[last...].firstIndex(of: .lineFeed) ?? count
  }
}

extension ArraySlice<UInt8> {
  /// Whether it is a line that begins or ends a document.
  fileprivate var partsDocuments: Bool {
    (starts(with: "---".utf8) || starts(with: "...".utf8))
      && dropFirst(3).first.map(\.isBlank) ?? true
  }
}

extension UnusableAnswer {
  /// - Parameters:
  ///   - before: How many characters are before each line of the answer where it was read.
  ///   - above: How many lines are above it.
  fileprivate init(
    _ problem: ParseError, in lines: [[UInt8]], after before: Int = 0, below above: Int = 0
  ) {
    var (line, column) = (max(1, problem.line - above), max(1, problem.column - before))
    // What is not closed is missed behind the end.
    if line > lines.count, let last = lines.last {
      (line, column) = (lines.count, last.count { !$0.isContinuation } + 1)
    }
    self = .unreadable(line: line, column: column, problem.fault)
  }
}
