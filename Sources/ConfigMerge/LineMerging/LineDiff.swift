/// Consecutive lines of one text that are those of another.
struct MatchedRun: Hashable, Sendable {
  /// The first line in the one text, counted from 0.
  var a: Int
  /// The first line in the other text, counted from 0.
  var b: Int
  /// How many lines.
  var count: Int

  /// The line after the last, in the one text.
  var endOfA: Int { a + count }
  /// The line after the last, in the other text.
  var endOfB: Int { b + count }
}

/// Which lines of two texts belong together: what the runs leave out was deleted or inserted.
///
/// As many lines are matched as possible, unless the texts differ in so much that finding out would
/// take too long (``LineMatching`` says how much). Lines that were only inserted or only deleted
/// join the change above if they can, and else are taken as low in the text as they can be: so
/// equal changes are found in equal places. The same texts always give the same runs.
struct LineDiff: Hashable, Sendable {
  /// In the order of both texts; between two of them at least one text has another line.
  let runs: [MatchedRun]
  /// How many places the search for them looked at (``LineMatching/steps``).
  let steps: Int

  /// Compares two texts, terminators included.
  init(from old: [UInt8], to new: [UInt8]) {
    var table = LineTable(comparing: .exact)
    let a = table.numbers(of: LineText(old))
    let b = table.numbers(of: LineText(new))
    self.init(from: a, to: b)
  }

  /// Compares two texts as the numbers that one ``LineTable`` gave to their lines.
  init(from a: [Int], to b: [Int]) {
    var prefix = 0
    while prefix < a.count && prefix < b.count && a[prefix] == b[prefix] { prefix += 1 }
    var endOfA = a.count
    var endOfB = b.count
    while endOfA > prefix && endOfB > prefix && a[endOfA - 1] == b[endOfB - 1] {
      endOfA -= 1
      endOfB -= 1
    }
    var runs = [MatchedRun(a: 0, b: 0, count: prefix)]
    let found = Self.runs(a, prefix..<endOfA, b, prefix..<endOfB)
    runs += found.runs
    steps = found.steps
    runs.append(MatchedRun(a: endOfA, b: endOfB, count: a.count - endOfA))
    // Up first, so that what can join the change above it does.
    let raised = Self.settled(Self.mirrored(runs, a, b), a.reversed(), b.reversed())
    self.runs = Self.settled(Self.mirrored(raised, a, b), a, b)
  }

  /// The runs in the parts of two texts that are left between their common beginning and end.
  ///
  /// A line that the other text does not have anywhere is not looked at.
  private static func runs(
    _ a: [Int], _ rangeOfA: Range<Int>, _ b: [Int], _ rangeOfB: Range<Int>
  ) -> (runs: [MatchedRun], steps: Int) {
    guard !rangeOfA.isEmpty && !rangeOfB.isEmpty else { return ([], 0) }
    let inA = Set(a[rangeOfA])
    let inB = Set(b[rangeOfB])
    let linesOfA = rangeOfA.filter { inB.contains(a[$0]) }
    let linesOfB = rangeOfB.filter { inA.contains(b[$0]) }
    var matching = LineMatching(linesOfA.map { a[$0] }, linesOfB.map { b[$0] })
    var runs: [MatchedRun] = []
    for (index, partner) in matching.partners().enumerated() {
      guard let partner else { continue }
      let (lineOfA, lineOfB) = (linesOfA[index], linesOfB[partner])
      if let last = runs.last, last.endOfA == lineOfA, last.endOfB == lineOfB {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(MatchedRun(a: lineOfA, b: lineOfB, count: 1))
      }
    }
    return (runs, matching.steps)
  }

  /// The runs of both texts read backwards.
  private static func mirrored(_ runs: [MatchedRun], _ a: [Int], _ b: [Int]) -> [MatchedRun] {
    runs.reversed().map { run in
      MatchedRun(a: a.count - run.endOfA, b: b.count - run.endOfB, count: run.count)
    }
  }

  /// Moves lines that were only inserted or only deleted down, past lines that are equal to its first.
  ///
  /// Each matched line is passed at most once.
  private static func settled(_ runs: [MatchedRun], _ a: [Int], _ b: [Int]) -> [MatchedRun] {
    var settled: [MatchedRun] = []
    var current = MatchedRun(a: 0, b: 0, count: 0)
    for var next in runs {
      let isInsertion = current.endOfA == next.a
      let isDeletion = current.endOfB == next.b
      if isInsertion && isDeletion {
        current.count += next.count
        continue
      }
      if isInsertion || isDeletion {
        while next.count > 0
          && (isInsertion ? b[current.endOfB] == b[next.b] : a[current.endOfA] == a[next.a])
        {
          current.count += 1
          next = MatchedRun(a: next.a + 1, b: next.b + 1, count: next.count - 1)
        }
      }
      guard next.count > 0 else { continue }
      if current.count > 0 { settled.append(current) }
      current = next
    }
    if current.count > 0 { settled.append(current) }
    return settled
  }
}
