extension Splice {
  /// Puts elements with their comments in a place; comments that are there already stay where they are,
  /// and the elements come behind them as in the upgrade.
  mutating func insert(_ arrivals: [Arrival], in slot: Slot) throws(SpliceFailure) {
    guard let neighbour = slot.previous ?? slot.next, let last = arrivals.last else { return }
    var usual = neighbour.end
    if slot.previous == nil {
      usual = attachedStart(of: neighbour)
      guard neighbour.isFirstOnLine, !slot.isGone(usual) else {
        return try insert(arrivals, beside: neighbour)
      }
    }
    let column = local.column(of: neighbour.start)
    let alignment = CommentAlignment(arrivals.map(\.incoming), to: slot.comments(in: local))
    var insertion = Insertion(slot: slot, usual: usual, alignment: alignment)
    for (index, arrival) in arrivals.enumerated() {
      try insert(arrival, index, column, &insertion)
    }
    if slot.previous == nil, insertion.reached == nil,
      !insertion.lines.starts(with: local.lineBreak)
    {
      insertion.lines += gap(last.incoming, neighbour)
    }
    finish(&insertion, path: last.path)
  }

  /// Puts elements before the first one, which is beside the `-` of what it is in.
  private mutating func insert(
    _ arrivals: [Arrival], beside first: Element
  ) throws(SpliceFailure) {
    let column = local.column(of: first.start)
    for (index, arrival) in arrivals.enumerated() {
      var lines = try region(arrival.incoming, column: column, arrival.path)
      if index == 0 {
        while lines.starts(with: local.lineBreak) { lines.removeFirst(local.lineBreak.count) }
        lines.removeFirst(column)
      }
      if index == arrivals.count - 1 { lines += Array(repeating: .space, count: column) }
      add(first.start..<first.start, lines, arrival.path)
    }
  }

  /// Lines on their way in.
  private struct Insertion {
    let slot: Slot
    /// Where they are if no comment says more.
    let usual: Int
    let alignment: CommentAlignment
    /// What has no place yet.
    var lines: [UInt8] = []
    /// The incoming elements in it.
    var last: IncomingElement?
    /// Up to which comment of the place all is done.
    var reached: Int?
  }

  private mutating func insert(
    _ arrival: Arrival, _ index: Int, _ column: Int, _ insertion: inout Insertion
  ) throws(SpliceFailure) {
    let (incoming, path) = (arrival.incoming, arrival.path)
    var isGapOpen = false
    var leftOut = 0
    for line in incoming.lead {
      guard case .comment(let comment, let isAttached) = line else {
        isGapOpen = true
        continue
      }
      if let partner = insertion.alignment.partner(of: comment, ofDonor: index) {
        place(&insertion, before: partner, path)
        (insertion.reached, isGapOpen, leftOut) = (partner, false, 0)
      } else if !isAttached && bounds.isLocal(comment.exact) {
        isGapOpen = false
      } else if isLeftOut(comment) {
        leftOut += 1
      } else {
        if isGapOpen { insertion.lines += blankLine(insertion) }
        insertion.lines += self.line(of: comment, incoming, column)
        isGapOpen = false
      }
    }
    if insertion.lines.isEmpty { skip(leftOut, &insertion) }
    if isGapOpen { insertion.lines += blankLine(insertion) }
    insertion.lines += try elementLines(incoming, column: column, path)
    insertion.last = incoming
  }

  /// Continues after as many comments of the user's own as are where the upgrade has others.
  private func skip(_ count: Int, _ insertion: inout Insertion) {
    let comments = insertion.alignment.present
    for _ in 0..<count {
      let next = insertion.reached.map { $0 + 1 } ?? 0
      guard next < comments.count, bounds.isOwn(comments[next].exact),
        !insertion.alignment.isTaken(next)
      else { return }
      insertion.reached = next
    }
  }

  /// A blank line, unless it would belong to a text before it.
  private func blankLine(_ insertion: Insertion) -> [UInt8] {
    insertion.last?.keepsBlankLines ?? false ? [] : local.lineBreak
  }

  /// Puts what has no place yet before a comment of the place.
  private mutating func place(
    _ insertion: inout Insertion, before partner: Int, _ path: ConfigPath
  ) {
    guard !insertion.lines.isEmpty else { return }
    let limit = local.lineStart(of: insertion.alignment.present[partner].start)
    // Comments go directly before it, elements where they always go.
    let wanted = insertion.last == nil ? limit : min(insertion.usual, limit)
    put(&insertion, at: wanted, path)
  }

  private mutating func finish(_ insertion: inout Insertion, path: ConfigPath) {
    var place = insertion.usual
    if let following = insertion.alignment.following {
      place = min(place, local.lineStart(of: insertion.alignment.present[following].start))
    }
    put(&insertion, at: place, path)
  }

  private mutating func put(_ insertion: inout Insertion, at wanted: Int, _ path: ConfigPath) {
    var start = wanted
    if let reached = insertion.reached {
      start = max(start, local.lineEnd(of: insertion.alignment.present[reached].start))
    }
    var (end, lines) = (start, insertion.lines)
    if insertion.slot.keepsBlankLines(at: start, in: local) {
      while lines.starts(with: local.lineBreak) { lines.removeFirst(local.lineBreak.count) }
    }
    // Blank lines below would become part of such a text.
    if insertion.last?.keepsBlankLines ?? false { end = local.afterBlankLines(end) }
    if start > 0 && !local.bytes[start - 1].isLineBreak && start == local.bytes.count {
      // The last line has no end, and the new last one gets none, unless it would be missing in a text.
      if !(insertion.last?.endsInBlockScalar ?? false) { lines = lines.droppingLineBreak }
      let before = edits.last { $0.range.upperBound == start }?.bytes.last
      if !(before?.isLineBreak ?? false) { lines = local.lineBreak + lines }
    }
    add(start..<end, lines, path)
    (insertion.lines, insertion.last) = ([], nil)
  }

  /// A blank line behind new elements at the start, if the upgrade has one there and we have none.
  private func gap(_ incoming: IncomingElement, _ next: Element) -> [UInt8] {
    guard let following = incoming.next, !incoming.isInFlow, !incoming.keepsBlankLines,
      incoming.text.isBlank(line: incoming.text.line(of: following.lead)),
      !local.isBlank(line: local.line(of: next.lead))
    else { return [] }
    return local.lineBreak
  }
}
