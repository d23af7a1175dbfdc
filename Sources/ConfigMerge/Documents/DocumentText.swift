/// The lines of a document from another text, as they can be between those of the local file.
struct DocumentText {
  private let text: ParsedText
  private let part: DocumentLayout.Part
  private let comments: DocumentComments
  private let lineBreak: [UInt8]
  /// Where the value begins; the end where there is none.
  private let valueStart: Int

  init(
    _ node: Node, in text: ParsedText, at part: DocumentLayout.Part, comments: DocumentComments,
    lineBreak: [UInt8]
  ) {
    (self.text, self.part) = (text, part)
    valueStart = node.isUnwritten ? part.bodyEnd : node.start
    self.comments = comments
    self.lineBreak = lineBreak
  }

  var hasDirectives: Bool { part.hasDirectives }
  var hasMarker: Bool { part.marker != nil }
  /// Whether something is beside its `---`.
  var hasTextBesideMarker: Bool {
    guard let marker = part.marker else { return false }
    let start = text.afterBlanks(marker.upperBound)
    return text.endOfLineContent(start) > start
  }

  /// All its lines, below what ends so; each ends with a line break.
  func bytes(after end: DocumentEnd) -> [UInt8] {
    var bytes = around(part.start..<part.head)
    if !hasMarker && end.isStart == false {
      bytes = Array("---".utf8) + lineBreak + Self.withoutGap(bytes)
    } else if end.isStart || end.keepsBlankLines {
      bytes = Self.withoutGap(bytes)
    }
    if hasDirectives && !end.isStart && !end.isClosed {
      bytes = Array("...".utf8) + lineBreak + bytes
    }
    bytes += value
    let foot = around(part.bodyEnd..<part.foot) + around(belowClose)
    bytes += trimmed(foot)
    return bytes
  }

  /// The first line below its `---`; `nil` where it has none.
  private var lineBelowMarker: Int? { part.marker.map { text.lineEnd(of: $0.lowerBound) } }

  /// From its directives to its `---`, the comments between that and the value, and the value.
  private var value: [UInt8] {
    let valueLine = text.lineStart(of: valueStart)
    guard let line = lineBelowMarker, line <= valueLine else { return whole }
    return converted(part.head..<line) + around(line..<valueLine)
      + converted(valueLine..<part.bodyEnd)
  }

  /// From behind its `---` to the end of its value.
  var body: [UInt8] { converted(part.bodyStart..<part.bodyEnd) }
  /// The same without the line of the `---`.
  var bodyBelowMarker: [UInt8] {
    converted((lineBelowMarker ?? part.bodyStart)..<part.bodyEnd)
  }
  /// From its directives to the end of its value.
  var whole: [UInt8] { converted(part.head..<part.bodyEnd) }

  private var belowClose: Range<Int> {
    let start = part.close.map { min(text.lineEnd(of: $0.upperBound - 1), part.end) } ?? part.end
    return start..<part.end
  }

  /// Lines of blanks and comments, without comments that were there before.
  private func around(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let next = min(text.lineEnd(of: place), range.upperBound)
      let comment = text.comments(in: place..<next).first
      if comment == nil {
        bytes += lineBreak
      } else if comment.map(comments.isNew) ?? true {
        bytes += converted(place..<next)
      }
      place = next
    }
    return bytes
  }

  /// Without blank lines at the start.
  private static func withoutGap(_ bytes: [UInt8]) -> [UInt8] {
    let content = bytes.firstIndex { !$0.isLineBreak && !$0.isBlank } ?? bytes.endIndex
    let line = bytes[..<content].lastIndex(where: \.isLineBreak).map { $0 + 1 } ?? 0
    return Array(bytes[line...])
  }

  /// Without blank lines at the end.
  private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let last = bytes.lastIndex { !$0.isLineBreak && !$0.isBlank }
    return last.map { bytes[...$0] + lineBreak } ?? []
  }

  /// With the line breaks of the local file, one at the end too.
  private func converted(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let next = min(text.lineEnd(of: place), range.upperBound)
      bytes += text.bytes[place..<next].prefix { !$0.isLineBreak } + lineBreak
      place = next
    }
    return bytes
  }
}
