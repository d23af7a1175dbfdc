import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct LineMergeTests {
  private func merged(
    _ base: String, _ local: String, _ upgrade: String, _ choice: LineMerge.Choice = .local
  ) -> String {
    let merge = LineMerge(base: Array(base), local: Array(local), upgrade: Array(upgrade))
    return String(decoding: merge.bytes { _ in choice }, as: UTF8.self)
  }

  private func conflicts(_ base: String, _ local: String, _ upgrade: String) -> Int {
    LineMerge(base: Array(base), local: Array(local), upgrade: Array(upgrade)).conflicts.count
  }

  @Test func `three equal texts merge to themselves`() {
    for seed in UInt64(0)..<2_000 {
      var sample = SampleLines(seed: seed)
      let text = sample.text(sample.lines(upTo: 12))
      let merge = LineMerge(base: text, local: text, upgrade: text)
      #expect(merge.bytes { _ in .bytes([]) } == text, "seed \(seed)")
      #expect(merge.chunks.count == (text.isEmpty ? 0 : 1), "seed \(seed)")
    }
  }

  @Test func `with an upgrade that changed nothing the local text stays, byte for byte`() {
    for seed in UInt64(0)..<6_000 {
      var sample = SampleLines(seed: seed)
      let lines = sample.lines(upTo: 12)
      let base = sample.text(lines)
      let local = sample.text(sample.changed(lines))
      let merge = LineMerge(base: base, local: local, upgrade: base)
      #expect(merge.bytes { _ in .bytes([]) } == local, "seed \(seed)")
      #expect(merge.conflicts == [], "seed \(seed)")
    }
  }

  @Test func `without a local change the upgrade is taken, up to terminators`() {
    for seed in UInt64(0)..<6_000 {
      var sample = SampleLines(seed: seed)
      let lines = sample.lines(upTo: 12)
      let base = sample.text(lines)
      let upgrade = sample.text(sample.changed(lines))
      let merge = LineMerge(base: base, local: base, upgrade: upgrade)
      let merged = LineText(merge.bytes { _ in .bytes([]) })
      #expect(merged.contents == LineText(upgrade).contents, "seed \(seed)")
      #expect(merge.conflicts == [], "seed \(seed)")
    }
  }

  @Test(arguments: LineTerminator.allCases)
  func `without a local change the upgrade is taken as it is if all lines end alike`(
    terminator: LineTerminator
  ) {
    for seed in UInt64(0)..<3_000 {
      var sample = SampleLines(seed: seed, terminators: [terminator])
      let lines = sample.lines(upTo: 12)
      let base = sample.text(lines)
      let upgrade = sample.text(sample.changed(lines))
      let merge = LineMerge(base: base, local: base, upgrade: upgrade)
      #expect(merge.bytes { _ in .bytes([]) } == upgrade, "seed \(seed)")
    }
  }

  @Test func `the same change on both sides is no conflict, and local stays`() {
    for seed in UInt64(0)..<3_000 {
      var sample = SampleLines(seed: seed, terminators: [.lineFeed])
      let lines = sample.lines(upTo: 12)
      let base = sample.text(lines)
      let both = sample.text(sample.changed(lines))
      let merge = LineMerge(base: base, local: both, upgrade: both)
      #expect(merge.conflicts == [], "seed \(seed)")
      #expect(merge.bytes { _ in .bytes([]) } == both, "seed \(seed)")
    }
  }

  @Test(.tags(.sweep), .exceptQuick)
  func `the chunks cover all three texts in order, and are what they say`() {
    for seed in UInt64(0)..<6_000 {
      var sample = SampleLines(seed: seed)
      let lines = sample.lines(upTo: 14)
      let (local, upgrade) = (sample.changed(lines), sample.changed(lines))
      let merge = LineMerge(
        base: sample.text(lines), local: sample.text(local), upgrade: sample.text(upgrade))
      var ends: [LineMerge.Side: Int] = [:]
      var wasSame: Bool?
      for chunk in merge.chunks {
        for side in LineMerge.Side.allCases {
          #expect(chunk.lines(of: side).lowerBound == ends[side, default: 0], "seed \(seed)")
          ends[side] = chunk.lines(of: side).upperBound
        }
        let texts = LineMerge.Side.allCases.map { side in
          chunk.lines(of: side).map { merge.text(of: side).contents[$0] }
        }
        let isSame: Bool
        switch chunk {
        case .same:
          isSame = true
          #expect(texts[0] == texts[1] && texts[0] == texts[2] && texts[0] != [], "seed \(seed)")
        case .local:
          isSame = false
          #expect(texts[0] != texts[1] && texts[0] == texts[2], "seed \(seed)")
        case .upgrade:
          isSame = false
          #expect(texts[0] == texts[1] && texts[0] != texts[2], "seed \(seed)")
        case .agreed:
          isSame = false
          #expect(texts[0] != texts[1] && texts[1] == texts[2], "seed \(seed)")
        case .conflict:
          isSame = false
          #expect(Set(texts).count == 3, "seed \(seed)")
        }
        #expect(wasSame != isSame, "seed \(seed)")
        wasSame = isSame
      }
      for side in LineMerge.Side.allCases {
        #expect(ends[side, default: 0] == merge.text(of: side).lines.count, "seed \(seed)")
      }
    }
  }

  @Test func `a line that only the upgrade changed is taken`() {
    #expect(merged("a\nb\nc\n", "a\nb\nc\n", "a\nB\nc\n") == "a\nB\nc\n")
  }

  @Test func `changes in different places are both there`() {
    #expect(merged("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nd\ne\n") == "A\nb\nc\nd\ne\n")
    #expect(conflicts("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nd\ne\n") == 0)
  }

  @Test func `changes of neighbouring lines are one conflict`() {
    #expect(conflicts("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n") == 1)
    #expect(conflicts("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n") == 0)
    #expect(conflicts("a\nb\n", "a\nx\nb\n", "a\ny\nb\n") == 1)
    #expect(conflicts("a\nb\n", "a\nx\nb\n", "a\nB\n") == 1)
  }

  @Test(arguments: [
    (LineMerge.Choice.local, "a\nL\nc\n"), (.upgrade, "a\nU\nc\n"), (.base, "a\nb\nc\n"),
    (.both, "a\nL\nU\nc\n"), (.bytes(Array("X")), "a\nX\nc\n"), (.bytes([]), "a\nc\n"),
  ])
  func `a conflict becomes what was chosen`(choice: LineMerge.Choice, expected: String) {
    #expect(merged("a\nb\nc\n", "a\nL\nc\n", "a\nU\nc\n", choice) == expected)
  }

  @Test func `each conflict is asked for once, in order`() {
    let merge = LineMerge(
      base: Array("a\nb\nc\nd\ne\n"), local: Array("1\nb\n2\nd\n3\n"),
      upgrade: Array("4\nb\nc\nd\n5\n"))
    var asked: [Int] = []
    let bytes = merge.bytes {
      asked.append($0)
      return $0 == 0 ? .upgrade : .both
    }
    #expect(asked == [0, 1])
    #expect(merge.conflicts == [0, 4])
    #expect(bytes == Array("4\nb\n2\nd\n3\n5\n"))
    #expect(merge.firstLine(of: .local, inChunk: merge.conflicts[1]) == 5)
    #expect(Array(merge.text(of: .upgrade, inChunk: merge.conflicts[1])) == Array("5\n"))
  }

  @Test func `lines of the upgrade end as most local lines do`() {
    #expect(merged("a\nb\n", "a\r\nb\r\n", "a\nx\ny\nb\n") == "a\r\nx\r\ny\r\nb\r\n")
    #expect(merged("a\r\nb\r\n", "a\nb\n", "a\r\nB\r\n") == "a\nB\n")
    #expect(merged("a\nb\nc\n", "a\nL\r\nc\n", "a\nU\r\nc\n", .both) == "a\nL\r\nU\nc\n")
  }

  @Test func `a missing last terminator stays missing unless the upgrade changed the end`() {
    #expect(merged("a\nb\n", "a\nb", "A\nb\n") == "A\nb")
    #expect(merged("a\nb", "a\nb", "A\nb\n") == "A\nb\n")
    #expect(merged("a\nb\n", "a\nb", "a\nB\n") == "a\nB\n")
    #expect(merged("a\nb\n", "a\nb\n", "a\nB") == "a\nB")
    #expect(merged("a\nb", "a\nb", "a\nb\nc") == "a\nb\nc")
    #expect(merged("a\nb", "a\nb", "a") == "a")
    #expect(merged("a\nb", "a\nL", "a\nU", .both) == "a\nL\nU")
    #expect(merged("a\nb", "a\nL", "a\nU", .bytes(Array("X"))) == "a\nX")
    #expect(merged("a\nb", "a\nL", "a\nU", .bytes(Array("X\n"))) == "a\nX\n")
    #expect(merged("a\nb\n", "a\nL\n", "a\nU\n", .bytes(Array("X"))) == "a\nX\n")
  }

  @Test func `a carriage return and a line feed of two lines do not become one terminator`() {
    #expect(merged("a\rb\nc\n", "a\rb\nc\n", "a\n\nb\nc\n") == "a\r\r\nb\nc\n")
  }

  @Test func `empty texts merge`() {
    #expect(merged("", "", "") == "")
    #expect(merged("", "", "a\r\nb") == "a\r\nb")
    #expect(merged("", "a\n", "") == "a\n")
    #expect(merged("a\n", "", "a\n") == "")
    #expect(merged("a\n", "a\n", "") == "")
    #expect(conflicts("", "a\n", "b\n") == 1)
    #expect(conflicts("a\n", "", "b\n") == 1)
  }
}
