extension Splice {
  /// Edits a list or map in brackets: elements come and go with their commas.
  mutating func mergeFlow(
    _ merged: [MergedElement], count: Int, in element: Element, isInFlow: Bool, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let elements = element.value.elements
    let kept = merged.compactMap(\.localIndex)
    guard let last = elements.last, !kept.isEmpty,
      zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 })
    else { return try rewriteFlow(merged, in: element, path) }
    let separator = separator(of: element.value)

    var previous = -1
    var new: [UInt8] = []
    var newPath = path
    var arrival: IncomingElement?
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming):
        arrival = incoming
        new += try flowText(incoming, in: element.value, mergedElement.path) + separator
        newPath = mergedElement.path
      case .local(let index, let outcome):
        let start = previous + 1 < index ? elements[previous + 1].start : elements[index].start
        let removed = elements[(previous + 1)..<index]
        if new.isEmpty, try removeLines(of: removed, after: nil, path) {
          // Nothing else is on their lines.
        } else if !new.isEmpty, previous + 1 == index, separator.contains(where: \.isLineBreak),
          let place = commentsOf(
            elements[index], behind: arrival, previous < 0 ? nil : elements[previous])
        {
          let indent = lineIndent(of: elements[index].start)
          add(place..<place, indent + new.dropLast(indent.count), newPath)
        } else if !new.isEmpty || previous + 1 < index {
          try moveComments(local.comments(in: start..<elements[index].start), path)
          add(start..<elements[index].start, new, new.isEmpty ? path : newPath)
        }
        try carryOut(outcome, on: elements[index], isInFlow: true, mergedElement.path)
        (previous, new) = (index, [])
      }
    }
    let hasRemoved = previous + 1 < elements.count
    if hasRemoved {
      let removed = elements[(previous + 1)...]
      if new.isEmpty, try removeLines(of: removed, after: elements[previous], path) { return }
      let start = new.isEmpty ? elements[previous].end : elements[previous + 1].start
      try moveComments(local.comments(in: start..<last.end), path)
      add(start..<last.end, new.dropLast(separator.count), new.isEmpty ? path : newPath)
    } else if !new.isEmpty {
      append(new.dropLast(separator.count), behind: last, separator: separator, newPath)
    }
  }

  /// Where the comments begin that stand on the lines above an element and, in the text that something
  /// before it comes from, between the two.
  private func commentsOf(
    _ element: Element, behind arrival: IncomingElement?, _ previous: Element?
  ) -> Int? {
    guard local.isFirstOnLine(element.start), let arrival, let next = arrival.next,
      arrival.element.end <= next.start
    else { return nil }
    var line = local.line(of: element.start)
    while line > 0, local.isComment(line: line - 1),
      local.lineStarts[line - 1] >= previous?.end ?? 0
    { line -= 1 }
    let start = local.lineStarts[line]
    let between = Set(
      arrival.text.comments(in: arrival.element.end..<next.start).map(\.exact))
    let own = local.comments(in: start..<element.start)
    return !own.isEmpty && own.allSatisfy { between.contains($0.exact) } ? start : nil
  }

  /// Puts elements behind the last one, and comments beside that one stay beside it.
  private mutating func append(
    _ new: ArraySlice<UInt8>, behind last: Element, separator: [UInt8], _ path: ConfigPath
  ) {
    var place = local.afterBlanks(last.end)
    let hasComma = place < local.bytes.count && local.bytes[place] == UInt8(ascii: ",")
    if hasComma { place += 1 }
    let lineEnd = local.endOfLineContent(place)
    let rest = local.afterBlanks(place)
    let hasComment = rest < lineEnd && local.bytes[rest] == UInt8(ascii: "#")
    guard hasComma || hasComment else {
      return add(last.end..<last.end, separator + new, path)
    }
    if !hasComma { add(last.end..<last.end, ",".utf8, path) }
    let isMultiline = hasComment || rest == lineEnd
    let indent =
      Array(separator.dropFirst()).contains(where: \.isLineBreak)
      ? Array(separator.dropFirst())
      : isMultiline
        ? local.lineBreak + Array(repeating: .space, count: local.column(of: last.start)) : [.space]
    let at = isMultiline ? lineEnd : place
    add(at..<at, indent + new + (hasComma ? ",".utf8 : "".utf8), path)
  }

  /// Writes all of it anew.
  private mutating func rewriteFlow(
    _ merged: [MergedElement], in element: Element, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let node = element.value
    var range = node.body..<node.end
    if let first = node.elements.first, let last = node.elements.last, !merged.isEmpty {
      range = first.start..<last.end
    }
    // What stays keeps its comments.
    let kept = merged.compactMap(\.localIndex).map { node.elements[$0] }
    let comments = local.comments(in: range).filter { comment in
      !kept.contains { $0.start..<$0.end ~= comment.start }
    }
    try moveComments(comments, path)
    var texts: [[UInt8]] = []
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming): texts.append(try flowText(incoming, in: node, mergedElement.path))
      case .local(let index, let outcome):
        let mark = edits.count
        let old = node.elements[index]
        try carryOut(outcome, on: old, isInFlow: true, mergedElement.path)
        texts.append(try takeBack(since: mark, in: old.start..<old.end, mergedElement.path))
      }
    }
    if !node.elements.isEmpty && !texts.isEmpty {
      return add(range, texts.joined(separator: separator(of: node)), path)
    }
    let (opening, closing) = node.isMap ? ("{", "}") : ("[", "]")
    guard !texts.isEmpty else {
      return add(node.body..<node.end, (opening + closing).utf8, path)
    }
    add(
      node.body..<node.end,
      Array(opening.utf8) + texts.joined(separator: Array(", ".utf8)) + closing.utf8, path)
  }

  /// What stands between two elements: as between the first two that have no comment there.
  private func separator(of node: Node) -> [UInt8] {
    for (element, next) in zip(node.elements, node.elements.dropFirst()) {
      let gap = local.bytes[element.end..<next.start]
      if gap.allSatisfy({ $0.isBlank || $0.isLineBreak || $0 == UInt8(ascii: ",") }) {
        return Array(gap.drop { $0 != UInt8(ascii: ",") })
      }
    }
    guard let first = node.elements.first, local.isFirstOnLine(first.start) else {
      return Array(", ".utf8)
    }
    return ",".utf8 + local.lineBreak + lineIndent(of: first.start)
  }

  /// The blanks at the start of a place's line.
  private func lineIndent(of place: Int) -> [UInt8] {
    let start = local.lineStart(of: place)
    return Array(local.bytes[start..<local.afterBlanks(start)])
  }

  // MARK: Text in brackets

  /// An element of another text as it stands in brackets.
  private func flowText(
    _ incoming: IncomingElement, in node: Node, _ path: ConfigPath
  ) throws(SpliceFailure) -> [UInt8] {
    guard incoming.isInFlow && incoming.text.format == local.format else {
      guard !incoming.element.value.hasAnchors else {
        throw SpliceFailure(path: path, reason: "it has anchors, and there is no place for them")
      }
      let value = incoming.element.value.inBrackets(format: local.format)
      guard let key = incoming.element.key else { return Array(value.utf8) }
      return Array("\(key.inBrackets(format: local.format)): \(value)".utf8)
    }
    let indent = node.elements.first.map { lineIndent(of: $0.start) } ?? lineIndent(of: node.start)
    return rebased(incoming, from: incoming.element.start, to: incoming.element.end, indent: indent)
  }

  mutating func replaceInFlow(
    _ element: Element, by incoming: IncomingElement, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let (old, new) = (element.value, incoming.element.value)
    var bytes: [UInt8]
    var comments: [ExactText] = []
    if let text = inStyle(of: old, new, in: incoming.text) {
      bytes = Array(text.utf8)
    } else if incoming.isInFlow && incoming.text.format == local.format {
      bytes = rebased(
        incoming, from: new.start, to: new.end, indent: lineIndent(of: element.start))
      comments = incoming.text.comments(in: new.start..<new.end).map(\.exact)
    } else {
      guard !new.hasAnchors else {
        throw SpliceFailure(path: path, reason: "it has anchors, and there is no place for them")
      }
      bytes = Array(new.inBrackets(format: local.format).utf8)
    }
    if old.start == old.end { bytes = " ".utf8 + bytes }
    try moveComments(local.comments(in: old.start..<old.end), besides: comments, path)
    add(old.start..<old.end, bytes, path)
  }

  /// The bytes of the incoming element in brackets, its further lines indented as they are there, from `indent` on.
  private func rebased(
    _ incoming: IncomingElement, from start: Int, to end: Int, indent: [UInt8]
  ) -> [UInt8] {
    let text = incoming.text
    let line = text.lineStart(of: start)
    let outer = text.afterBlanks(line) - line
    var bytes: [UInt8] = []
    var place = start
    while place < end {
      let next = min(text.lineEnd(of: place), end)
      var content = text.bytes[place..<next]
      let hasBreak = content.last?.isLineBreak ?? false
      while content.last?.isLineBreak ?? false { content.removeLast() }
      if place > start {
        let blanks = content.prefix(while: \.isBlank).count
        content = content.dropFirst(blanks)
        let inner = max(0, blanks - outer)
        if !content.isEmpty {
          bytes += indent
          bytes += Array(repeating: .space, count: inner)
        }
      }
      bytes += content
      if hasBreak { bytes += local.lineBreak }
      place = next
    }
    return bytes
  }
}
