/// The two comparisons of a three-way merge, laid over each other.
///
/// Changes of the two sides that overlap or touch in the base are one group; what lies between the
/// groups is in all three texts.
struct LineGrouping {
  /// What a side has in place of lines of the base.
  private struct Change {
    var base: Range<Int>
    var side: Range<Int>
  }

  /// The changes of a side, some already in a group.
  private struct Changes {
    let all: [Change]
    var next = 0
    /// Where the side is after the changes in groups, less where the base is.
    var offset = 0

    init(from base: [Int], to side: [Int]) {
      var all: [Change] = []
      var end = MatchedRun(a: 0, b: 0, count: 0)
      let afterAll = MatchedRun(a: base.count, b: side.count, count: 0)
      for run in LineDiff(from: base, to: side).runs + [afterAll] {
        let change = Change(base: end.endOfA..<run.a, side: end.endOfB..<run.b)
        if !change.base.isEmpty || !change.side.isEmpty { all.append(change) }
        end = run
      }
      self.all = all
    }

    var start: Int? { next < all.count ? all[next].base.lowerBound : nil }

    /// Takes the changes that begin at that line of the base or before; gives the end of the last
    /// one.
    mutating func take(through line: Int) -> Int? {
      var end: Int?
      while next < all.count, all[next].base.lowerBound <= max(line, end ?? line) {
        end = all[next].base.upperBound
        offset = all[next].side.upperBound - all[next].base.upperBound
        next += 1
      }
      return end
    }
  }

  private let base: [Int]
  private let local: [Int]
  private let upgrade: [Int]

  /// Takes the lines as the numbers that one ``LineTable`` gave them.
  init(base: [Int], local: [Int], upgrade: [Int]) {
    self.base = base
    self.local = local
    self.upgrade = upgrade
  }

  /// The chunks, in the order of the texts.
  func chunks() -> [LineMerge.Chunk] {
    var localChanges = Changes(from: base, to: local)
    var upgradeChanges = Changes(from: base, to: upgrade)
    var chunks: [LineMerge.Chunk] = []
    var done = 0
    while true {
      let starts = [localChanges.start, upgradeChanges.start].compactMap(\.self)
      let start = starts.min() ?? base.count
      let localStart = start + localChanges.offset
      let upgradeStart = start + upgradeChanges.offset
      if start > done {
        let count = start - done
        chunks.append(
          .same(
            base: done..<start, local: localStart - count..<localStart,
            upgrade: upgradeStart - count..<upgradeStart))
      }
      guard !starts.isEmpty else { return chunks }
      var end = start
      while true {
        let ends = [localChanges.take(through: end), upgradeChanges.take(through: end)]
        guard let furthest = ends.compactMap(\.self).max() else { break }
        end = max(end, furthest)
      }
      chunks.append(
        chunk(
          base: start..<end, local: localStart..<end + localChanges.offset,
          upgrade: upgradeStart..<end + upgradeChanges.offset))
      done = end
    }
  }

  /// What a group is, by what the sides have in it.
  private func chunk(
    base baseLines: Range<Int>, local localLines: Range<Int>, upgrade upgradeLines: Range<Int>
  ) -> LineMerge.Chunk {
    let isLocalChanged = base[baseLines] != local[localLines]
    let isUpgradeChanged = base[baseLines] != upgrade[upgradeLines]
    switch (isLocalChanged, isUpgradeChanged) {
    case (false, false):
      return .same(base: baseLines, local: localLines, upgrade: upgradeLines)
    case (true, false):
      return .local(base: baseLines, local: localLines, upgrade: upgradeLines)
    case (false, true):
      return .upgrade(base: baseLines, local: localLines, upgrade: upgradeLines)
    case (true, true):
      return local[localLines] == upgrade[upgradeLines]
        ? .agreed(base: baseLines, local: localLines, upgrade: upgradeLines)
        : .conflict(base: baseLines, local: localLines, upgrade: upgradeLines)
    }
  }
}
