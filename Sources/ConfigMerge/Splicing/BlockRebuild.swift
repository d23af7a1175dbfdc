extension Splice {
  /// Writes the elements in another order, each with its lines.
  mutating func reorder(
    _ merged: [MergedElement], _ elements: [Element], _ path: ConfigPath
  ) throws(SpliceFailure) {
    guard let first = elements.first, let last = elements.last, first.isFirstOnLine else {
      throw SpliceFailure(path: path, fault: .sharedLine)
    }
    let start = attachedStart(of: first)
    let column = local.column(of: first.start)
    let kept = Set(merged.compactMap(\.localIndex))
    var chunks: [[UInt8]] = []
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming):
        chunks.append(try region(incoming, column: column, mergedElement.path))
      case .local(let index, let outcome):
        let mark = edits.count
        try carryOut(outcome, on: elements[index], isInFlow: false, mergedElement.path)
        let from = index == 0 ? start : elements[index].lead
        chunks.append(
          try takeBack(since: mark, in: from..<elements[index].end, mergedElement.path))
      }
    }
    for index in elements.indices where !kept.contains(index) {
      let from = index == 0 ? start : elements[index].lead
      chunks.append(lines(of: staying(in: from..<elements[index].end), column: column))
    }
    var bytes = chunks.filter { !$0.isEmpty }.flatMap { chunk in
      chunk.last?.isLineBreak ?? true ? chunk : chunk + local.lineBreak
    }
    if let byte = local.bytes[..<last.end].last, !byte.isLineBreak {
      bytes = bytes.droppingLineBreak
    }
    add(start..<last.end, bytes, path)
  }

  /// Replaces a list or map entirely.
  mutating func rebuild(
    _ element: Element, _ merged: [MergedElement], _ path: ConfigPath
  ) throws(SpliceFailure) {
    let node = element.value
    let elements = merged.compactMap(\.incoming)
    guard let first = node.elements.first, let last = node.elements.last else {
      throw SpliceFailure(path: path, fault: .noModel)
    }
    guard !elements.isEmpty else { return try empty(element, first, last, path) }
    guard first.isFirstOnLine else {
      throw SpliceFailure(path: path, fault: .sharedLine)
    }
    let column = local.column(of: first.start)
    let start = attachedStart(of: first)
    var new: [UInt8] = []
    for incoming in elements { new += try region(incoming, column: column, path) }
    var bytes = lines(of: staying(in: start..<last.end), column: column) + new
    var end = last.end
    if elements.last?.keepsBlankLines ?? false { end = local.afterBlankLines(end) }
    if !(local.bytes[..<last.end].last?.isLineBreak ?? true),
      !(elements.last?.endsInBlockScalar ?? false)
    {
      bytes = bytes.droppingLineBreak
    }
    add(start..<end, bytes, path)
  }

  /// Leaves a list or map empty: the comment beside its key stays there, and the user's own comments
  /// inside it move above.
  private mutating func empty(
    _ element: Element, _ first: Element, _ last: Element, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let node = element.value
    let brackets = node.isMap ? "{}" : "[]"
    let end = last.end - local.breakLength(before: last.end)
    guard element.indicatorEnd != node.start || element.key != nil else {
      // A root has nothing before it.
      let start = attachedStart(of: first)
      let stay = staying(in: start..<end)
      guard first.isFirstOnLine || stay.isEmpty else {
        throw SpliceFailure(path: path, fault: .commentMoved)
      }
      let above = lines(of: stay, column: local.column(of: first.start))
      return add(start..<end, above + brackets.utf8, path)
    }
    var start = element.indicatorEnd
    if let header = local.headerLine(of: element) {
      let comment = local.besideComment(of: element)?.start
      let place = local.endOfContent(before: comment ?? header.upperBound)
      add(place..<place, " \(brackets)".utf8, path)
      start = header.upperBound
      add(start..<end, [], path)
    } else {
      add(start..<end, " \(brackets)".utf8, path)
    }
    putAbove(element.start, staying(in: start..<end), path)
  }
}
