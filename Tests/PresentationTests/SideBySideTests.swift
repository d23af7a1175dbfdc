import TestSupport
import Testing

@testable import Presentation

@Suite(.tags(.unit)) struct SideBySideTests {
  private func lines(_ random: inout SeededGenerator, _ most: Int) -> [String] {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in
      "\(Int.random(in: 0..<9, using: &random))"
    }
  }

  @Test func `both sides are the texts, line by line, and only what is the same is folded`() {
    for seed in UInt64(0)..<1_000 {
      var random = SeededGenerator(seed: seed)
      let old = lines(&random, 60)
      var new = old
      for _ in 0..<Int.random(in: 0...4, using: &random) where !new.isEmpty {
        let place = Int.random(in: 0..<new.count, using: &random)
        new.replaceSubrange(place..<min(new.count, place + 2), with: lines(&random, 3))
      }
      func text(_ lines: [String]) -> [UInt8] { Array(lines.map { $0 + "\n" }.joined().utf8) }
      let difference = SideBySide(from: text(old), to: text(new))
      let rows = difference.stretches.flatMap(\.rows)
      if old == new {
        #expect(rows.isEmpty, "seed \(seed)")
        continue
      }
      #expect(rows.compactMap(\.old?.text) == old, "seed \(seed)")
      #expect(rows.compactMap(\.new?.text) == new, "seed \(seed)")
      #expect(rows.compactMap(\.old?.number) == old.indices.map { $0 + 1 }, "seed \(seed)")
      #expect(rows.compactMap(\.new?.number) == new.indices.map { $0 + 1 }, "seed \(seed)")
      for stretch in difference.stretches where stretch.isFolded {
        #expect(stretch.rows.allSatisfy(\.isSame) && stretch.rows.count >= 3, "seed \(seed)")
      }
      for (index, row) in rows.enumerated() where !row.isSame {
        let near = rows[max(0, index - 3)...min(rows.count - 1, index + 3)]
        let folded = difference.stretches.filter(\.isFolded).flatMap(\.rows)
        #expect(near.allSatisfy { !folded.contains($0) }, "seed \(seed)")
      }
    }
  }

  @Test func `the pieces of a line are the line, and what is not marked is the same on both sides`()
  {
    for seed in UInt64(0)..<2_000 {
      var random = SeededGenerator(seed: seed)
      func line() -> String {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
          ["a", "bc", " ", ": ", "é", "12", "<", "_x"].randomElement(using: &random) ?? ""
        }.joined()
      }
      let (old, new) = (line(), line())
      let words = ChangedWords(from: old, to: new)
      #expect(words.old.map { String($0.text) }.joined() == old, "seed \(seed)")
      #expect(words.new.map { String($0.text) }.joined() == new, "seed \(seed)")
      func left(_ pieces: [ChangedWords.Piece]) -> String {
        pieces.filter { !$0.isChanged }.map { String($0.text) }.joined()
      }
      let isMarked = (words.old + words.new).contains(where: \.isChanged)
      if isMarked { #expect(left(words.old) == left(words.new), "seed \(seed)") }
    }
  }

  @Test(arguments: [
    ("timeout: 60", "timeout: 90", "timeout: [60]", "timeout: [90]"),
    ("a: [x, y]", "a: [x, y, z]", "a: [x, y]", "a: [x, y[, z]]"),
    ("first", "other", "first", "other"),
  ])
  func `words that changed are marked, unless the whole line is another one`(
    old: String, new: String, markedOld: String, markedNew: String
  ) {
    let words = ChangedWords(from: old, to: new)
    func marked(_ pieces: [ChangedWords.Piece]) -> String {
      pieces.map { $0.isChanged ? "[\($0.text)]" : String($0.text) }.joined()
    }
    #expect(marked(words.old) == markedOld)
    #expect(marked(words.new) == markedNew)
  }
}
