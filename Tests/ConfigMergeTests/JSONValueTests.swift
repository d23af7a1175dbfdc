import ConfigMerge
import TestSupport
import Testing

/// Reading and writing again gives the same text.
@Suite(.tags(.unit)) struct JSONValueTests {
  static let texts = [
    "{}\n", "[]\n", "null\n", "\"a\"\n",
    """
    {
      "zebra": 1.0,
      "apple": 123456789012345678901234567890,
      "list": [
        -0,
        1e300,
        true,
        {
          "a": null,
          "a": []
        }
      ],
      "é \\" \\\\ \\n \\u0001 🜁": ""
    }

    """,
  ]

  @Test(arguments: texts)
  func `order, doubles and the spelling of numbers stay`(text: String) throws {
    #expect(String(decoding: try JSONValue(Array(text.utf8)).written, as: UTF8.self) == text)
  }

  @Test func `layout and escapes are those of one form`() throws {
    let text = "\u{FEFF}{\"b\":[1 ,2],\r\n\t\"\\u00e9\\/\" : {} /* that */ }"
    #expect(
      String(decoding: try JSONValue(Array(text.utf8)).written, as: UTF8.self)
        == "{\n  \"b\": [\n    1,\n    2\n  ],\n  \"é/\": {}\n}\n")
  }

  @Test(arguments: ["", "{", "no JSON", "{\"a\" 1}", "[01]", "\u{0}"])
  func `what is no JSON is refused with its place`(text: String) {
    let error = #expect(throws: ParseError.self) { try JSONValue(Array(text.utf8)) }
    #expect(error?.line == 1)
  }

  @Test func `of a key that is there twice the last counts, and is the one that is set`() throws {
    var entries = try #require(try JSONValue(Array("{\"a\": 1, \"b\": 2, \"a\": 3}".utf8)).entries)
    #expect(entries["a"] == .word("3"))
    entries["a"] = .word("4")
    entries["c"] = .null
    #expect(entries.map(\.key) == ["a", "b", "a", "c"] && entries["a"] == .word("4"))
    entries["a"] = nil
    #expect(entries.map(\.key) == ["b", "c"])
  }
}
