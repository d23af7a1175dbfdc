/// How far a file indents nested values, in columns.
struct Indentation {
  /// A map in a map; `nil` where the file has none on lines of their own.
  var map: Int?
  /// A list in a map; often 0.
  var list: Int?

  /// What most of a file does.
  init(of text: ParsedText) {
    var counts: [Bool: [Int: Int]] = [:]
    func count(_ node: Node, _ column: Int?) {
      let own = node.elements.first.flatMap { $0.isFirstOnLine ? text.column(of: $0.start) : nil }
      if node.style == .block, let column, let own, own >= column {
        counts[node.isList, default: [:]][own - column, default: 0] += 1
      }
      for element in node.elements where element.value.isCollection {
        count(element.value, element.key == nil ? nil : text.column(of: element.start))
      }
    }
    for document in text.documents { count(document, nil) }
    func most(_ counts: [Int: Int]?) -> Int? {
      counts?.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    }
    (map, list) = (most(counts[false]), most(counts[true]))
  }
}

/// Lines of another text, moved to where they belong in the local one.
struct MovedLines {
  let text: ParsedText
  let indentation: Indentation
  /// How far lines move to the right, by the line's index.
  private var shifts: [Int: Int] = [:]
  private let shift: Int

  /// Moves the lines of `element` so that it begins in `column`, and its contents by the steps of the
  /// local file.
  init(of element: Element, in text: ParsedText, to column: Int, _ indentation: Indentation) {
    self.text = text
    self.indentation = indentation
    shift = column - text.column(of: element.start)
    move(inside: element, by: shift)
  }

  private mutating func move(inside element: Element, by shift: Int) {
    let node = element.value
    guard node.style == .block, let first = node.elements.first, let last = node.elements.last
    else {
      return
    }
    var inner = shift
    if first.isFirstOnLine {
      let (old, outer) = (text.column(of: first.start), text.column(of: element.start))
      let step = element.key == nil ? nil : node.isList ? indentation.list : indentation.map
      inner = outer + shift + (step ?? old - outer) - old
      let lines = text.line(of: first.lead)...text.line(of: max(first.lead, last.end - 1))
      if inner != shift || !shifts.isEmpty {
        for line in lines { shifts[line] = inner }
        // Comments below the last one are as deep as what they are in.
        for comment in text.comments(in: last.end..<max(last.end, element.end))
        where text.column(of: comment.start) >= old {
          shifts[text.line(of: comment.start)] = inner
        }
      }
    }
    for child in node.elements { move(inside: child, by: inner) }
  }

  /// The bytes from `start` to `end`, with line breaks of the given kind, and without the comments that
  /// begin in some places. The first line moves only if the element begins it.
  func bytes(
    from start: Int, to end: Int, lineBreak: [UInt8], without comments: Set<Int> = []
  ) -> [UInt8] {
    var moved: [UInt8] = []
    for (place, bytes) in text.lines(in: start..<end, without: comments) {
      let line = text.line(of: place)
      var content = bytes
      let hasBreak = content.last?.isLineBreak ?? false
      while content.last?.isLineBreak ?? false { content.removeLast() }
      if place == text.lineStarts[line], !content.isEmpty {
        let shift = shifts[line] ?? shift
        if shift >= 0 {
          moved += Array(repeating: .space, count: shift)
        } else {
          content = content.dropFirst(min(-shift, content.prefix { $0 == .space }.count))
        }
      }
      moved += content
      if hasBreak { moved += lineBreak }
    }
    return moved
  }
}
