extension JSONSplice {
  /// Edits a list or map some of whose elements share lines: they come and go with their commas.
  ///
  /// A comment between two of them has no line that shows whose it is: it stays where it
  /// is, unless the release has it no more.
  mutating func mergeInline(
    _ merged: [MergedElement], in node: Node, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let elements = node.elements
    let kept = merged.compactMap(\.localIndex)
    guard let last = elements.last, !kept.isEmpty,
      zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 })
    else { return try rewrite(merged, in: node, path) }
    let separator = local.separator(in: node)

    var previous = -1
    var new: [UInt8] = []
    var newPath = path
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming):
        new += inline(incoming, in: node) + separator
        newPath = mergedElement.path
      case .local(let index, let outcome):
        let start = previous + 1 < index ? elements[previous + 1].start : elements[index].start
        if !new.isEmpty || previous + 1 < index {
          let comments = comments(between: start..<elements[index].start, in: node)
          add(start..<elements[index].start, comments + new, new.isEmpty ? path : newPath)
        }
        try carryOut(outcome, on: elements[index], mergedElement.path)
        (previous, new) = (index, [])
      }
    }
    if previous + 1 < elements.count {
      let start = new.isEmpty ? elements[previous].end : elements[previous + 1].start
      let comments = comments(between: start..<last.end, in: node)
      add(
        start..<last.end,
        (new.isEmpty && !comments.isEmpty ? [.space] : []) + comments
          + new.dropLast(separator.count), new.isEmpty ? path : newPath)
    } else if !new.isEmpty {
      append(new.dropLast(separator.count), behind: last, separator: separator, newPath)
    }
  }

  /// Puts elements behind the last one, and comments beside that one stay beside it.
  private mutating func append(
    _ new: ArraySlice<UInt8>, behind last: Element, separator: [UInt8], _ path: ConfigPath
  ) {
    let start = last.comma.map { $0 + 1 } ?? last.end
    var index = local.token(at: start)
    var place = start
    while index < local.tokens.count, local.tokens[index].kind.isSpace,
      local.tokens[index].kind != .lineBreak
    {
      if local.tokens[index].kind == .comment { place = local.tokens[index].end }
      index += 1
    }
    // Behind a comment to the end of its line only another line can follow.
    let isLineComment = local.jsonComments(in: start..<place).last?.feature == .lineComments
    let gap = Array(separator.dropFirst())
    let between =
      isLineComment && !gap.contains(where: \.isLineBreak)
      ? local.lineBreak + local.indent(ofLine: last.start) : gap
    if last.comma == nil { add(last.end..<last.end, ",".utf8, path) }
    add(place..<place, between + new + (last.comma == nil ? "".utf8 : ",".utf8), path)
  }

  /// Rewrites all of it.
  private mutating func rewrite(
    _ merged: [MergedElement], in node: Node, _ path: ConfigPath
  ) throws(SpliceFailure) {
    guard let first = node.elements.first, let last = node.elements.last else {
      return fill(node, with: merged.compactMap(\.incoming), path)
    }
    let isAnew = merged.allSatisfy { $0.localIndex == nil }
    let range = merged.isEmpty ? node.body + 1..<node.end - 1 : first.start..<last.end
    if isAnew {
      let comments = comments(between: range, in: node)
      let texts = merged.compactMap(\.incoming).map { inline($0, in: node) }
      return add(range, comments + texts.joined(separator: local.separator(in: node)), path)
    }
    // Only their order would show whose the comments are.
    let outside = zip(node.elements, node.elements.dropFirst()).map { $0.end..<$1.start }
    let removed = Set(node.elements.indices).subtracting(merged.compactMap(\.localIndex))
    for range in outside + removed.map({ node.elements[$0].start..<node.elements[$0].end })
    where !local.jsonComments(in: range).isEmpty {
      throw SpliceFailure(path: path, fault: .commentMoved)
    }
    var texts: [[UInt8]] = []
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming): texts.append(inline(incoming, in: node))
      case .local(let index, let outcome):
        let (mark, old) = (edits.count, node.elements[index])
        try carryOut(outcome, on: old, mergedElement.path)
        texts.append(try takeBack(since: mark, in: old.start..<old.end, mergedElement.path))
      }
    }
    add(first.start..<last.end, texts.joined(separator: local.separator(in: node)), path)
  }

  /// Writes the first elements of a list or map whose brackets stand on one line.
  private mutating func fill(_ node: Node, with elements: [IncomingElement], _ path: ConfigPath) {
    if let comment = local.jsonComments(in: node.body..<node.end).last {
      // Only comments that end on this line can be there.
      let texts = elements.map { inline($0, in: node) }.joined(separator: Array(", ".utf8))
      return add(comment.range.upperBound..<node.end - 1, [.space] + texts + [.space], path)
    }
    let opening: [UInt8] = [local.bytes[node.body]]
    let closing: [UInt8] = [local.bytes[node.end - 1]]
    guard local.lineStarts.count > 2 else {
      let texts = elements.map { inline($0, in: node) }.joined(separator: Array(", ".utf8))
      return add(node.body..<node.end, opening + texts + closing, path)
    }
    let outer = local.indent(ofLine: node.start)
    var lines: [UInt8] = []
    for (number, incoming) in elements.enumerated() {
      lines += linesAbove(incoming, isFirst: number == 0, indent: outer + writer.step)
      lines += writer.lines(
        incoming, indent: outer + writer.step, hasComma: number + 1 < elements.count)
    }
    add(
      node.body..<node.end, opening + local.lineBreak + lines + outer + closing, path)
  }

  /// What comes above the incoming element where there is nothing yet.
  private mutating func linesAbove(_ incoming: IncomingElement, isFirst: Bool, indent: [UInt8])
    -> [UInt8]
  {
    var lines: [UInt8] = []
    for line in JSONRow(of: incoming.element, in: incoming.text)?.above ?? [] {
      if line.isBlank {
        if !(isFirst && lines.isEmpty) { lines += local.lineBreak }
      } else if line.comments.contains(where: ledger.isMissing) {
        lines += writer.line(line, of: incoming, indent: indent)
        ledger.bring(line.comments)
      }
    }
    return lines
  }

  /// The comments that stay of those in a range that is replaced, to go before what comes there.
  private mutating func comments(between range: Range<Int>, in node: Node) -> [UInt8] {
    var bytes: [UInt8] = []
    for comment in local.jsonComments(in: range) where !ledger.letsGo(comment, isAbove: true) {
      bytes += local.bytes[comment.range]
      bytes +=
        comment.feature == .lineComments
        ? local.lineBreak + local.indent(ofLine: node.elements.first?.start ?? node.start)
        : [.space]
    }
    return bytes
  }

  /// An element of another text, written among others on a line.
  private func inline(_ incoming: IncomingElement, in node: Node) -> [UInt8] {
    let place = node.elements.first?.start ?? node.start
    return writer.element(incoming, indent: local.indent(ofLine: place))
  }
}
