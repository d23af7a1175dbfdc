import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct JSONReadingTests {
  @Test(
    arguments: [
      ("{\"a\": [1, \"//\", \"/*\", \",]\"]}", []), ("{} // c", .lineComments),
      ("/**/[1/***/,2//\n]", [.lineComments, .blockComments]), ("[1,]", .trailingCommas),
      ("{\"a\": 1 , /* x */ }", [.blockComments, .trailingCommas]), ("[[],]", .trailingCommas),
    ] as [(String, JSONFeatures)])
  func `a text says what it has beyond strict JSON`(text: String, features: JSONFeatures) throws {
    let read = try ParsedText(json: Array(text.utf8))
    #expect(read.features == features)
    #expect(read.tokens.last?.end == text.utf8.count)
  }

  @Test(
    arguments: [
      ("{a: 1}", .unquotedKey),
      ("{'a': 1}", .singleQuotedKey),
      ("{\n  # c\n  \"a\": 1}", .hashComment),
      ("{\"a\": 1 # c\n}", .hashComment),
      ("[1] # c", .hashComment),
      ("[#\n]", .hashComment),
      ("{\"a\" / 1}", .loneSlash),
      ("[1, 2 /* c ]", .unterminatedComment), ("/*/ 1", .unterminatedComment),
      ("{,}", .missingKey), ("{\"a\": 1,,}", .missingKey),
      ("[,]", .missingValue), ("{\"a\": }", .missingValue),
      ("['x']", .singleQuotedText),
      ("[0x1F]", .badNumber("0x1F", isHexadecimal: true)),
      ("[+1]", .badNumber("+1", isHexadecimal: false)), ("[Infinity]", .badValue("Infinity")),
      ("// nothing\n", .missingValue), ("{\"a\": 1", .missingComma(or: "}")),
      ("{\"a\": 1,", .missingBrace),
    ] as [(String, ParseFault)])
  func `what is refused is refused by its name`(text: String, fault: ParseFault) {
    let error = #expect(throws: ParseError.self) { try ParsedText(json: Array(text.utf8)) }
    #expect(error?.fault == fault)
  }

  @Test func `a comment that is not UTF-8 is refused`() {
    #expect(throws: ParseError.self) { try ParsedText(json: Array("1 // ".utf8) + [0xFF]) }
  }

  @Test(
    arguments: ["a.json", "settings.jsonc", "x.code-workspace", "b.json5", "my.code-snippets"])
  func `settings of editors are JSON by their names`(name: String) {
    #expect(ConfigFormat(fileName: name) == .json)
  }

  @Test func `a file with comments can be loaded`() {
    #expect(ConfigReading(Array("{\"a\": 1, // c\n}".utf8), as: .json) == .loads(doubleKeys: 0))
    #expect(
      ConfigReading(Array("{a: 1}".utf8), as: .json)
        == .fails(.parse(ParseError(line: 1, column: 2, .unquotedKey))))
  }

  @Test(arguments: ["{\n  a: 1,\n  \"b\": 1\n}\n", "{\n  \"a\": 1\n  \"b\": 1\n}\n"])
  func `JSON that cannot be read is one conflict on whichever side it is`(broken: String) {
    let (base, other) = ("{\n  \"a\": 1,\n  \"b\": 1\n}\n", "{\n  \"a\": 1,\n  \"b\": 2\n}\n")
    for sides in [(base, broken, other), (base, other, broken), (broken, base, other)] {
      let merged = ThreeWayMergeTests.merge(sides.0, sides.1, sides.2, .json)
      #expect(merged.conflicts.map(\.conflict.kind) == [.wholeFile])
      #expect(merged.words.contains("cannot be read: line"))
      #expect(ThreeWayMergeTests.text(merged) == sides.1)
    }
    // Where one side did nothing, there is nothing to ask.
    #expect(ThreeWayMergeTests.merge(base, base, broken, .json).conflicts.isEmpty)
    #expect(ThreeWayMergeTests.merge(broken, base, broken, .json).conflicts.isEmpty)
  }

  @Test(arguments: ["2,", "2} // {", "2, \"b\": 3", "2 // x", ""])
  func `an answer that is no value is none`(answer: String) {
    let merged = ThreeWayMergeTests.merge(
      "{\"a\": 1}", "{\"a\": 3}", "{\"a\": 4}", .json
    ) { _ in .text(answer) }
    #expect(ThreeWayMergeTests.text(merged) == "{\"a\": 3}")
    #expect(merged.conflicts.map(\.resolution) == [nil])
  }

  @Test func `an answer to a strict file leaves its comments behind`() {
    let merged = ThreeWayMergeTests.merge(
      "{\"a\": 1}", "{\"a\": 3}", "{\"a\": 4}", .json
    ) { _ in .text("[1, /* two */ 2]") }
    #expect(ThreeWayMergeTests.text(merged) == "{\"a\": [1, 2]}")
  }
}
