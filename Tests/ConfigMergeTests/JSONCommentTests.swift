import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct JSONCommentTests {
  /// Expects a merge without conflicts to give a text.
  private func expect(
    _ base: String?, _ local: String, _ upgrade: String, gives wanted: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade, .json)
    #expect(merged.conflicts.isEmpty, sourceLocation: sourceLocation)
    #expect(merged.method == .structure, sourceLocation: sourceLocation)
    #expect(ThreeWayMergeTests.text(merged) == wanted, sourceLocation: sourceLocation)
  }

  // MARK: What comes

  @Test func `a comma goes before the comment of what was last`() {
    expect(
      "{\n  \"a\": 1, // about a\n  \"b\": 2 // about b\n}\n",
      "{\n  \"a\": 3, // about a\n  \"b\": 2 // about b\n}\n",
      "{\n  \"a\": 1, // about a\n  \"b\": 2, // about b\n  // new\n  \"c\": 3 /* c */ // about c\n}\n",
      gives:
        "{\n  \"a\": 3, // about a\n  \"b\": 2, // about b\n  // new\n  \"c\": 3 // about c\n}\n")
  }

  @Test func `a comma at the end stays one, and none comes where there was none`() {
    let (base, changed) = ("{\n  \"a\": 1,\n  \"l\": [\n    1,\n  ],\n}\n", "{\n  \"a\": 2,\n}\n")
    expect(
      base, base.replacing("1,\n  \"l\"", with: "9,\n  \"l\""),
      "{\n  \"a\": 1,\n  \"l\": [\n    1,\n    2\n  ],\n  \"n\": [\n    3,\n  ]\n}\n",
      gives:
        "{\n  \"a\": 9,\n  \"l\": [\n    1,\n    2,\n  ],\n  \"n\": [\n    3,\n  ],\n}\n")
    expect("{\n  \"a\": 2\n}\n", "{\n  \"a\": 2\n}", changed, gives: "{\n  \"a\": 2\n}")
    expect(
      "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 3,\n  \"b\": 2\n}\n", "{\n  \"a\": 1,\n}\n",
      gives: "{\n  \"a\": 3\n}\n")
  }

  @Test func `to a strict file comments and commas at the end do not come`() {
    expect(
      "{\n  \"a\": 1\n}\n", "{\n  \"a\": 2\n}\n",
      """
      // head
      {
        "a": 1, // about a
        // about m
        "m": {
          // inside
          "x": /* why */ [ /* one */ 1, 2 /* two */, ],
          /* two
             lines */
          "y": "// no comment, ]", // y
        }, /* behind */
      }

      """,
      gives:
        "{\n  \"a\": 2,\n  \"m\": {\n    \"x\": [ 1, 2 ],\n    \"y\": \"// no comment, ]\"\n  }\n}\n"
    )
  }

  @Test func `only the kind of comment comes that the user's file has`() {
    expect(
      "{\n  \"a\": 1 // a\n}\n", "{\n  \"a\": 2 // a\n}\n",
      "{\n  \"a\": 1, // a\n  /* block */\n  \"b\": 1, /* b */ // line\n  // over c\n  \"c\": 1\n}\n",
      gives: "{\n  \"a\": 2, // a\n  \"b\": 1, // line\n  // over c\n  \"c\": 1\n}\n")
  }

  @Test func `a comment that both have is not doubled, and what is new stands below it`() {
    expect(
      "{\n  \"a\": 1,\n  // first\n  // second\n  \"b\": 2\n}\n",
      "{\n  \"a\": 1\n  // first\n  // second\n}\n",
      "{\n  \"a\": 1,\n  // first\n  \"n\": 3,\n  // second\n  \"b\": 2\n}\n",
      gives: "{\n  \"a\": 1,\n  // first\n  \"n\": 3\n  // second\n}\n")
    // Two entries that say the same above them.
    expect(
      "{\n  // port\n  \"a\": 1\n}\n", "{\n  // port\n  \"a\": 2\n}\n",
      "{\n  // port\n  \"n\": 0,\n  // port\n  \"a\": 1\n}\n",
      gives: "{\n  // port\n  \"n\": 0,\n  // port\n  \"a\": 2\n}\n")
  }

  @Test func `what was a comment and is an entry now does not stand in both`() {
    let base = "{\n  \"a\": 1, /* a */\n  // \"lib\": [], /* libraries */\n  \"z\": 1 /* z */\n}\n"
    let upgrade = base.replacing("// \"lib\": []", with: "\"lib\": [\"dom\"]")
    expect(
      base, base.replacing("\"a\": 1", with: "\"a\": 2"), upgrade,
      gives: upgrade.replacing("\"a\": 1", with: "\"a\": 2"))
    // The user has changed the comment: it stays.
    let mine = base.replacing("[],", with: "[\"es5\"],")
    expect(
      base, mine, upgrade,
      gives: mine.replacing(
        "  // \"lib\"", with: "  \"lib\": [\"dom\"], /* libraries */\n  // \"lib\""))
  }

  @Test func `lines of a longer comment are indented as the file is, and end as its lines do`() {
    expect(
      "{\r\n\t\"a\": 1 /* a */\r\n}\r\n", "\u{FEFF}{\r\n\t\"a\": 2 /* a */\r\n}\r\n",
      "{\n  \"a\": 1, /* a */\n  \"m\": {\n    /* one\n     * two */\n    \"x\": 1\n  }\n}\n",
      gives:
        "\u{FEFF}{\r\n\t\"a\": 2, /* a */\r\n\t\"m\": {\r\n\t\t/* one\r\n\t\t * two */\r\n"
        + "\t\t\"x\": 1\r\n\t}\r\n}\r\n")
  }

  @Test func `commented-out settings at the end stay there`() {
    expect(
      "{\n    \"tab\": 4,\n    \"eol\": \"n\"\n}\n",
      "{\n    \"tab\": 2, // team\n    \"eol\": \"n\"\n\n    // \"rulers\": [80],\n    // \"wrap\": 1\n}\n",
      "{\n    \"tab\": 4,\n    \"spaces\": true,\n    \"eol\": \"n\",\n    \"trim\": true\n}\n",
      gives:
        "{\n    \"tab\": 2, // team\n    \"spaces\": true,\n    \"eol\": \"n\",\n    \"trim\": true\n\n"
        + "    // \"rulers\": [80],\n    // \"wrap\": 1\n}\n")
  }

  @Test func `an empty map keeps its comment when it is filled`() {
    expect(
      "{\n  \"m\": {\n    // nothing yet\n  },\n  \"n\": {} // n\n}\n",
      "{\n  \"m\": {\n    // nothing yet\n  },\n  \"n\": {}, // n\n  \"x\": { /* none */ }\n}\n",
      "{\n  \"m\": {\n    // m\n    \"k\": 1 // k\n  },\n  \"n\": {\n\n    // o\n    \"o\": 1\n  } // n\n}\n",
      gives:
        "{\n  \"m\": {\n    // nothing yet\n    // m\n    \"k\": 1 // k\n  },\n  \"n\": {\n"
        + "    // o\n    \"o\": 1\n  }, // n\n  \"x\": { /* none */ }\n}\n")
    expect(
      "{\"m\": { /* none */ }}", "{\"m\": { /* none */ }, \"x\": 1}",
      "{\"m\": {\"k\": 1, \"l\": 2}}",
      gives: "{\"m\": { /* none */ \"k\": 1, \"l\": 2 }, \"x\": 1}")
  }

  // MARK: What goes

  @Test func `the release's comments go with what they stand at, the user's own move above`() {
    let base =
      "{\n  // about a\n  \"a\": /* in */ 1, // beside a\n\n  // about b\n  \"b\": 2 // beside b\n}\n"
    expect(
      base,
      "{\n  // about a\n  // mine\n  \"a\": /* in */ 1, // beside a, I say\n\n  // about b\n  \"b\": 2 // beside b\n}\n",
      "{\n  // about b\n  \"b\": 3 // beside b\n}\n",
      gives: "{\n  // mine\n  // beside a, I say\n\n  // about b\n  \"b\": 3 // beside b\n}\n")
    expect(
      base, base.replacing("2 //", with: "3 //"), "{\n  // about b\n  \"b\": 2 // beside b\n}\n",
      gives: "{\n  // about b\n  \"b\": 3 // beside b\n}\n")
  }

  @Test func `a heading that the release still has stays when the first below it goes`() {
    expect(
      "{\n  // Network\n  \"host\": 1,\n  \"port\": 2\n}\n",
      "{\n  // Network\n  \"host\": 1,\n  \"port\": 3\n}\n", "{\n  // Network\n  \"port\": 2\n}\n",
      gives: "{\n  // Network\n  \"port\": 3\n}\n")
    // Under a new name it goes with the new one.
    expect(
      "{\n  // the host\n  \"host\": 1,\n  \"x\": 1\n}\n",
      "{\n  // the host\n  \"host\": 1,\n  \"x\": 2\n}\n",
      "{\n  \"x\": 1,\n  // the host\n  \"address\": 1\n}\n",
      gives: "{\n  \"x\": 2,\n  // the host\n  \"address\": 1\n}\n")
  }

  @Test func `of a value that is replaced the user's own comments move above the line`() {
    expect(
      "{\n  \"l\": [\n    [1, 2], // one\n    [1]\n  ] // l\n}\n",
      "{\n  \"l\": [\n    [1, 2], // one\n    // mine\n    [1]\n  ] // l\n}\n",
      "{\n  \"l\": {\n    \"x\": 1 // x\n  } // l\n}\n",
      gives: "{\n  // mine\n  \"l\": {\n    \"x\": 1 // x\n  } // l\n}\n")
    expect("{\"a\": 1}", "{\"a\": 1 /* mine */}", "[1]", gives: "/* mine */\n[1]")
  }

  @Test func `a map of which nothing stays is empty, or has the user's comment`() {
    let base = "{\n  \"m\": {\n    // k\n    \"k\": 1 // beside\n  },\n  \"x\": 1\n}\n"
    let upgrade = "{\n  \"m\": {},\n  \"x\": 1\n}\n"
    let local = base.replacing("\"x\": 1", with: "\"x\": 2")
    expect(base, local, upgrade, gives: "{\n  \"m\": {},\n  \"x\": 2\n}\n")
    expect(
      base, local.replacing("beside", with: "mine"), upgrade,
      gives: "{\n  \"m\": {\n    // mine\n  },\n  \"x\": 2\n}\n")
  }

  @Test func `on one line comments stay where they are`() {
    let (base, local) = ("{\"a\": 1, \"b\": 2}", "{\"a\": 1, /* mine */ \"b\": 2} // end")
    expect(base, local, "{\"a\": 1}", gives: "{\"a\": 1 /* mine */ } // end")
    expect(base, local, "{\"b\": 2}", gives: "{/* mine */ \"b\": 2} // end")
    expect(base, local, "{\"c\": 2}", gives: "{/* mine */ \"c\": 2} // end")
    expect(
      base, "{\"a\": 3, \"b\": 2 /* mine */}", "{\"a\": 1, \"b\": 2, \"c\": 3}",
      gives: "{\"a\": 3, \"b\": 2, /* mine */ \"c\": 3}")
    expect(
      "{ \"a\": 1, // about a\n  \"b\": 2 }", "{ \"a\": 3, // about a\n  \"b\": 2 }",
      "{ \"a\": 1 // about a\n}", gives: "{ \"a\": 3 // about a\n }")
  }

  // MARK: What stays

  @Test func `comments around keys, colons and the whole stay with their bytes`() {
    let base = "// head\n{\n  \"a\" /* k */ : /* v */ 1,\n  \"b\": 1\n}\n// foot\n"
    expect(
      base, base.replacing("\"b\": 1", with: "\"b\": 2 // mine"),
      base.replacing("v */ 1", with: "v */ 5").replacing("head", with: "new head"),
      gives: base.replacing("\"b\": 1", with: "\"b\": 2 // mine")
        .replacing("v */ 1", with: "v */ 5"))
  }

  @Test func `items change places with their comments`() {
    expect(
      "{\n  \"l\": [\n    1, // one\n    2  // two\n  ]\n}\n",
      "{\n  \"l\": [\n    1, // one\n    // mine\n    2  // two\n  ]\n}\n",
      "{\n  \"l\": [\n    2, // two\n    3,\n    1  // one\n  ]\n}\n",
      gives: "{\n  \"l\": [\n    // mine\n    2,  // two\n    3,\n    1 // one\n  ]\n}\n")
    // Among comments on one line nobody can tell which goes with which.
    let merged = ThreeWayMergeTests.merge(
      "{\"l\": [1, 2]}", "{\"l\": [1, /* two */ 2]}", "{\"l\": [2, 1]}", .json)
    #expect(merged.conflicts.map(\.conflict.path) == ["l"])
    #expect(ThreeWayMergeTests.text(merged) == "{\"l\": [1, /* two */ 2]}")
  }

  @Test func `a key that is there twice is one question, comments or not`() {
    let merged = ThreeWayMergeTests.merge(
      "{\n  \"a\": 1, // one\n  \"a\": 2\n}\n", "{\n  \"a\": 1, // one\n  \"a\": 3\n}\n",
      "{\n  \"a\": 4, // four\n  \"a\": 2,\n  \"b\": 1\n}\n", .json)
    #expect(merged.conflicts.map(\.conflict.kind) == [.duplicateKey])
    #expect(
      ThreeWayMergeTests.text(merged)
        == "{\n  \"a\": 1, // one\n  \"a\": 3,\n  \"b\": 1\n}\n")
  }
}
