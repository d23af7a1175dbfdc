import TestSupport
import Testing

@testable import Presentation

/// Long values in which each side changed a part.
@Suite(.tags(.unit)) struct DisagreementTests {
  private static let words = (1...400).map { "word\($0)" }

  /// A block text of the words with others in some places.
  private func prompt(
    _ changes: [Int: String], header: String = "|", indent: Int = 2, perLine: Int = 8
  ) -> String {
    var words = Self.words
    for (place, word) in changes { words[place] = word }
    let lines = stride(from: 0, to: words.count, by: perLine).map {
      String(repeating: " ", count: indent)
        + words[$0..<min($0 + perLine, words.count)].joined(separator: " ")
    }
    return ([header] + lines).joined(separator: "\n")
  }

  private func oneLine(_ base: String?, _ local: String?, _ upgrade: String?) -> [String] {
    Excerpts.oneLine(base: base, local: local, upgrade: upgrade).map { $0 ?? "" }
  }

  private func lines(_ base: String?, _ local: String?, _ upgrade: String?) -> [String] {
    Excerpts.lines(base: base, local: local, upgrade: upgrade, count: 20)
      .map { $0?.joined(separator: "\n") ?? "" }
  }

  @Test(arguments: ["|-", ">", "|2+"], [2, 4])
  func `a word that differs is shown, however the text is written`(header: String, indent: Int) {
    let base = prompt([300: "before"])
    let local = prompt([300: "mine"], header: header, indent: indent)
    let upgrade = prompt([300: "theirs"], perLine: 7)
    for shown in [oneLine(base, local, upgrade), lines(base, local, upgrade)] {
      #expect(shown[0].contains("before") && shown[1].contains("mine"))
      #expect(shown[2].contains("theirs"))
    }
    #expect(oneLine(base, local, upgrade).allSatisfy { $0.count <= 60 })
  }

  @Test func `a quotation mark at the beginning is no difference beside another one`() {
    let local = "\"" + prompt([300: "mine"], header: "", indent: 0, perLine: 400).dropFirst()
    let upgrade = prompt([300: "theirs"], header: ">-")
    for shown in [oneLine(nil, local, upgrade), lines(nil, local, upgrade)] {
      #expect(shown[1].contains("mine") && shown[2].contains("theirs"))
    }
  }

  @Test func `where only the header differs it is shown`() {
    let (local, upgrade) = (prompt([:], header: "|-"), prompt([:], header: "|+"))
    for shown in [oneLine(nil, local, upgrade), lines(nil, local, upgrade)] {
      #expect(shown[1].hasPrefix("|-") && shown[2].hasPrefix("|+"))
    }
  }

  @Test(arguments: [(50, 300), (300, 50), (0, 399)])
  func `where each changed another part both are shown`(mine: Int, theirs: Int) {
    let base = prompt([mine: "first", theirs: "second"])
    let local = prompt([mine: "mine and more of it", theirs: "second"])
    let upgrade = prompt([mine: "first", theirs: "theirs"])
    for shown in [oneLine(base, local, upgrade), lines(base, local, upgrade)] {
      #expect(shown[0].contains("first") && shown[0].contains("second"))
      #expect(shown[1].contains("mine") && shown[1].contains("second"))
      #expect(shown[2].contains("first") && shown[2].contains("theirs"))
    }
    #expect(oneLine(base, local, upgrade).allSatisfy { $0.count <= 60 })
    #expect(
      lines(base, local, upgrade).allSatisfy { $0.split(separator: "\n").count <= 23 })
  }

  @Test func `two parts of one long line are both shown`() throws {
    func text(_ changes: [Int: String]) -> String {
      prompt(changes, header: "", indent: 0, perLine: 400)
    }
    let shown = lines(text([:]), text([50: "mine"]), text([300: "theirs"]))
    #expect(shown[1].contains("mine") && shown[1].contains("word301"))
    #expect(shown[2].contains("word51") && shown[2].contains("theirs"))
    #expect(shown.allSatisfy { $0.split(separator: "\n").allSatisfy { $0.count <= 160 } })
  }

  @Test func `parts near to each other are shown as one`() {
    let base = prompt([300: "first", 302: "second"])
    let local = prompt([300: "mine", 302: "second"])
    let upgrade = prompt([300: "first", 302: "theirs"])
    let shown = oneLine(base, local, upgrade)
    #expect(shown[1].contains("mine word302 second") && shown[2].contains("theirs"))
    #expect(shown[0].contains("first word302 second"))
  }

  @Test func `letters that look the same are told apart in lines too`() {
    #expect(lines(nil, "a\n\u{E9}", "a\ne\u{301}") == ["", "a\n<U+E9>", "a\ne<U+301>"])
  }

  @Test func `of three versions the places are those of each side's own change`() {
    func places(_ base: String?, _ local: String?, _ upgrade: String?) -> [[Int]]? {
      Disagreement.places([base, local, upgrade].map { $0.map { Array($0)[...] } })
    }
    #expect(places("abcdef", "aXXcdef", "abcdYf") == [[1, 4], [1, 5], [1, 4]])
    #expect(places("abcdef", "abcdYf", "acdef") == [[1, 4], [1, 4], [1, 3]])
    #expect(places("abc", "aXc", "aYc") == [[1], [1], [1]])
    #expect(places("abc", "aXc", nil) == [[1], [1], []])
    #expect(places(nil, "abc", "abd") == [[], [2], [2]])
    #expect(places("abc", "abd", "abd") == nil && places(nil, "abc", nil) == nil)
  }
}
