import CYAML
import FileEffects
import SystemPackage

/// The events of a file in YAML, one after another: of the file no more is in memory than a few pages, and the
/// scalar at hand.
final class YAMLEvents {
  enum Event {
    case scalar(Scalar)
    case listStart, listEnd, mapStart, mapEnd
    case documentEnd
  }

  struct Scalar {
    var bytes: [UInt8]
    /// Whether it is neither in quotes nor a block.
    var isPlain: Bool
    var isBinary: Bool
  }

  let path: FilePath
  /// The line where the latest event began; the first is 1.
  private(set) var line = 1
  private let file: any ReadableFile
  private var offset: UInt64 = 0
  private var failure: FileError?
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  init(_ file: any ReadableFile, at path: FilePath) throws(BrainExportError) {
    (self.file, self.path) = (file, path)
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw .unreadable(path, line: 1, .noMemory)
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input(
      parser,
      { context, buffer, size, count in
        guard let context, let buffer else { return 0 }
        let events = Unmanaged<YAMLEvents>.fromOpaque(context).takeUnretainedValue()
        return events.fill(UnsafeMutableRawBufferPointer(start: buffer, count: size), count)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer, _ count: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    do throws(FileError) {
      let read = try file.read(into: buffer, at: offset)
      offset += UInt64(read)
      count?.pointee = read
      return 1
    } catch {
      failure = error
      return 0
    }
  }

  /// The next event; those that begin and end the whole are passed over.
  func next() throws -> Event {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else {
        if let failure { throw failure }
        throw syntaxError
      }
      defer { yaml_event_delete(&event) }
      line = Int(event.start_mark.line) + 1
      switch event.type {
      case YAML_SCALAR_EVENT: return .scalar(try scalar(event))
      case YAML_SEQUENCE_START_EVENT:
        try refuseAnchor(event.data.sequence_start.anchor)
        return .listStart
      case YAML_MAPPING_START_EVENT:
        try refuseAnchor(event.data.mapping_start.anchor)
        return .mapStart
      case YAML_SEQUENCE_END_EVENT: return .listEnd
      case YAML_MAPPING_END_EVENT: return .mapEnd
      case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: return .documentEnd
      case YAML_ALIAS_EVENT: throw fault(.reference)
      default: continue
      }
    }
  }

  private func scalar(_ event: yaml_event_t) throws(BrainExportError) -> Scalar {
    let scalar = event.data.scalar
    try refuseAnchor(scalar.anchor)
    let tag = scalar.tag.map { String(cString: $0) }
    return Scalar(
      bytes: Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length)),
      isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE && tag != "tag:yaml.org,2002:str",
      isBinary: tag == "tag:yaml.org,2002:binary")
  }

  private func refuseAnchor(_ anchor: UnsafeMutablePointer<UInt8>?) throws(BrainExportError) {
    if anchor != nil { throw fault(.reference) }
  }

  private var syntaxError: BrainExportError {
    let words = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable"
    return .unreadable(path, line: Int(parser.pointee.problem_mark.line) + 1, .syntax(words))
  }

  func fault(_ fault: BrainExportFault) -> BrainExportError { .unreadable(path, line: line, fault) }
}
