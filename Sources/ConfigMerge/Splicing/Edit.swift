/// A change of the local text: these bytes in the place of those.
struct Edit {
  var range: Range<Int>
  var bytes: [UInt8]
  /// The decision that it carries out.
  var path: ConfigPath
}

/// A decision that has no place in the local text.
struct SpliceFailure: Error {
  var path: ConfigPath
  var fault: SpliceFault
}

extension [Edit] {
  /// The edits by their places; of those at one place, the first that was made comes first.
  func ordered() throws(SpliceFailure) -> [Edit] {
    let ordered = enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }.map(\.element)
    for (edit, next) in zip(ordered, ordered.dropFirst())
    where next.range.lowerBound < edit.range.upperBound {
      throw SpliceFailure(path: next.path, fault: .changesMeet)
    }
    return ordered
  }

  /// The bytes of a range with edits that are in order, and where each of them begins there.
  func made(
    in text: [UInt8], _ range: Range<Int>
  ) -> (bytes: [UInt8], places: [Int]) {
    var (bytes, places): ([UInt8], [Int]) = ([], [])
    var last = range.lowerBound
    for edit in self {
      bytes += text[last..<edit.range.lowerBound]
      places.append(bytes.count)
      bytes += edit.bytes
      last = edit.range.upperBound
    }
    return (bytes + text[last..<range.upperBound], places)
  }
}

/// Decisions on their way to being edits of a text.
protocol TextEditing {
  var local: ParsedText { get }
  var edits: [Edit] { get set }
}

extension TextEditing {
  /// The local text with all edits, and where each of them begins in it.
  var result: (bytes: [UInt8], places: [Int]) {
    edits.made(in: local.bytes, 0..<local.bytes.count)
  }

  mutating func add(_ range: Range<Int>, _ bytes: some Sequence<UInt8>, _ path: ConfigPath) {
    edits.append(Edit(range: range, bytes: Array(bytes), path: path))
  }

  /// Takes the edits since `mark` back, and returns the bytes of `range` with them made.
  mutating func takeBack(
    since mark: Int, in range: Range<Int>, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    let made = try Array(edits[mark...]).ordered()
    edits.removeSubrange(mark...)
    let isInside = made.allSatisfy {
      range.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= range.upperBound
    }
    guard isInside else {
      throw SpliceFailure(path: path, fault: .reachesBeyond)
    }
    return made.made(in: local.bytes, range).bytes
  }
}
