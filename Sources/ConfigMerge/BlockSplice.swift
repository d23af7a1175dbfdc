extension Splice {
  /// Edits a block list or map: elements come and go with their lines.
  mutating func mergeBlock(
    _ pieces: [Piece], count: Int, in element: Element, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let elements = element.value.elements
    let kept = pieces.compactMap(\.localIndex)
    if kept.isEmpty { return try rebuild(element, pieces, path) }
    guard zip(kept, kept.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return try reorder(pieces, elements, path)
    }
    let isKept = Set(kept)
    var removed = elements.indices.filter { !isKept.contains($0) }[...]
    while let index = removed.popFirst() {
      // What stands beside the marker of the list that it is in goes with what the next one needs.
      if !elements[index].isFirstOnLine, let next = kept.first {
        while let further = removed.first, further < next { removed.removeFirst() }
        try removeFirst(elements, upTo: next, path)
      } else {
        remove(elements[index], path)
      }
    }
    // Before which local element each piece stands.
    var following: [Int?] = []
    for piece in pieces.reversed() { following.append(piece.localIndex ?? following.last ?? nil) }
    var previous: Int?
    for (piece, next) in zip(pieces, following.reversed()) {
      switch piece.source {
      case .local(let index, let outcome):
        try carryOut(outcome, on: elements[index], isInFlow: false, piece.path)
        previous = index
      case .new(let donor):
        try insert(
          donor, after: previous.map { elements[$0] }, before: next.map { elements[$0] },
          isList: element.value.isList, piece.path)
      }
    }
  }

  // MARK: Removing

  /// Where the comments begin that stand directly before an element.
  func attachedStart(of element: Element) -> Int {
    guard element.isFirstOnLine else { return element.start }
    var line = local.line(of: element.start)
    while line > 0, local.lineStarts[line - 1] >= element.lead,
      local.isComment(line: line - 1)
    { line -= 1 }
    return local.lineStarts[line]
  }

  private mutating func remove(_ element: Element, _ path: ConfigPath) {
    var start = attachedStart(of: element)
    // One of the two gaps goes with it.
    if element.end >= local.bytes.count || local.isBlank(line: local.line(of: element.end)) {
      var line = local.line(of: start)
      while line > 0, local.lineStarts[line - 1] >= element.lead, local.isBlank(line: line - 1) {
        line -= 1
      }
      start = min(start, local.lineStarts[line])
    }
    let own = ownComments(in: start..<element.end, column: local.column(of: element.start))
    add(start..<element.end, own, path)
  }

  /// Removes the elements before `next`, the first of which shares its line with a `-` before it.
  private mutating func removeFirst(
    _ elements: [Element], upTo next: Int, _ path: ConfigPath
  ) throws(SpliceFailure) {
    let range = elements[0].start..<elements[next].start
    guard ownComments(in: range, column: 0).isEmpty else {
      throw SpliceFailure(path: path, reason: "a comment of yours would lose its place")
    }
    add(range, [], path)
  }

  // MARK: Inserting

  private mutating func insert(
    _ donor: Donor, after previous: Element?, before next: Element?, isList: Bool,
    _ path: ConfigPath
  ) throws(SpliceFailure) {
    guard let neighbour = previous ?? next else { return }
    let column = local.column(of: neighbour.start)
    var place = neighbour.end
    if previous == nil {
      if neighbour.isFirstOnLine {
        place = attachedStart(of: neighbour)
      } else if isList {
        throw SpliceFailure(path: path, reason: "there is no line for it before the first item")
      }
    }
    var lines = try region(donor, column: column, path)
    if let next, let shared = sharedComments(donor, next) {
      // The comments are there: what comes stands below them, as it does in the upgrade.
      place = shared
      lines = try region(donor, column: column, isBare: true, path)
    } else if previous == nil, place == neighbour.end || !lines.starts(with: local.lineBreak) {
      lines += gap(donor, neighbour)
    }
    if place > 0 && !local.bytes[place - 1].isLineBreak && place == local.bytes.count {
      // The last line has no end, and the new last one gets none.
      lines = local.lineBreak + lines.droppingLineBreak
    }
    add(place..<place, lines, path)
  }

  /// Where the comments of `next` end, if those directly before the donor are the same and stand before
  /// `next` only because it follows there.
  private func sharedComments(_ donor: Donor, _ next: Element) -> Int? {
    guard let following = donor.next, following.name == next.name, !donor.isInFlow else {
      return nil
    }
    let theirs = donor.text.attachedComments(of: donor.element).map(\.text)
    let ours = local.attachedComments(of: next)
    guard !theirs.isEmpty, ours.count >= theirs.count,
      zip(ours, theirs).allSatisfy({ $0.text == $1 }),
      donor.text.attachedComments(of: following).map(\.text) != ours.map(\.text)
    else { return nil }
    return local.lineEnd(of: ours[theirs.count - 1].start)
  }

  /// A blank line behind what is new at the start, if the upgrade has one there and we have none.
  private func gap(_ donor: Donor, _ next: Element) -> [UInt8] {
    guard let following = donor.next, !donor.isInFlow,
      donor.text.isBlank(line: donor.text.line(of: following.lead)),
      !local.isBlank(line: local.line(of: next.lead))
    else { return [] }
    return local.lineBreak
  }

  // MARK: Anew

  /// Writes the elements in another order, each with its lines.
  private mutating func reorder(
    _ pieces: [Piece], _ elements: [Element], _ path: ConfigPath
  ) throws(SpliceFailure) {
    guard let first = elements.first, let last = elements.last, first.isFirstOnLine else {
      throw SpliceFailure(path: path, reason: "the first item has no line to itself")
    }
    let start = attachedStart(of: first)
    let column = local.column(of: first.start)
    let kept = Set(pieces.compactMap(\.localIndex))
    var chunks: [[UInt8]] = []
    for piece in pieces {
      switch piece.source {
      case .new(let donor): chunks.append(try region(donor, column: column, piece.path))
      case .local(let index, let outcome):
        let mark = edits.count
        try carryOut(outcome, on: elements[index], isInFlow: false, piece.path)
        let from = index == 0 ? start : elements[index].lead
        chunks.append(
          try takeBack(since: mark, in: from..<elements[index].end, piece.path))
      }
    }
    for index in elements.indices where !kept.contains(index) {
      chunks.append(ownComments(in: elements[index].lead..<elements[index].end, column: column))
    }
    var bytes = chunks.filter { !$0.isEmpty }.flatMap { chunk in
      chunk.last?.isLineBreak ?? true ? chunk : chunk + local.lineBreak
    }
    if let byte = local.bytes[..<last.end].last, !byte.isLineBreak {
      bytes = bytes.droppingLineBreak
    }
    add(start..<last.end, bytes, path)
  }

  /// Replaces a list or map of which nothing stays.
  mutating func rebuild(
    _ element: Element, _ pieces: [Piece], _ path: ConfigPath
  ) throws(SpliceFailure) {
    let node = element.value
    let donors = pieces.compactMap(\.donor)
    guard let first = node.elements.first, let last = node.elements.last else {
      throw SpliceFailure(path: path, reason: "there is nothing in it to go by")
    }
    if donors.isEmpty {
      // Of a root nothing may stand before it; else it stands behind its key.
      let isRoot = element.indicatorEnd == node.start && element.key == nil
      let start = isRoot ? attachedStart(of: first) : element.indicatorEnd
      let end = last.end - local.breakLength(before: last.end)
      let own = ownComments(in: start..<end, column: local.column(of: element.start))
      guard own.isEmpty else {
        throw SpliceFailure(path: path, reason: "comments of yours would lose their place")
      }
      add(start..<end, ((isRoot ? "" : " ") + (node.isMap ? "{}" : "[]")).utf8, path)
      return
    }
    guard first.isFirstOnLine else {
      throw SpliceFailure(path: path, reason: "the first item has no line to itself")
    }
    let column = local.column(of: first.start)
    let start = attachedStart(of: first)
    var bytes = ownComments(in: start..<last.end, column: column)
    for donor in donors { bytes += try region(donor, column: column, path) }
    if !(local.bytes[..<last.end].last?.isLineBreak ?? true) { bytes = bytes.droppingLineBreak }
    add(start..<last.end, bytes, path)
  }
}

extension Piece {
  var localIndex: Int? { if case .local(let index, _) = source { index } else { nil } }
  var donor: Donor? { if case .new(let donor) = source { donor } else { nil } }
}

extension ConfigText {
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
    return content < bytes.count && bytes[content] == UInt8(ascii: "#")
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
