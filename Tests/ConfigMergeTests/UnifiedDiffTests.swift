import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct UnifiedDiffTests {
  private func text(_ lines: [Int], isOpen: Bool) -> [UInt8] {
    var text = lines.map { "\($0)\n" }.joined()
    if isOpen && !text.isEmpty { text.removeLast() }
    return Array(text.utf8)
  }

  private func written(_ lines: [UnifiedDiff.Line]) -> [UInt8] {
    lines.flatMap { $0.bytes + ($0.isOpen ? [] : [UInt8(ascii: "\n")]) }
  }

  /// The old text with the hunks put in, each where it says.
  private func applied(_ diff: UnifiedDiff, to old: [UInt8]) -> [UInt8] {
    let lines = LineText(old)
    var result: [UInt8] = []
    var next = 1
    for hunk in diff.hunks {
      result += lines.text(of: next - 1..<hunk.old.lowerBound - 1)
      result += written(hunk.lines.filter { $0.kind != .removed })
      next = hunk.old.upperBound
    }
    return result + lines.text(of: next - 1..<lines.lines.count)
  }

  @Test func `the hunks make one text of the other, and show what they say`() {
    for seed in UInt64(0)..<3_000 {
      var random = SeededGenerator(seed: seed)
      func some(_ count: Int) -> [Int] {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in
          Int.random(in: 0..<9, using: &random)
        }
      }
      let before = some(40)
      var after = before
      for _ in 0..<Int.random(in: 0...4, using: &random) where !after.isEmpty {
        let place = Int.random(in: 0..<after.count, using: &random)
        after.replaceSubrange(place..<min(after.count, place + 2), with: some(3))
      }
      let old = text(before, isOpen: Bool.random(using: &random))
      let new = text(after, isOpen: Bool.random(using: &random))
      let context = Int.random(in: 0...3, using: &random)
      let diff = UnifiedDiff(from: old, to: new, context: context)
      #expect(applied(diff, to: old) == new, "seed \(seed)")
      #expect(diff.hunks.isEmpty == (old == new), "seed \(seed)")
      for hunk in diff.hunks {
        #expect(hunk.lines.count { $0.kind != .added } == hunk.old.count, "seed \(seed)")
        #expect(hunk.lines.count { $0.kind != .removed } == hunk.new.count, "seed \(seed)")
        let head = hunk.lines.prefix { $0.kind == .context }.count
        #expect(head <= context, "seed \(seed)")
        #expect(
          written(hunk.lines.filter { $0.kind != .added })
            == Array(LineText(old).text(of: hunk.old.lowerBound - 1..<hunk.old.upperBound - 1)),
          "seed \(seed)")
      }
    }
  }

  @Test func `places are counted as diff counts them`() {
    let diff = UnifiedDiff(from: Array("a\nb\n".utf8), to: [])
    #expect(diff.hunks.map(\.place) == ["-1,2 +0,0"])
    #expect(UnifiedDiff(from: [], to: Array("a\n".utf8)).hunks.map(\.place) == ["-0,0 +1"])
    let long = (1...20).map { "\($0)\n" }
    let changed = long.map { ["3\n", "18\n"].contains($0) ? "x\n" : $0 }
    #expect(
      UnifiedDiff(from: Array(long.joined().utf8), to: Array(changed.joined().utf8)).hunks.map(
        \.place) == ["-1,6 +1,6", "-15,6 +15,6"])
  }

  @Test func `a carriage return is shown where only one side has them`() {
    let diff = UnifiedDiff(from: Array("a\r\n".utf8), to: Array("a\n".utf8))
    #expect(diff.hunks[0].lines.map(\.bytes) == [Array("a\r".utf8), Array("a".utf8)])
    let both = UnifiedDiff(from: Array("a\r\n".utf8), to: Array("b\r\n".utf8))
    #expect(both.hunks[0].lines.map(\.bytes) == [Array("a".utf8), Array("b".utf8)])
  }
}
