extension Splice {
  /// Edits a block list or map: elements come and go with their lines.
  mutating func mergeBlock(
    _ merged: [MergedElement], count: Int, in element: Element, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let elements = element.value.elements
    let kept = merged.compactMap(\.localIndex)
    if kept.isEmpty { return try rebuild(element, merged, path) }
    guard zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return try reorder(merged, elements, path)
    }
    let gone = try removeAll(of: elements, but: kept, path)
    // What comes in between two elements that stay comes together.
    var arrivals: [Arrival] = []
    var previous: (element: Element, outcome: Outcome)?
    for mergedElement in merged {
      switch mergedElement.source {
      case .new(let incoming):
        arrivals.append(Arrival(incoming: incoming, path: mergedElement.path))
      case .local(let index, let outcome):
        let element = elements[index]
        try insert(arrivals, in: Slot(after: previous, before: element, without: gone))
        try carryOut(outcome, on: element, isInFlow: false, mergedElement.path)
        (previous, arrivals) = ((element, outcome), [])
      }
    }
    try insert(arrivals, in: Slot(after: previous, before: nil, without: gone))
  }

  // MARK: Removing

  /// Removes elements, and returns which bytes go with them.
  private mutating func removeAll(
    of elements: [Element], but kept: [Int], _ path: ConfigPath
  ) throws(SpliceFailure) -> [Range<Int>] {
    let mark = edits.count
    let isKept = Set(kept)
    var removed = elements.indices.filter { !isKept.contains($0) }[...]
    var previous: Element?
    var next = 0
    while let index = removed.popFirst() {
      // What is beside the marker of the list that it is in goes with what the next one needs.
      if !elements[index].isFirstOnLine, let first = kept.first {
        while let further = removed.first, further < first { removed.removeFirst() }
        removeFirst(elements, upTo: first, path)
      } else {
        while next < kept.count, kept[next] < index {
          previous = elements[kept[next]]
          next += 1
        }
        remove(elements[index], after: previous, path)
      }
    }
    return edits[mark...].map(\.range)
  }

  /// Where the comments begin that are directly before an element.
  func attachedStart(of element: Element) -> Int {
    guard element.isFirstOnLine else { return element.start }
    var line = local.line(of: element.start)
    while line > 0, local.lineStarts[line - 1] >= element.lead,
      local.isComment(line: line - 1)
    { line -= 1 }
    return local.lineStarts[line]
  }

  private mutating func remove(
    _ element: Element, after previous: Element?, _ path: ConfigPath
  ) {
    var (start, end) = (attachedStart(of: element), element.end)
    // One of the two gaps goes with it.
    if end >= local.bytes.count || local.isBlank(line: local.line(of: end)) {
      var line = local.line(of: start)
      while line > 0, local.lineStarts[line - 1] >= element.lead, local.isBlank(line: line - 1) {
        line -= 1
      }
      start = min(start, local.lineStarts[line])
    }
    let stay = staying(in: start..<end)
    if stay.isEmpty, let previous, start == previous.end, local.keepsBlankLines(previous.value) {
      end = local.afterBlankLines(end)
    }
    // Apart from each other, so that what comes in its place is below them.
    if !stay.isEmpty {
      add(start..<start, lines(of: stay, column: local.column(of: element.start)), path)
    }
    add(start..<end, [], path)
  }

  /// Removes the elements before `next`; the first one shares its line with a `-` before it.
  private mutating func removeFirst(_ elements: [Element], upTo next: Int, _ path: ConfigPath) {
    let range = elements[0].start..<elements[next].start
    putAbove(range.lowerBound, staying(in: range), path)
    add(range, [], path)
  }
}

extension MergedElement {
  var localIndex: Int? { if case .local(let index, _) = source { index } else { nil } }
  var incoming: IncomingElement? { if case .new(let incoming) = source { incoming } else { nil } }
}

extension ParsedText {
  /// How long the line break before a place is; 0 if there is none.
  func breakLength(before place: Int) -> Int {
    guard place > 0, bytes[place - 1].isLineBreak else { return 0 }
    let isPair = place > 1 && bytes[place - 1] == .lineFeed && bytes[place - 2] == .carriageReturn
    return isPair ? 2 : 1
  }

  func isBlank(line: Int) -> Bool {
    let content = afterBlanks(lineStarts[line])
    return content < bytes.count && bytes[content].isLineBreak
  }

  func isComment(line: Int) -> Bool {
    let content = afterBlanks(lineStarts[line])
    return content < bytes.count && bytes[content].isNumberSign
  }

  /// The comments on the lines directly before an element.
  func attachedComments(of element: Element) -> [Comment] {
    guard element.isFirstOnLine else { return [] }
    var line = line(of: element.start)
    while line > 0, lineStarts[line - 1] >= element.lead, isComment(line: line - 1) { line -= 1 }
    return comments(in: lineStarts[line]..<element.start)
  }
}

extension [UInt8] {
  /// Without the line break at the end.
  var droppingLineBreak: [UInt8] {
    guard last?.isLineBreak ?? false else { return self }
    return Array(dropLast(suffix(2) == [.carriageReturn, .lineFeed] ? 2 : 1))
  }
}
