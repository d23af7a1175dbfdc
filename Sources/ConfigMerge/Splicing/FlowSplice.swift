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
    let separator = local.separator(in: element.value)
    var coming = Coming(path: path)
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming):
        coming.bytes +=
          try flowText(incoming, in: element.value, mergedElement.path) + separator
        (coming.last, coming.path) = (incoming, mergedElement.path)
      case .local(let index, let outcome):
        try insert(&coming, before: index, of: elements, separator: separator, path)
        try carryOut(outcome, on: elements[index], isInFlow: true, mergedElement.path)
      }
    }
    let behind = coming.previous + 1
    if behind < elements.count {
      let (removed, stays) = (elements[behind...], elements[coming.previous])
      if coming.bytes.isEmpty, try removeLines(of: removed, after: stays, path) { return }
      let start = coming.bytes.isEmpty ? stays.end : elements[behind].start
      try moveComments(local.comments(in: start..<last.end), path)
      add(start..<last.end, coming.bytes.dropLast(separator.count), coming.path(orIfNone: path))
    } else if !coming.bytes.isEmpty {
      append(
        coming.bytes.dropLast(separator.count), behind: last, separator: separator, coming.path)
    }
  }

  /// What comes in behind the last element that stays.
  private struct Coming {
    /// Each element with the separator behind it.
    var bytes: [UInt8] = []
    var path: ConfigPath
    /// The incoming element that came last; also before elements that stay.
    var last: IncomingElement?
    /// The place of the last element that stays.
    var previous = -1

    func path(orIfNone path: ConfigPath) -> ConfigPath { bytes.isEmpty ? path : self.path }
  }

  /// Puts what comes in, if anything does, in the place of what goes before an element that stays.
  private mutating func insert(
    _ coming: inout Coming, before index: Int, of elements: [Element], separator: [UInt8],
    _ path: ConfigPath
  ) throws(SpliceFailure) {
    defer { (coming.previous, coming.bytes) = (index, []) }
    let element = elements[index]
    let removed = elements[(coming.previous + 1)..<index]
    if coming.bytes.isEmpty {
      // Where nothing else is on their lines, these go as well.
      if removed.isEmpty { return }
      if try removeLines(of: removed, after: nil, path) { return }
    } else if removed.isEmpty, separator.contains(where: \.isLineBreak),
      let place = commentsOf(
        element, behind: coming.last, coming.previous < 0 ? nil : elements[coming.previous])
    {
      let indent = local.indent(ofLine: element.start)
      return add(place..<place, indent + coming.bytes.dropLast(indent.count), coming.path)
    }
    let start = removed.first?.start ?? element.start
    try moveComments(local.comments(in: start..<element.start), path)
    add(start..<element.start, coming.bytes, coming.path(orIfNone: path))
  }

  /// Where the comments begin that are on the lines above an element and, in the text that something
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

  /// Rewrites all of it.
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
      return add(range, texts.joined(separator: local.separator(in: node)), path)
    }
    let (opening, closing) = node.isMap ? ("{", "}") : ("[", "]")
    guard !texts.isEmpty else {
      return add(node.body..<node.end, (opening + closing).utf8, path)
    }
    add(
      node.body..<node.end,
      Array(opening.utf8) + texts.joined(separator: Array(", ".utf8)) + closing.utf8, path)
  }
}
