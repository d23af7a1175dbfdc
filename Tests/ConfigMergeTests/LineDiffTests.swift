import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct LineDiffTests {
  /// The length of a longest common subsequence, by the whole table.
  private static func longestLength(_ a: [Int], _ b: [Int]) -> Int {
    var above = Array(repeating: 0, count: b.count + 1)
    for x in a {
      var row = [0]
      for (index, y) in b.enumerated() {
        row.append(x == y ? above[index] + 1 : max(above[index + 1], row[index]))
      }
      above = row
    }
    return above.last ?? 0
  }

  private static func numbers(
    upTo count: Int, of alphabet: Int, _ random: inout SeededGenerator
  ) -> [Int] {
    (0..<Int.random(in: 0...count, using: &random)).map { _ in
      Int.random(in: 0..<alphabet, using: &random)
    }
  }

  private static func isMatching(_ runs: [MatchedRun], _ a: [Int], _ b: [Int]) -> Bool {
    var end = MatchedRun(a: 0, b: 0, count: 0)
    for run in runs {
      guard run.count > 0, run.a >= end.endOfA, run.b >= end.endOfB, run.endOfA <= a.count,
        run.endOfB <= b.count, a[run.a..<run.endOfA] == b[run.b..<run.endOfB],
        end.count == 0 || run.a > end.endOfA || run.b > end.endOfB
      else { return false }
      end = run
    }
    return true
  }

  @Test func `the matched lines are equal, in order, and as many as can be`() {
    for seed in UInt64(0)..<6_000 {
      var random = SeededGenerator(seed: seed)
      let alphabet = Int.random(in: 1...8, using: &random)
      let a = Self.numbers(upTo: 24, of: alphabet, &random)
      let b = Self.numbers(upTo: 24, of: alphabet, &random)
      let runs = LineDiff(from: a, to: b).runs
      #expect(Self.isMatching(runs, a, b), "seed \(seed)")
      #expect(runs.reduce(0) { $0 + $1.count } == Self.longestLength(a, b), "seed \(seed)")
    }
  }

  @Test func `a longer text with many changes has as many matched lines as can be`() {
    for seed in UInt64(0)..<6 {
      var random = SeededGenerator(seed: seed)
      let a = (0..<400).map { _ in Int.random(in: 0..<40, using: &random) }
      var b = a
      for _ in 0..<60 {
        let start = Int.random(in: 0...b.count - 3, using: &random)
        b.replaceSubrange(
          start..<start + Int.random(in: 0...3, using: &random),
          with: Self.numbers(upTo: 3, of: 40, &random))
      }
      let runs = LineDiff(from: a, to: b).runs
      #expect(Self.isMatching(runs, a, b), "seed \(seed)")
      #expect(runs.reduce(0) { $0 + $1.count } == Self.longestLength(a, b), "seed \(seed)")
    }
  }

  @Test func `texts that differ too much still have a matching`() {
    for seed in UInt64(0)..<4 {
      var random = SeededGenerator(seed: seed)
      let a = (0..<2_000).map { _ in Int.random(in: 0..<2_000, using: &random) }
      let b = a.shuffled(using: &random)
      let runs = LineDiff(from: a, to: b).runs
      #expect(Self.isMatching(runs, a, b), "seed \(seed)")
      #expect(runs.reduce(0) { $0 + $1.count } > 10, "seed \(seed)")
    }
  }

  @Test func `an inserted line is taken as low as it can be`() {
    #expect(
      LineDiff(from: [1, 2, 2, 3], to: [1, 2, 2, 2, 3]).runs == [
        MatchedRun(a: 0, b: 0, count: 3), MatchedRun(a: 3, b: 4, count: 1),
      ])
    for seed in UInt64(0)..<3_000 {
      var random = SeededGenerator(seed: seed)
      let a = Self.numbers(upTo: 20, of: 3, &random)
      let b = Self.numbers(upTo: 20, of: 3, &random)
      var end = MatchedRun(a: 0, b: 0, count: 0)
      for run in LineDiff(from: a, to: b).runs {
        // Otherwise it could begin one line later.
        guard end.endOfA < run.a || end.endOfB < run.b else {
          end = run
          continue
        }
        if end.endOfA == run.a { #expect(b[end.endOfB] != b[run.b], "seed \(seed)") }
        if end.endOfB == run.b { #expect(a[end.endOfA] != a[run.a], "seed \(seed)") }
        end = run
      }
    }
  }

  @Test func `a text compared with itself is one run, and with nothing none`() {
    #expect(LineDiff(from: [1, 1, 2], to: [1, 1, 2]).runs == [MatchedRun(a: 0, b: 0, count: 3)])
    #expect(LineDiff(from: [], to: [1, 2]).runs == [])
    #expect(LineDiff(from: [1, 2], to: []).runs == [])
    #expect(LineDiff(from: [Int](), to: []).runs == [])
  }

  @Test func `two texts compare by all their bytes`() {
    let runs = LineDiff(from: Array("a\nb\r\nc"), to: Array("a\nb\nc")).runs
    #expect(runs == [MatchedRun(a: 0, b: 0, count: 1), MatchedRun(a: 2, b: 2, count: 1)])
  }

  // MARK: How much work it is

  @Test func `texts without a common line are not searched at all`() {
    let old = Array((0..<100_000).map { "old line \($0)\n" }.joined())
    let new = Array((0..<100_000).map { "new line \($0)\n" }.joined())
    let diff = LineDiff(from: old, to: new)
    #expect(diff.runs == [])
    #expect(diff.steps == 0)
  }

  /// Whether a search keeps to the bound that ``LineMatching`` promises: length times patience.
  private static func isWithinBound(_ diff: LineDiff, _ a: [Int], _ b: [Int]) -> Bool {
    let length = a.count + b.count
    return diff.steps <= length * LineMatching.patience(for: length)
  }

  @Test(arguments: [1_000, 10_000, 100_000])
  func `the same lines in another order take no more steps than length times patience`(
    count: Int
  ) {
    var random = SeededGenerator(seed: 1)
    let a = Array(0..<count)
    let b = a.shuffled(using: &random)
    let diff = LineDiff(from: a, to: b)
    #expect(Self.isMatching(diff.runs, a, b))
    #expect(Self.isWithinBound(diff, a, b), "\(diff.steps) steps")
  }

  @Test(arguments: [1_000, 10_000, 100_000])
  func `random texts of few lines take no more steps than length times patience`(count: Int) {
    var random = SeededGenerator(seed: 2)
    let a = (0..<count).map { _ in Int.random(in: 0..<50, using: &random) }
    let b = (0..<count).map { _ in Int.random(in: 0..<50, using: &random) }
    let diff = LineDiff(from: a, to: b)
    #expect(Self.isMatching(diff.runs, a, b))
    #expect(Self.isWithinBound(diff, a, b), "\(diff.steps) steps")
  }
}
