import TestSupport
import Testing

@testable import ConfigMerge

/// Characters that YAML 1.1 has as line breaks, and YAML 1.2 as characters like others.
@Suite(.tags(.unit)) struct LineSeparatorTests {
  static let separators = ["\u{85}", "\u{2028}", "\u{2029}"]

  /// A file with one of them wherever a text can have one.
  private func sample(_ s: String) -> String {
    """
    # a comment\(s)# and b: 1
    plain: one\(s)two  # beside\(s)it
    single: 'one\(s)two'
    double: "one\(s)two\\n"
    literal: |
      one\(s)two
      \(s)three
    folded: >-
      one\(s)two

      three
    key\(s)of: [a\(s), {b\(s)c: \(s)d}]
    last: 1

    """
  }

  @Test(arguments: separators) func `they are characters of the text that they are in`(
    separator s: String
  ) throws {
    let value = try #require(try YAMLValue.read(Array(sample(s).utf8)))
    #expect(value["plain"]?.text == "one\(s)two")
    #expect(value["single"]?.text == "one\(s)two")
    #expect(value["double"]?.text == "one\(s)two\n")
    #expect(value["literal"]?.text == "one\(s)two\n\(s)three\n")
    #expect(value["folded"]?.text == "one\(s)two\nthree")
    #expect(value["key\(s)of"]?.items?.first?.text == "a\(s)")
    #expect(value["key\(s)of"]?.items?.last?["b\(s)c"]?.text == "\(s)d")
    #expect(value.entries?.map(\.line) == [2, 3, 4, 5, 8, 12, 13])
  }

  @Test(arguments: separators) func `the tokens joined are the file`(separator s: String) throws {
    let text = try ParsedText(yaml: Array(sample(s).utf8))
    #expect(text.tokens.last?.end == sample(s).utf8.count)
    #expect(text.tokens.count { $0.kind == .comment } == 2)
  }

  @Test(arguments: separators) func `a merge keeps every byte, and brings those of the release`(
    separator s: String
  ) {
    let base = sample(s)
    let local = base.replacing("last: 1", with: "last: 2") + "# mine\(s)too\n"
    let upgrade = base.replacing("one\(s)two'", with: "one\(s)three'")
      .replacing("plain: one\(s)two", with: "new: x\(s)y\nplain: one\(s)two")
    let merged = ThreeWayMergeTests.merge(base, local, upgrade)
    #expect(merged.method == .structure && merged.conflicts.isEmpty)
    #expect(
      ThreeWayMergeTests.text(merged)
        == local.replacing("one\(s)two'", with: "one\(s)three'")
        .replacing("plain: one\(s)two", with: "new: x\(s)y\nplain: one\(s)two"))
  }

  @Test(arguments: separators) func `a conflict is at the line on which an editor has it`(
    separator s: String
  ) throws {
    let base = "# c\(s)d\na: 'x\(s)y'\nb: 1\n"
    let merged = ThreeWayMergeTests.merge(
      base, base.replacing("1", with: "2"), base.replacing("1", with: "3"))
    let conflict = try #require(merged.conflicts.first?.conflict)
    #expect(conflict.path == "b" && conflict.local?.line == 3)
  }

  @Test(arguments: separators) func `one that differs is a difference`(separator s: String) {
    let (base, local) = ("a: 'x y'\nb: 1\n", "a: 'x\(s)y'\nb: 1\n")
    #expect(ThreeWayMergeTests.merge(base, local, "a: z\nb: 1\n").conflicts.count == 1)
    let merged = ThreeWayMergeTests.merge(base, local, "a: 'x y'\nb: 2\n")
    #expect(ThreeWayMergeTests.text(merged) == "a: 'x\(s)y'\nb: 2\n")
  }

  @Test func `an escape for one is the same text, and the user's quotation marks stay`() throws {
    let value = try #require(try YAMLValue.read(Array("a: \"x\\u2028y\"\nb: 'x\u{2028}y'\n".utf8)))
    #expect(value["a"] == value["b"])
    let merged = ThreeWayMergeTests.merge("a: 'x'\n", "a: 'x' # c\n", "a: \"x\\Ly\"\n")
    #expect(ThreeWayMergeTests.text(merged) == "a: \"x\\Ly\" # c\n")
  }

  @Test func `no other character is taken for one`() throws {
    // Those that would stand in first, as they are and as escapes.
    let text =
      "a: \"\u{E000}\\uE001\\U0000e002\u{2028}\"\nb: '\u{378}\u{85}'\nc: \"\\x85\\u0379\"\n"
    let value = try #require(try YAMLValue.read(Array(text.utf8)))
    #expect(value["a"]?.text == "\u{E000}\u{E001}\u{E002}\u{2028}")
    #expect(value["b"]?.text == "\u{378}\u{85}")
    #expect(value["c"]?.text == "\u{85}\u{379}")
  }

  @Test func `where every other character is in use, the file is read as libyaml does`() throws {
    let used = String(String.UnicodeScalarView((0xA1...0x7FF).compactMap { Unicode.Scalar($0) }))
    #expect(LineSeparators(in: Array("# \(used)\u{85}".utf8)) == nil)
    #expect(LineSeparators(in: Array("# \(used)\u{2028}".utf8)) != nil)
  }
}
