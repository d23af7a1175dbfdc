extension ParsedText {
  /// Gives the elements of a block list or map their lines: text before them and beside them belongs to
  /// them, and comments below that are indented more.
  ///
  /// Returns whether they have their lines to themselves.
  func layOut(_ elements: inout [Element]) -> Bool {
    guard let first = elements.first else { return true }
    var isRegular = true
    let column = column(of: first.start)
    for index in elements.indices {
      let start = elements[index].start
      let lineStart = lineStart(of: start)
      elements[index].isFirstOnLine = bytes[lineStart..<start].allSatisfy { $0 == .space }
      if index > 0 {
        elements[index].lead = elements[index - 1].end
        if !elements[index].isFirstOnLine || start - lineStart != column
          || elements[index].lead > lineStart
        {
          isRegular = false
          elements[index].lead = start
        }
      } else if elements[index].isFirstOnLine {
        elements[index].lead = leadStart(of: start)
      }
      guard let end = end(after: elements[index].value, column: column) else {
        isRegular = false
        elements[index].end = elements[index].value.end
        continue
      }
      elements[index].end = end
    }
    return isRegular
  }

  /// Where the blank lines and comments before the line of `place` begin.
  private func leadStart(of place: Int) -> Int {
    var line = line(of: place)
    while line > 0 {
      let content = afterBlanks(lineStarts[line - 1])
      guard content < bytes.count, bytes[content].isLineBreak || bytes[content] == UInt8(ascii: "#")
      else { break }
      line -= 1
    }
    return lineStarts[line]
  }

  /// Where the lines of a value end; `nil` where something else follows on its last line.
  private func end(after value: Node, column: Int) -> Int? {
    var end: Int
    if value.style == .block, let last = value.elements.last {
      end = last.end
    } else if value.style == .blockScalar {
      end = value.end
    } else {
      let next = afterBlanks(value.end)
      guard next == bytes.count || bytes[next].isLineBreak || bytes[next] == UInt8(ascii: "#")
      else { return nil }
      end = endOfLineContent(next)
      if end < bytes.count { end = afterLineBreak(end) }
    }
    var line = end
    while line < bytes.count {
      let content = afterBlanks(line)
      guard content < bytes.count else { break }
      if bytes[content] == UInt8(ascii: "#") {
        // A comment is as deep as its spaces say.
        guard content - line > column else { break }
        line = endOfLineContent(content)
        if line < bytes.count { line = afterLineBreak(line) }
        end = line
      } else if bytes[content].isLineBreak {
        line = afterLineBreak(content)
      } else {
        break
      }
    }
    return end
  }
}
