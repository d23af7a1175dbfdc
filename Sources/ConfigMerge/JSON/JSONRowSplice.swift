extension JSONSplice {
  /// Edits a list or map whose elements have lines of their own: they come and go with these, and with
  /// the comments on them and directly above.
  mutating func merge(
    _ merged: [MergedElement], _ rows: JSONRows, in node: Node, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let kept = merged.compactMap(\.localIndex)
    guard zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return try reorder(merged, rows, in: node, path)
    }
    let removals = removals(of: Set(node.elements.indices).subtracting(kept), rows, in: node)
    if merged.isEmpty, removals.isEverything {
      return add(node.body..<node.end, (node.isMap ? "{}" : "[]").utf8, path)
    }
    for (range, bytes) in removals.edits { add(range, bytes, path) }

    // Before which local element each element is.
    var following: [Int?] = []
    for mergedElement in merged.reversed() {
      following.append(mergedElement.localIndex ?? following.last ?? nil)
    }
    let indent = indent(of: rows, in: node)
    var (previous, place): (Int?, Int?) = (nil, nil)
    for (number, (mergedElement, next)) in zip(merged, following.reversed()).enumerated() {
      let hasComma = number + 1 < merged.count || rows.endsInComma
      switch mergedElement.source {
      case .local(let index, let outcome):
        setComma(behind: rows.rows[index].element, hasComma, path)
        try carryOut(outcome, on: rows.rows[index].element, mergedElement.path)
        (previous, place) = (index, rows.rows[index].range.upperBound)
      case .new(let incoming):
        let gap = JSONGap(rows, after: previous, before: next, from: place)
        place = insert(incoming, in: gap, indent: indent, hasComma: hasComma, mergedElement.path)
      }
    }
  }

  /// Puts an element in a gap, with the lines that come with it. Returns where.
  private mutating func insert(
    _ incoming: IncomingElement, in gap: JSONGap, indent: [UInt8], hasComma: Bool,
    _ path: ConfigPath
  ) -> Int {
    var coming = comingLines(incoming, gap, indent: indent)
    if let line = gap.line(standingFor: incoming), line.range.upperBound >= coming.place,
      ledger.letsGo(line)
    {
      add(line.range, [], path)
      coming.place = line.range.upperBound
    }
    let lines = coming.lines + writer.lines(incoming, indent: indent, hasComma: hasComma)
    add(coming.place..<coming.place, lines, path)
    return coming.place
  }

  /// How the elements are indented, or would be if there were any.
  private func indent(of rows: JSONRows, in node: Node) -> [UInt8] {
    if let line = rows.rows.first?.range.lowerBound ?? rows.below.first?.range.lowerBound,
      !(rows.rows.isEmpty && rows.below.allSatisfy(\.isBlank))
    {
      return local.indent(ofLine: line)
    }
    return local.indent(ofLine: node.start) + writer.step
  }

  private mutating func setComma(behind element: Element, _ isThere: Bool, _ path: ConfigPath) {
    switch (element.comma, isThere) {
    case (nil, true): add(element.value.end..<element.value.end, ",".utf8, path)
    case (let comma?, false): add(comma..<comma + 1, [], path)
    default: break
    }
  }

  // MARK: Removing

  /// What takes the place of elements that go, and whether with them all comments go.
  private struct Removals {
    var edits: [(range: Range<Int>, bytes: [UInt8])] = []
    var isEverything = true
  }

  private mutating func removals(
    of removed: Set<Int>, _ rows: JSONRows, in node: Node
  ) -> Removals {
    var removals = Removals()
    for index in removed.sorted() {
      let row = rows.rows[index]
      let bytes = remains(of: row)
      var (start, end) = (row.attachedStart, row.range.upperBound)
      if bytes.isEmpty {
        let gap = gap(with: index, removed, rows)
        (start, end) = (min(start, gap.lowerBound), max(end, gap.upperBound))
      }
      removals.edits.append((start..<end, bytes))
    }
    let known = removals.edits.reduce(0) { $0 + local.jsonComments(in: $1.range).count }
    removals.isEverything =
      removals.edits.allSatisfy(\.bytes.isEmpty)
      && known == local.jsonComments(in: node.start..<node.end).count
    return removals
  }

  /// The blank lines that go with an element: of the two gaps around it, one.
  private func gap(with index: Int, _ removed: Set<Int>, _ rows: JSONRows) -> Range<Int> {
    let row = rows.rows[index]
    var next = index + 1
    while removed.contains(next), rows.rows[next].above.isEmpty { next += 1 }
    let end = rows.rows[next - 1].range.upperBound
    let below = (next < rows.rows.count ? rows.rows[next].above : rows.below)
      .prefix(while: \.isBlank)
    let above = row.above.dropLast(row.attached.count).reversed().prefix(while: \.isBlank)
    if end == rows.closing || !below.isEmpty, let first = above.last {
      return first.range.lowerBound..<row.range.upperBound
    }
    // The first one has none above.
    if index == 0, row.lead == row.attachedStart, next == 1, !removed.contains(1),
      let last = below.last
    {
      return row.lead..<last.range.upperBound
    }
    return row.attachedStart..<row.range.upperBound
  }

  /// The comments that stay of those that are at an element that goes.
  private mutating func remains(of row: JSONRow) -> [UInt8] {
    var bytes: [UInt8] = []
    for line in row.attached where !ledger.letsGo(line) { bytes += local.bytes[line.range] }
    return bytes
      + lines(of: staying(in: row.range), indent: local.indent(ofLine: row.range.lowerBound))
  }

  // MARK: Inserting

  /// The comments and blank lines that come above the incoming element, and where.
  private mutating func comingLines(
    _ incoming: IncomingElement, _ gap: JSONGap, indent: [UInt8]
  ) -> (place: Int, lines: [UInt8]) {
    guard let row = JSONRow(of: incoming.element, in: incoming.text) else { return (gap.place, []) }
    ledger.bring(incoming.text.jsonComments(in: row.range))
    var place = gap.place
    var lines: [UInt8] = []
    // Blank lines go before what comes after them; not to the start of a list or map.
    var isGapOpen = false
    for line in row.above {
      guard !line.isBlank else {
        isGapOpen = true
        continue
      }
      let isHere =
        !line.comments.contains(where: ledger.isMissing)
        && !gap.isNextsToo(line, incoming: incoming)
      let bytes = isHere ? [] : writer.line(line, of: incoming, indent: indent)
      if !bytes.isEmpty {
        if isGapOpen && gap.hasPrevious { lines += local.lineBreak }
        lines += bytes
        ledger.bring(line.comments)
      } else if let found = gap.end(of: line), found >= place, lines.isEmpty {
        // It is below the comment that it is below in the release.
        place = found
      }
      isGapOpen = false
    }
    return (place, lines + (isGapOpen && gap.hasPrevious ? local.lineBreak : []))
  }

  // MARK: Anew

  /// Writes the elements in another order, each with its lines.
  private mutating func reorder(
    _ merged: [MergedElement], _ rows: JSONRows, in node: Node, _ path: ConfigPath
  ) throws(SpliceFailure) {
    guard let first = rows.rows.first, let last = rows.rows.last else { return }
    var bytes: [UInt8] = []
    let indent = indent(of: rows, in: node)
    func start(_ row: JSONRow) -> Int {
      row.range == first.range ? row.attachedStart : row.lead
    }
    for (number, mergedElement) in merged.enumerated() {
      let hasComma = number + 1 < merged.count || rows.endsInComma
      switch mergedElement.source {
      case .new(let incoming):
        let gap = JSONGap(rows, after: nil, before: nil, from: first.attachedStart)
        bytes += comingLines(incoming, gap, indent: indent).lines
        bytes += writer.lines(incoming, indent: indent, hasComma: hasComma)
      case .local(let index, let outcome):
        let (mark, row) = (edits.count, rows.rows[index])
        setComma(behind: row.element, hasComma, path)
        try carryOut(outcome, on: row.element, mergedElement.path)
        bytes += try takeBack(
          since: mark, in: start(row)..<row.range.upperBound, mergedElement.path)
      }
    }
    let kept = Set(merged.compactMap(\.localIndex))
    for index in node.elements.indices where !kept.contains(index) {
      let row = rows.rows[index]
      bytes += local.bytes[start(row)..<row.attachedStart] + remains(of: row)
    }
    add(first.attachedStart..<last.range.upperBound, bytes, path)
  }
}
