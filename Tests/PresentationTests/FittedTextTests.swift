import TestSupport
import Testing

@testable import Presentation

@Suite(.tags(.unit)) struct FittedTextTests {
  @Test(arguments: [
    ("short", "short"), ("", ""), ("a\n\nb\n", "a\n\nb\n"),
    ("one two three four five", "one two three\n  four five"),
    ("  nam  one two three four", "  nam  one two\n       three\n       four"),
    (
      "  a rather long name  two  three four",
      "  a rather\n    long name \n    two  three\n    four"
    ),
    ("wordwithoutanyblanksinit", "wordwithoutanyblanksinit"),
    ("a wordwithoutanyblanksinit b", "a\n  wordwithoutanyblanksinit\n  b"),
    ("\u{1b}[1mone\u{1b}[0m two three", "\u{1b}[1mone\u{1b}[0m two three"),
  ]) func `lines end between words, and go on below their last column`(text: String, fitted: String)
  {
    #expect(
      Text.fitted(text, to: 14) == fitted.replacing(" \n", with: "\n"),
      "\(Text.fitted(text, to: 14))")
  }

  @Test(arguments: [
    ("run 'cortex gen list' now", "run\n  'cortex gen list'\n  now"),
    ("more ('cortex status' has all)", "more\n  ('cortex status'\n  has all)"),
    // What only looks like one.
    ("the 'open quote is text", "the 'open\n  quote is\n  text"),
    ("'short' words are words", "'short' words\n  are words"),
  ]) func `a command in quotes is not broken`(text: String, fitted: String) {
    #expect(Text.fitted(text, to: 14) == fitted, "\(Text.fitted(text, to: 14))")
  }

  @Test func `a sentence is not broken in a command either`() {
    #expect(
      Text.wrapped("now run 'cortex gen list' and look", to: 14)
        == "now run\n'cortex gen list'\nand look")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `no word is lost, and only a single one is longer than a line`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let text = (0..<40).map { _ in
      String(repeating: "x", count: .random(in: 1...12, using: &random))
        + (Int.random(in: 0..<9, using: &random) == 0
          ? "\n" : String(repeating: " ", count: .random(in: 1...3, using: &random)))
    }.joined()
    let width = Int.random(in: 1...60, using: &random)
    let fitted = Text.fitted(text, to: width)
    func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
    #expect(words(fitted) == words(text))
    for line in fitted.split(separator: "\n") where line.count > width {
      let trimmed = line.reversed().drop { $0 == " " }.reversed()
      #expect(trimmed.count <= width || words(String(line)).count == 1, "'\(line)'")
    }
  }
}
