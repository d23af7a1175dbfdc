import TestSupport
import Testing

@testable import Presentation

/// Values that are shown where they differ.
@Suite(.tags(.unit)) struct ExcerptTests {
  private func excerpts(
    _ base: String?, _ local: String?, _ upgrade: String?, width: Int = 60
  ) -> [String?] {
    Excerpts.oneLine(base: base, local: local, upgrade: upgrade, width: width)
  }

  private static let words = (1...400).map { "word\($0)" }

  /// The words with another one in a place, as a text of many lines.
  private func prompt(_ place: Int, _ word: String) -> String {
    var words = Self.words
    words[place] = word
    return words.joined(separator: place.isMultiple(of: 2) ? " " : "\n") + "\n"
  }

  @Test func `short values are shown as they are, in one line`() {
    #expect(excerpts("a", "a  b\n", nil) == ["a", "a b", nil])
    #expect(excerpts(nil, "", "x") == [nil, "", "x"])
    #expect(excerpts("1", "2", "2") == ["1", "2", "2"])
  }

  @Test(arguments: [0, 1, 3, 150, 151, 398, 399])
  func `long values are shown at the first word that differs`(place: Int) throws {
    let sides = excerpts(
      prompt(place, "before"), prompt(place, "mine"), prompt(place, "theirs"))
    for (side, word) in zip(sides, ["before", "mine", "theirs"]) {
      let side = try #require(side)
      #expect(side.contains(word) && side.count <= 60, "\(side)")
      #expect(side.hasPrefix("…") == (place > 1) && side.hasSuffix("…") == (place < 398), "\(side)")
      // The word stands where a narrow terminal shows it too.
      let start = try #require(side.firstRange(of: word))
      #expect(side.distance(from: side.startIndex, to: start.lowerBound) <= 20)
    }
  }

  @Test func `a word that goes on beyond the width is shown from shortly before the difference`()
    throws
  {
    let long = String(repeating: "x", count: 900)
    let sides = excerpts(long, long + "1" + long, long + "2" + long)
    #expect(sides[1]?.contains("xxx1xxx") == true && sides[2]?.contains("xxx2xxx") == true)
    #expect(sides.allSatisfy { $0?.count ?? 0 <= 60 })
    // One is the beginning of the other.
    let longer = excerpts(nil, long, long + " and more")
    #expect(longer[1]?.hasSuffix("xxx") == true && longer[2]?.hasSuffix("x and more") == true)
    #expect(longer[1]?.hasPrefix("…x") == true)
  }

  @Test func `characters of several scalars are never cut in two`() throws {
    let flags = String(repeating: "🇩🇪", count: 100)
    let sides = excerpts(nil, flags + "🇫🇷" + flags, flags + "🇮🇹" + flags)
    #expect(sides[1]?.filter { $0 == "🇫🇷" }.count == 1, "\(sides)")
    #expect(sides[2]?.filter { $0 == "🇮🇹" }.count == 1, "\(sides)")
    #expect(sides[1].map { Set($0) } == ["…", "🇩🇪", "🇫🇷"])
  }

  @Test func `an empty side, or none, leaves the other one from its beginning`() {
    let text = Self.words.joined(separator: " ")
    for empty in ["", nil] {
      let sides = excerpts(nil, empty, text)
      #expect(sides[1] == empty && sides[2]?.hasPrefix("word1 word2") == true)
    }
    // What was deleted is shown where the other side changed it.
    let deleted = excerpts(prompt(200, "before"), nil, prompt(200, "theirs"))
    #expect(deleted[2]?.contains("theirs") == true && deleted[0]?.contains("before") == true)
  }

  @Test(
    arguments: [
      ("a b", "a b\n", "a·b", "a·b⏎"), ("a\n", "a\n\n", "a⏎", "a⏎⏎"),
      ("a b", "a  b", "a·b", "a··b"),
      ("a\n", "a\r\n", "a⏎", "a␍⏎"), ("a b", "a\tb", "a·b", "a→b"),
      ("a b", "a\u{A0}b", "a·b", "a<U+A0>b"),
      ("\u{E9}", "e\u{301}", "<U+E9>", "e<U+301>"),
    ])
  func `values that look the same are written so that they do not`(
    local: String, upgrade: String, shownLocal: String, shownUpgrade: String
  ) {
    #expect(excerpts(nil, local, upgrade) == [nil, shownLocal, shownUpgrade])
  }

  @Test func `what differs in blanks only, far behind, is shown there`() {
    let text = Self.words.joined(separator: " ")
    let sides = excerpts(text, text + "\n", text + "\n\n")
    #expect(sides[1]?.hasSuffix("word400⏎") == true && sides[2]?.hasSuffix("word400⏎⏎") == true)
  }

  // MARK: Lines

  private func lines(_ local: String?, _ upgrade: String?) -> [[String]?] {
    Excerpts.lines(base: nil, local: local, upgrade: upgrade, count: 20)
  }

  @Test func `a few lines are shown as they are`() {
    #expect(lines("a\n  b", nil) == [nil, ["a", "  b"], nil])
    #expect(lines("a\n", "a") == [nil, ["a", ""], ["a"]])
    #expect(lines("a ", "a") == [nil, ["a·"], ["a"]])
  }

  @Test(arguments: [0, 7, 150, 399])
  func `of many lines those around the first that differs are shown`(place: Int) throws {
    func text(_ word: String) -> String {
      var lines = Self.words
      lines[place] = word
      return lines.joined(separator: "\n")
    }
    let sides = lines(text("mine"), text("theirs"))
    #expect(try #require(sides[1]).contains("mine") && #require(sides[2]).contains("theirs"))
    let shown = try #require(sides[1])
    #expect(shown.count <= 22 && shown.first?.hasPrefix("…") == (place > 5))
    #expect(shown.last?.hasPrefix("… and") == (place < 390))
  }

  @Test func `a long line is cut around the word that differs`() throws {
    let text = Self.words.joined(separator: " ")
    let sides = lines("x\n" + text + " mine\nz", "x\n" + text + " theirs\nz")
    let (local, upgrade) = (try #require(sides[1]), try #require(sides[2]))
    #expect(local.count == 3 && local[1].hasSuffix("word400 mine") && local[1].hasPrefix("…"))
    #expect(upgrade[1].hasSuffix("word400 theirs") && upgrade[1].count <= 160)
  }
}
