/// A line of JSON without a value: blank, or with comments alone. A comment of several lines is on one
/// with its neighbours.
struct JSONLine {
  /// With its line break.
  let range: Range<Int>
  let comments: [JSONComment]

  var isBlank: Bool { comments.isEmpty }
}

/// An element of a list or map in JSON that has its lines to itself: beside it are only comments.
struct JSONRow {
  let element: Element
  /// The lines above it, from the end of those of its predecessor.
  let above: [JSONLine]
  /// Its own lines, from the first byte of the line it begins on to behind the line break after it.
  let range: Range<Int>

  /// Where all of it begins.
  var lead: Int { above.first?.range.lowerBound ?? range.lowerBound }

  /// The lines directly above it that are comments.
  var attached: ArraySlice<JSONLine> {
    above[(above.lastIndex(where: \.isBlank).map { $0 + 1 } ?? 0)...]
  }

  /// Where it begins with the comments directly above it.
  var attachedStart: Int { attached.first?.range.lowerBound ?? range.lowerBound }

  /// `nil` where it shares a line with something else, or its comma is on another.
  init?(of element: Element, in text: ParsedText) {
    let tokens = text.tokens
    var first = text.token(at: element.start)
    while first > 0, tokens[first - 1].kind.isSpace { first -= 1 }
    // What is behind the comma or bracket before it belongs to that line.
    guard let lineBreak = text.lineBreak(fromToken: first, before: element.start) else {
      return nil
    }
    var end = text.token(at: element.value.end)
    while end < tokens.count, tokens[end].kind != .lineBreak {
      guard tokens[end].kind.isSpace || text.start(ofToken: end) == element.comma else {
        return nil
      }
      end += 1
    }
    guard end < tokens.count, element.comma ?? 0 < tokens[end].end else { return nil }
    let (lines, start) = text.jsonLines(from: lineBreak, to: element.start)
    self.element = element
    above = lines
    range = start..<tokens[end].end
  }
}

/// A list or map in JSON all of whose elements have their lines to themselves, as its brackets have.
struct JSONRows {
  let rows: [JSONRow]
  /// The lines between the last element and the closing bracket.
  let below: [JSONLine]
  /// Where the line of the closing bracket begins.
  let closing: Int

  init?(of node: Node, in text: ParsedText) {
    var rows: [JSONRow] = []
    for element in node.elements {
      guard let row = JSONRow(of: element, in: text) else { return nil }
      rows.append(row)
    }
    let opening = text.token(at: node.start) + 1
    guard
      let end = rows.last?.range.upperBound
        ?? text.lineBreak(fromToken: opening, before: node.end - 1)
    else { return nil }
    self.rows = rows
    (below, closing) = text.jsonLines(from: end, to: node.end - 1)
  }

  /// Whether the last element has a comma behind it.
  var endsInComma: Bool { rows.last?.element.comma != nil }
}

extension ParsedText {
  /// The end of the first line break from a token on, of those before `place`.
  fileprivate func lineBreak(fromToken first: Int, before place: Int) -> Int? {
    var index = first
    while index < tokens.count, tokens[index].end <= place {
      if tokens[index].kind == .lineBreak { return tokens[index].end }
      index += 1
    }
    return nil
  }

  /// The lines from `start`, where one begins, to the one that `place` is on, and where that begins.
  fileprivate func jsonLines(from start: Int, to place: Int) -> ([JSONLine], Int) {
    var lines: [JSONLine] = []
    var line = start
    var comments: [JSONComment] = []
    var index = token(at: start)
    while index < tokens.count, tokens[index].end <= place {
      switch tokens[index].kind {
      case .comment: comments.append(jsonComment(atToken: index))
      case .lineBreak:
        lines.append(JSONLine(range: line..<tokens[index].end, comments: comments))
        (line, comments) = (tokens[index].end, [])
      default: break
      }
      index += 1
    }
    return (lines, line)
  }

  /// Where the line begins that `place` is on; a comment of several lines is on one.
  func jsonLineStart(of place: Int) -> Int {
    var index = token(at: place)
    while index > 0, tokens[index - 1].kind != .lineBreak,
      tokens[index - 1].kind != .byteOrderMark
    { index -= 1 }
    return start(ofToken: index)
  }
}

extension ParsedText.TokenKind {
  /// Whether it means nothing in JSON.
  var isSpace: Bool { self == .blanks || self == .lineBreak || self == .comment }
}
