import CYAML

extension ParsedText {
  /// How many values a document may have, those that aliases repeat included.
  static let maximumNodes = 1_000_000
  /// How deep lists and maps may be inside each other.
  static let maximumDepth = 200

  /// Reads YAML on the events and marks of libyaml.
  ///
  /// - Throws: ``ParseError`` where it is not YAML, or more than anybody can mean.
  init(yaml bytes: [UInt8]) throws(ParseError) {
    guard !bytes.starts(with: [0xFF, 0xFE]) && !bytes.starts(with: [0xFE, 0xFF]) else {
      throw ParseError(line: 1, column: 1, .utf16)
    }
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) != 0 else {
      throw ParseError(line: 1, column: 1, .noMemory)
    }
    defer { yaml_parser_delete(&parser) }
    let separators = LineSeparators(in: bytes)
    // The bytes must stay where they are while the parser has them.
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    defer { input.deallocate() }
    (separators?.hidden(in: bytes) ?? bytes).withUnsafeBufferPointer {
      _ = input.update(fromContentsOf: $0)
    }
    yaml_parser_set_input_string(&parser, input.baseAddress, input.count)

    var builder = YAMLBuilder(ParsedText(bytes: bytes, format: .yaml), separators)
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(&parser, &event) != 0 else {
        throw ParseError(parser, bytes)
      }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { break }
      try builder.take(event)
    }
    self = try builder.finish()
  }
}

extension ParseError {
  init(_ mark: yaml_mark_t, _ fault: ParseFault, isExcess: Bool = false) {
    self.init(
      line: Int(mark.line) + 1, column: Int(mark.column) + 1, fault, isExcess: isExcess)
  }

  /// What made the parser stop.
  fileprivate init(_ parser: yaml_parser_t, _ bytes: [UInt8]) {
    let problem = parser.problem.map { String(cString: $0) } ?? ""
    guard parser.error != YAML_READER_ERROR else {
      // The reader is ahead of the parser and knows no lines.
      let before = bytes.prefix(Int(parser.problem_offset))
      let lineStart = before.lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0
      self.init(
        line: before.count { $0 == .lineFeed } + 1,
        column: before[lineStart...].count { !$0.isContinuation } + 1, .library(problem))
      return
    }
    let context = parser.context.map { " \(String(cString: $0))" } ?? ""
    self.init(parser.problem_mark, .library(problem + context))
  }
}
