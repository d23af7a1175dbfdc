import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct LineTextTests {
  @Test(arguments: [
    ("", []), ("a", ["a"]), ("a\n", ["a\n"]), ("\n", ["\n"]), ("a\r\nb", ["a\r\n", "b"]),
    ("a\rb\n", ["a\r", "b\n"]), ("\r\r\n\n\r", ["\r", "\r\n", "\n", "\r"]),
  ])
  func `a line ends after its terminator, and the last may have none`(
    text: String, lines: [String]
  ) {
    let split = LineText(Array(text))
    #expect(split.lines.map { String(decoding: split.bytes[$0], as: UTF8.self) } == lines)
  }

  @Test func `the lines joined are the text`() {
    for seed in UInt64(0)..<1_000 {
      var sample = SampleLines(seed: seed, terminators: LineTerminator.allCases)
      let lines = sample.lines(upTo: 12)
      let text = LineText(sample.text(lines))
      #expect(text.lines.flatMap { text.bytes[$0] } == text.bytes, "seed \(seed)")
      #expect(Array(text.text(of: text.lines.indices)) == text.bytes, "seed \(seed)")
      #expect(text.contents == lines, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("", nil), ("a", nil), ("a\nb\r\nc\r\n", LineTerminator.carriageReturnLineFeed),
    ("a\r\nb\n", .lineFeed), ("a\rb\rc\n", .carriageReturn), ("a\rb\r\n", .carriageReturnLineFeed),
  ])
  func `the dominant terminator is that of most lines`(text: String, expected: LineTerminator?) {
    #expect(LineText(Array(text)).dominantTerminator == expected)
  }

  @Test func `equal lines have equal numbers in every text of a table`() {
    var exact = LineTable(comparing: .exact)
    #expect(exact.numbers(of: LineText(Array("a\nb\na\na"))) == [0, 1, 0, 2])
    #expect(exact.numbers(of: LineText(Array("b\n\na\r\na\n"))) == [1, 3, 4, 0])
    #expect(exact.count == 5)
    var content = LineTable(comparing: .content)
    #expect(content.numbers(of: LineText(Array("a\nb\na\ra"))) == [0, 1, 0, 0])
    #expect(content.numbers(of: LineText(Array("b\n\na\r\n\r"))) == [1, 2, 0, 2])
  }
}
