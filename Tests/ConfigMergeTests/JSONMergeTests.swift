import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct JSONMergeTests {
  private func merge(_ base: String?, _ local: String, _ upgrade: String) -> MergedFile {
    ThreeWayMergeTests.merge(base, local, upgrade, .json)
  }

  @Test func `entries come and go on their lines, indented as they are here`() {
    let merged = merge(
      "{\n  \"a\": 1,\n  \"b\": {\"x\": [1, 2]},\n  \"c\": 3\n}\n",
      "{\n\t\"a\": 2,\n\t\"b\": {\"x\": [1, 2]},\n\t\"c\": 3,\n\t\"mine\": null\n}",
      "{\n  \"a\": 1,\n  \"b\": {\"x\": [1, 2, 5]},\n  \"d\": {\n    \"y\": [\n      true\n    ]\n  }\n}\n"
    )
    #expect(merged.conflicts.isEmpty && merged.method == .structure)
    #expect(
      ThreeWayMergeTests.text(merged)
        == "{\n\t\"a\": 2,\n\t\"b\": {\"x\": [1, 2, 5]},\n\t\"d\": {\n\t\t\"y\": [\n\t\t\ttrue\n\t\t]\n\t},\n"
        + "\t\"mine\": null\n}")
  }

  @Test func `an empty list or map is filled as the file is written`() {
    #expect(
      ThreeWayMergeTests.text(
        merge(
          "{\n    \"m\": {}\n}\n", "{\n    \"m\": {},\n    \"n\": 1\n}\n",
          "{\n  \"m\": {\n    \"a\": [1]\n  }\n}\n"))
        == "{\n    \"m\": {\n        \"a\": [1]\n    },\n    \"n\": 1\n}\n")
    #expect(
      ThreeWayMergeTests.text(merge("{\"m\":[]}", "{\"m\":[],\"n\":1}", "{\"m\":[1,2]}"))
        == "{\"m\":[1, 2],\"n\":1}")
    #expect(
      ThreeWayMergeTests.text(
        merge("{\"m\": [1], \"n\": 1}", "{\"m\": [1], \"n\": 2}", "{\"m\": [], \"n\": 1}"))
        == "{\"m\": [], \"n\": 2}")
  }

  @Test func `values are compared by what they mean`() {
    let merged = merge(
      #"{"a": "\u00e9", "b": "\/x", "c": "😀"}"#, #"{"a": "é", "b": "/x", "c": "\ud83d\ude00"}"#,
      #"{"a": "e", "b": "/x", "c": "😀", "d": 1}"#)
    #expect(merged.conflicts.isEmpty)
    #expect(
      ThreeWayMergeTests.text(merged).hasPrefix(#"{"a": "e", "b": "/x", "c": "\ud83d\ude00""#))
    // One letter, and a letter with an accent after it.
    #expect(!merge(#"{"a": "é"}"#, #"{"a": "e\#u{301}"}"#, #"{"a": "x"}"#).conflicts.isEmpty)
  }

  @Test func `conflicts have paths, and their own answers`() {
    let merged = ThreeWayMergeTests.merge(
      #"{"s": {"n": 1, "l": [1]}}"#, #"{"s": {"n": 2, "l": [2]}}"#, #"{"s": {"n": 3, "l": [3]}}"#,
      .json
    ) { $0.path == "s.n" ? .upgrade : .both }
    #expect(merged.conflicts.map(\.conflict.path) == ["s.n", "s.l"])
    #expect(ThreeWayMergeTests.text(merged) == #"{"s": {"n": 3, "l": [2, 3]}}"#)
  }

  @Test(
    arguments: [
      "", "{", "{\"a\"}", "{,}", "[1,,]", "[1 2]", "{a: 1}", "[01]", "[1.]", "[+1]", "['a']",
      "[\"\\x\"]",
      "[\"\\ud800\"]", "[\"a\nb\"]", "nul", "[1] 2", "{\"a\": tru}", "[-]", "[1e]",
    ])
  func `what is no JSON is refused with its place`(text: String) {
    let error = #expect(throws: ParseError.self) { try ParsedText(json: Array(text.utf8)) }
    #expect(error.map { $0.line >= 1 && $0.column >= 1 && !"\($0.fault)".isEmpty } ?? false)
  }

  @Test(arguments: [201, 1_000_001])
  func `more of it than anybody can mean is one conflict`(count: Int) {
    let upgrade =
      count > 1_000
      ? "[" + String(repeating: "0,", count: count) + "0]" : String(repeating: "[", count: count)
    let merged = merge("[1]", "[2]", upgrade)
    #expect(merged.conflicts.map(\.conflict.kind) == [.wholeFile])
    #expect(merged.words.contains("more than"))
  }

  @Test func `the tokens joined are the file`() throws {
    for text in [
      "{\"a\" : [ 1 ,\r\n 2.5e-3, -0 ] }\n", "\u{FEFF}[]", " \"x\\u00e9\\n\" ", "[[[]],{}]",
    ] {
      #expect(try ParsedText(json: Array(text.utf8)).tokens.last?.end == text.utf8.count)
    }
  }
}
