import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct ThreeWayMergeTests {
  static func merge(
    _ base: String?, _ local: String, _ upgrade: String, _ format: ConfigFormat = .yaml,
    _ answer: (MergeConflict) -> Resolution? = { _ in nil }
  ) -> MergedFile {
    MergedFile(
      merging: MergeSides(
        base: base.map { Array($0.utf8) }, local: Array(local.utf8), upgrade: Array(upgrade.utf8),
        format: format), answering: answer)
  }

  static func text(_ file: MergedFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

  /// Expects a merge without conflicts to give a text.
  private func expect(
    _ base: String?, _ local: String, _ upgrade: String, gives wanted: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let merged = Self.merge(base, local, upgrade)
    #expect(merged.conflicts.isEmpty, sourceLocation: sourceLocation)
    #expect(merged.method == .structure, sourceLocation: sourceLocation)
    #expect(Self.text(merged) == wanted, sourceLocation: sourceLocation)
  }

  private func kinds(
    _ base: String?, _ local: String, _ upgrade: String
  ) -> [String: MergeConflict.Kind] {
    Dictionary(
      Self.merge(base, local, upgrade).conflicts.map { ($0.conflict.path, $0.conflict.kind) }
    ) { $1 }
  }

  // MARK: Maps

  @Test func `a new key comes behind the neighbour that it has in the upgrade`() {
    expect(
      "a: 1\nc: 3\n", "a: 1\nown: 0\nc: 3\n", "a: 1\n# about b\nb: 2\nc: 3\n",
      gives: "a: 1\n# about b\nb: 2\nown: 0\nc: 3\n")
    expect("b: 1\n", "# mine\nb: 1\n", "a: 0\nb: 1\nc: 2\n", gives: "a: 0\n# mine\nb: 1\nc: 2\n")
  }

  @Test func `a comment that stands there already does not come twice`() {
    expect(
      "# Section\nb: 2\n", "# Section\nb: 2\nmine: 1\n", "# Section\na: 1\nb: 2\n",
      gives: "# Section\na: 1\nb: 2\nmine: 1\n")
  }

  @Test func `a key that moved inside its map is no change`() {
    expect(
      "a: 1\nb: 2\nc: 3\n", "c: 3\nb: 2\na: 1\n", "b: 2\na: 1\nc: 4\n", gives: "c: 4\nb: 2\na: 1\n")
  }

  @Test func `what one side deleted and the other left alone stays deleted`() {
    expect("a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\n", "a: 9\nb: 2\nc: 3\n", gives: "a: 9\nc: 3\n")
    expect("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: 4\n", "a: 1\nc: 3\n", gives: "a: 1\nc: 4\n")
  }

  @Test func `with a deleted key its own comment goes and the user's stays`() {
    expect(
      "a: 1\n\n# about b\nb: 2  # beside\n\nc: 3\n",
      "a: 1\n\n# about b\n# I need this\nb: 2  # beside\n\nc: 4\n", "a: 1\n\nc: 3\n",
      gives: "a: 1\n# I need this\n\nc: 4\n")
  }

  @Test func `an empty map stands for one of which nothing is left`() {
    expect("m:\n  a: 1\nx: 1\n", "m:\n  a: 1\nx: 2\n", "m: {}\nx: 1\n", gives: "m: {}\nx: 2\n")
    expect("m: {}\nx: 1\n", "m: {}\nx: 2\n", "m:\n  a: 1\nx: 1\n", gives: "m: {a: 1}\nx: 2\n")
  }

  @Test func `an empty map keeps the blanks in it`() {
    expect("a: {b: 1}\nc: 1\n", "a: {\n }\nc: 1\n", "a: {b: 1}\nc: 2\n", gives: "a: {\n }\nc: 2\n")
  }

  @Test func `the version of a configuration is the upgrade's`() {
    expect(
      "version: \"1.0\"\na: 1\n", "version: \"1.0-mine\"\na: 2\n", "version: '2.0'\na: 1\n",
      gives: "version: \"2.0\"\na: 2\n")
  }

  @Test func `each kind of conflict is told from the others, and the user's text stays`() {
    let base = "a: 1\nb: 1\nc: 1\nd: 1\nl: [1, 2]\n"
    let local = "a: 2\nb: 2\nd: {x: 1}\nl: [1, 3]\ne: 1\n"
    let upgrade = "a: 3\nc: 2\nd: 2\nl: [1, 4]\ne: 2\n"
    #expect(
      kinds(base, local, upgrade) == [
        "a": .bothChanged, "b": .deletedThere, "c": .deletedHere, "d": .typeChanged,
        "l": .bothChanged, "e": .bothAdded,
      ])
    #expect(Self.text(Self.merge(base, local, upgrade)) == local)
  }

  @Test func `a conflict says where its three values are`() throws {
    let merged = Self.merge("a:\n  b: 1\n", "# c\na:\n  b: \"ü\"\n", "a: {b: [2,\n  3]}\n")
    let conflict = try #require(merged.conflicts.first?.conflict)
    #expect(conflict.path == "a.b")
    #expect(conflict.base == MergeConflict.Side(line: 2, column: 6, text: "1"))
    #expect(conflict.local == MergeConflict.Side(line: 3, column: 6, text: "\"ü\""))
    #expect(conflict.upgrade == MergeConflict.Side(line: 1, column: 8, text: "[2,\n  3]"))
    #expect(conflict.suggestion == .local && conflict.choices == [.local, .upgrade])
  }

  @Test func `an answer is carried out at its place`() {
    let (base, local) = ("a: 1\nb:\n  - x\n", "a: 2  # mine\nb:\n  - y\nz: 1\n")
    let upgrade = "a: 3\nb:\n  - w\n"
    func text(_ answer: Resolution) -> String {
      Self.text(Self.merge(base, local, upgrade) { _ in answer })
    }
    #expect(text(.local) == local)
    #expect(text(.upgrade) == "a: 3  # mine\nb:\n  - w\nz: 1\n")
    #expect(text(.both) == "a: 2  # mine\nb:\n  - y\n  - w\nz: 1\n")
    #expect(text(.text("[4]")) == "a: [4]  # mine\nb: [4]\nz: 1\n")
  }

  @Test func `without a base what only one side has is kept, and what differs is a conflict`() {
    let merged = Self.merge(nil, "a: 1\nb: {x: 1}\nl: [1]\n", "a: 2\nb: {y: 2}\nc: 3\nl: [2]\n")
    #expect(Set(merged.conflicts.map(\.conflict.path)) == ["a", "l"])
    #expect(Self.text(merged) == "a: 1\nb: {x: 1, y: 2}\nc: 3\nl: [1]\n")
  }

  @Test func `a key that is there twice is left alone until both sides touch it`() {
    let base = "a: 1\nb: 1\na: 2\n"
    expect(
      base, "a: 1\nb: 3\na: 2\n", "a: 1\nb: 1\na: 2\nc: 1\n", gives: "a: 1\nb: 3\na: 2\nc: 1\n")
    expect(base, "a: 1\nb: 3\na: 2\n", "b: 1\na: 2\n", gives: "b: 3\na: 2\n")
    #expect(kinds(base, "a: 1\nb: 1\na: 3\n", "a: 4\nb: 1\na: 2\n") == ["a": .duplicateKey])
  }

  // MARK: Lists

  @Test func `scalars merge as an ordered set`() {
    expect(
      "t: [a, b, c]\n", "t: [a, mine, b, c]\n", "t: [a, b, new, d]\n",
      gives: "t: [a, mine, b, new, d]\n")
    expect(
      "t:\n- a\n- b  # two\n", "t:\n- b  # two\n- mine\n", "t:\n- a\n- new\n- b\n",
      gives: "t:\n- new\n- b  # two\n- mine\n")
  }

  @Test func `two ends of a range are not put together`() {
    #expect(kinds("r: [0, 9]\n", "r: [0, 5]\n", "r: [0, 7]\n") == ["r": .bothChanged])
  }

  @Test func `items with an identity merge one by one, in the upgrade's order if it changed it`() {
    expect(
      "- id: a\n  v: 1\n- id: b\n  v: 1\n", "- id: a\n  v: 2  # mine\n- id: b\n  v: 1\n",
      "- id: b\n  v: 3\n- id: c\n  v: 1\n- id: a\n  v: 1\n",
      gives: "- id: b\n  v: 3\n- id: c\n  v: 1\n- id: a\n  v: 2  # mine\n")
    #expect(
      kinds("- {id: a, v: 1}\n", "- {id: a, v: 2}\n", "- {id: a, v: 3}\n") == [
        "[id=a].v": .bothChanged
      ])
  }

  @Test func `an item that moves is changed on its way`() throws {
    let base = "- id: a\n  v: 1\n- id: b\n"
    let merged = Self.merge(
      base, base + "# mine\n", "- id: c\n- id: b\n- id: a\n  w: 1\n")
    #expect(merged.conflicts.isEmpty)
    #expect(Self.text(merged) == "- id: c\n- id: b\n- id: a\n  w: 1\n# mine\n")
  }

  @Test func `two sides that agree are not asked, also where nothing can be taken apart`() {
    let both = "- i: a\n- id: &a b\n"
    let merged = Self.merge("- id: a\n  v: 1\n- id: b\n", both, both)
    #expect(merged.conflicts.isEmpty && Self.text(merged) == both)
  }

  // MARK: Spelling

  @Test(arguments: ["", "~", "null", "Null", "NULL"])
  func `null in another spelling is no change`(_ spelling: String) {
    func spelled(_ value: String, _ rest: String) -> String {
      "a:\(value.isEmpty ? "" : " ")\(value)\nb: \(rest)\n"
    }
    for other in ["", "~", "null"] {
      expect(
        spelled("null", "1"), spelled(spelling, "1"), spelled(other, "2"),
        gives: spelled(spelling, "2"))
      expect(
        spelled(other, "1"), spelled(spelling, "1"), "a: 5\nb: 2\n", gives: "a: 5\nb: 2\n")
    }
    #expect(kinds("a: 1\n", "a: \(spelling)\n", "a: \"\"\n") == ["a": .bothChanged])
  }

  @Test func `truth values in other letters are no change, and other words are`() {
    expect("a: True\nb: 1\n", "a: true\nb: 1\n", "a: TRUE\nb: 2\n", gives: "a: true\nb: 2\n")
    #expect(kinds("a: True\n", "a: yes\n", "a: false\n") == ["a": .bothChanged])
    #expect(kinds("a: 1\n", "a: true\n", "a: \"true\"\n") == ["a": .bothChanged])
  }

  @Test func `a new value takes the quotes, the comment and the line ends of the old one`() {
    expect(
      "a: 'x'\r\nb: \"y\"\r\n", "a: \"x\"  # own\r\nb: 'y'\r\nc: 1\r\n", "a: z\nb: it's\n",
      gives: "a: \"z\"  # own\r\nb: 'it''s'\r\nc: 1\r\n")
    expect(
      "a: \"\\U0001F600\"\n", "a: \"\\U0001F600\"\nb: 1\n", "a: \"😎 ü\"\n",
      gives: "a: \"\\U0001F60E \\u00FC\"\nb: 1\n")
  }

  @Test func `new lines are indented as the local file is`() {
    expect(
      "a:\n  b:\n    c: 1\n", "a:\n    b:\n        c: 1\n    mine: 1\n",
      "a:\n  b:\n    c: 1\n    d:\n      - e\n      - f:\n          g: |\n            t\n",
      gives:
        "a:\n    b:\n        c: 1\n        d:\n          - e\n          - f:\n                g: |\n"
        + "                  t\n    mine: 1\n")
  }

  @Test func `blanks that belong to a block of text stay with it`() {
    expect(
      "a: |\n  t\n     \nb: 1\n", "a: |\n  t\n     \nb: 2\n", "a: |\n  t\n     \nc: 1\nb: 1\n",
      gives: "a: |\n  t\n     \nc: 1\nb: 2\n")
    expect(
      "a: |\n  t\n\nb: 1\n", "a: |\n  t\n\nb: 2\n", "a: |\n  t\nc: 1\nb: 1\n",
      gives: "a: |\n  t\nc: 1\n\nb: 2\n")
  }

  @Test func `a last line without an end stays so`() {
    expect("a: 1", "a: 1\nm: 1", "a: 1\nb: 2", gives: "a: 1\nb: 2\nm: 1")
    expect("a: 1\n", "m: 1\na: 1", "a: 1\nb: 2\n", gives: "m: 1\na: 1\nb: 2")
  }

  @Test func `a value that changes its shape brings the user's comments along`() {
    expect(
      "a: 1\nz: 1\n", "a: 1  # why\nz: 2\n", "a:\n  b: 1\nz: 1\n",
      gives: "# why\na:\n  b: 1\nz: 2\n")
    expect(
      "a:\n  b: 1\nz: 1\n", "a:\n  # why\n  b: 1\nz: 2\n", "a: 5\nz: 1\n",
      gives: "# why\na: 5\nz: 2\n")
    expect(
      "a: |\n  t\nz: 1\n", "a: |\n  t\nz: 2\n", "a: >-\n  u\n  v\nz: 1\n",
      gives: "a: >-\n  u\n  v\nz: 2\n")
  }

  @Test func `lists in brackets keep their lines and comments`() {
    expect(
      "l: [\n  1,  # one\n  2,\n]\n", "l: [\n  1,  # one\n  2,\n  # mine\n]\n",
      "l: [\n  1,\n  2,\n  3,\n]\n", gives: "l: [\n  1,  # one\n  2,\n  3,\n  # mine\n]\n")
  }

  @Test func `documents merge one by one`() {
    expect(
      "a: 1\n---\nb: 1\n", "a: 2\n---\nb: 1\n", "a: 1\n---\nb: 2\n", gives: "a: 2\n---\nb: 2\n")
  }

  // MARK: Anchors

  @Test func `an anchor that something new refers to comes along`() {
    expect(
      "a:\n  x: 1\nb: 1\n", "a:\n  x: 1\nb: 2\n", "a: &a\n  x: 1\nb: 1\nc:\n  <<: *a\n",
      gives: "a: &a\n  x: 1\nb: 2\nc:\n  <<: *a\n")
  }

  @Test func `what would refer to nothing is a conflict`() {
    let merged = Self.merge("a: 1\n", "a: 2\n", "a: &n 3\nb: *n\nc: 1\n")
    // What it names is the user's by now.
    #expect(merged.conflicts.map(\.conflict.kind) == [.bothChanged])
    #expect(Self.text(merged) == "a: &n 2\nb: *n\nc: 1\n")
    let lost = Self.merge("a: 1\nb: 1\n", "b: 2\n", "a: &n 3\nb: 1\nc: *n\n")
    #expect(lost.conflicts.map(\.conflict.kind) == [.deletedHere, .anchor])
    #expect(Self.text(lost) == "b: 2\n")
    let kept = Self.merge("a: &n 1\nb: 1\n", "a: &n 1\nb: *n\n", "b: 1\n")
    #expect(kept.conflicts.map(\.conflict.kind) == [.anchor])
    #expect(Self.text(kept) == "a: &n 1\nb: *n\n")
  }

  @Test func `a name that would mean another thing is a conflict`() {
    let base = "a: &n {x: 1}\nz: 1\n"
    let merged = Self.merge(
      base, "a: &n {x: 1}\nz: 1\nmine: *n\n", "a: &n {x: 1}\nb: &n {y: 2}\nz: *n\n")
    #expect(Self.text(merged).hasSuffix("mine: *n\n"))
    #expect(merged.conflicts.map(\.conflict.kind).contains(.anchor))
  }
}
