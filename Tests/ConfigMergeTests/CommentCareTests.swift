import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct CommentCareTests {
  /// Expects a merge without conflicts to give a text.
  private func expect(
    _ base: String?, _ local: String, _ upgrade: String, gives wanted: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade)
    #expect(merged.conflicts.isEmpty, sourceLocation: sourceLocation)
    #expect(ThreeWayMergeTests.text(merged) == wanted, sourceLocation: sourceLocation)
  }

  // MARK: Beside block headers

  @Test func `what stands beside the header of a block of text is a comment`() throws {
    let text = try ParsedText(yaml: Array("a: |2-  # one\n   # text\nb: >  \n  # text\n".utf8))
    #expect(text.comments.map(\.text) == ["# one"])
    #expect(text.tokens.last?.end == text.bytes.count)
  }

  @Test func `a comment of the user's beside a block header stays beside the new text`() {
    expect(
      "a: |\n  t\nz: 1\n", "a: |  # why\n  t\nz: 2\n", "a: >-\n  u\nz: 1\n",
      gives: "a: >-  # why\n  u\nz: 2\n")
    expect(
      "a: |  # c\n  t\nz: 1\n", "a: |  # why\n  t\nz: 2\n", "a: |  # c\n  u\nz: 1\n",
      gives: "a: |  # why\n  u\nz: 2\n")
  }

  @Test func `a comment of the user's beside a block header moves above what is no block of text`()
  {
    expect(
      "a: |\n  t\nz: 1\n", "a: |  # why\n  t\nz: 2\n", "a: u\nz: 1\n",
      gives: "# why\na: u\nz: 2\n")
    expect(
      "a: |\n  t\nz: 1\n", "a: |  # why\n  t\nz: 2\n", "a: |  # new\n  u\nz: 1\n",
      gives: "# why\na: |  # new\n  u\nz: 2\n")
  }

  @Test func `a comment that both have beside a block header is there once`() {
    expect(
      "a: |\n  t\nz: 1\n", "a: |  # why\n  t\nz: 2\n", "a: |  # why\n  u\nz: 1\n",
      gives: "a: |  # why\n  u\nz: 2\n")
    expect(
      "a: | # c\n  t\nz: 1\n", "a: | # c\n  t\nz: 2\n", "a: 5 # c\nz: 1\n",
      gives: "a: 5 # c\nz: 2\n")
  }

  @Test func `a comment that the user removed does not come back with a new text`() {
    expect(
      "a: |  # c\n  t\nz: 1\n", "a: |\n  t\nz: 2\n", "a: |  # c\n  u\nz: 1\n",
      gives: "a: |\n  u\nz: 2\n")
    expect(
      "l:\n-\n  # c\n  - 1\nz: 1\n", "l:\n- - 1\nz: 2\n", "l:\n-\n  # c\n  - 2\nz: 1\n",
      gives: "l:\n-\n  - 2\nz: 2\n")
  }

  // MARK: Comments at the end

  @Test(arguments: ["", "  ", "    ", "      "])
  func `a key that comes behind comments does not bring them again`(indent: String) {
    let lines = "\(indent)# tls: true\n\n\(indent)# cert: x\n"
    expect(
      "s:\n  a: 1\n\(lines)z: 1\n", "s:\n  a: 2\n\(lines)z: 1\n",
      "s:\n  a: 1\n\(lines)  n: 1\nz: 1\n", gives: "s:\n  a: 2\n\(lines)  n: 1\nz: 1\n")
    expect(
      "s:\n  - a\n\(lines)z: 1\n", "s:\n  - a\n\(lines)z: 2\n",
      "s:\n  - a\n\(lines)  - n\nz: 1\n", gives: "s:\n  - a\n\(lines)  - n\nz: 2\n")
  }

  @Test func `a key at the end of the file comes behind the comments there`() {
    expect(
      "a: 1\n# b: 1\n# c: 1\n", "a: 2\n# b: 1\n# c: 1\n", "a: 1\n# b: 1\n# c: 1\nn: 1\n",
      gives: "a: 2\n# b: 1\n# c: 1\nn: 1\n")
    expect("a: 1\n# b: 1", "a: 2\n# b: 1", "a: 1\n# b: 1\nn: 1", gives: "a: 2\n# b: 1\nn: 1")
  }

  @Test func `comments that the user changed or removed do not come back with a key`() {
    let base = "s:\n  a: 1\n  # one\n  # two\n  # three\nz: 1\n"
    let upgrade = "s:\n  a: 1\n  # one\n  # two\n  # three\n  n: 1\nz: 1\n"
    expect(
      base, "s:\n  a: 1\n  # one\n  # 2\n  # three\nz: 1\n", upgrade,
      gives: "s:\n  a: 1\n  # one\n  # 2\n  # three\n  n: 1\nz: 1\n")
    expect(
      base, "s:\n  a: 1\n  # one\n  # two\n  # 3\nz: 1\n", upgrade,
      gives: "s:\n  a: 1\n  # one\n  # two\n  # 3\n  n: 1\nz: 1\n")
    expect(
      base, "s:\n  a: 1\n  # one\nz: 1\n", upgrade, gives: "s:\n  a: 1\n  # one\n  n: 1\nz: 1\n")
  }

  @Test func `new keys stand between the comments that they stand between in the release`() {
    expect(
      "a: 1\n# one\n# two\n", "a: 2\n# one\n# two\n", "a: 1\n# one\nn: 1\n# new\n# two\nm: 1\n",
      gives: "a: 2\n# one\nn: 1\n# new\n# two\nm: 1\n")
  }

  @Test func `a line that separates sections comes with a new section`() {
    expect(
      "# --\na: 1\n# --\nb: 1\n", "# --\na: 1\n# --\nb: 2\n",
      "# --\na: 1\n# --\nn: 1\n# --\nb: 1\n",
      gives: "# --\na: 1\n# --\nn: 1\n# --\nb: 2\n")
  }

  // MARK: What goes

  @Test func `a comment that the release keeps stays when what it stands at goes`() {
    expect(
      "# head\na: 1\nb: 1\n", "# head\na: 1\nb: 2\n", "# head\nb: 1\n", gives: "# head\nb: 2\n")
    expect("# head\na: 1\nb: 1\n", "b: 2\n", "# head\nb: 1\n", gives: "b: 2\n")
  }

  @Test func `comments stay where a list or map is emptied`() {
    expect(
      "k:\n  - a\n  - b\nz: 1\n", "k:\n  - a  # why\n  - b\nz: 1\n", "k: []\nz: 1\n",
      gives: "# why\nk: []\nz: 1\n")
    expect(
      "k: # c\n  v: 1\nz: 1\n", "k: # c\n  # why\n  v: 1\nz: 1\n", "k: {} # c\nz: 1\n",
      gives: "# why\nk: {} # c\nz: 1\n")
  }

  @Test func `comments of the user's at the first entry beside a dash move above the item`() {
    expect(
      "- a: 1\n  id: 1\n", "- a: 1 # x\n  # y\n  id: 1\n  z: 1\n", "- id: 1\n",
      gives: "# x\n# y\n- id: 1\n  z: 1\n")
  }

  @Test func `what comes in the place of an item stands below the user's comment at it`() {
    expect(
      "- 1\n- 2\n- 3\n", "- 1\n- 2 # c\n- 3\n", "- 1\n- 5\n- 3\n", gives: "- 1\n# c\n- 5\n- 3\n")
  }

  @Test func `items that change places keep their comments`() {
    expect(
      "- id: 1 # 1\n  n: a\n# two\n- id: 2 # 2\n  n: b\n",
      "- id: 1 # 1\n  n: a # mine\n# two\n# mine too\n- id: 2 # 2\n  n: b\n",
      "# two\n- id: 2 # 2\n  n: b\n- id: 1 # 1\n  n: a\n",
      gives: "# two\n# mine too\n- id: 2 # 2\n  n: b\n- id: 1 # 1\n  n: a # mine\n")
  }

  @Test func `comments of the user's in a list with doubles stay at what stays`() {
    expect(
      "l:\n- a\n- b\n- a\n", "l:\n- a # one\n- b # two\n- a # three\n", "l:\n- a\n- a\n",
      gives: "l:\n- a # one\n# two\n- a # three\n")
  }

  @Test func `an element in brackets goes with its line and the comments of others stay`() {
    expect(
      "k: [\n  a, # a\n  b, # b\n  # c\n  c # c2\n  ]\n",
      "k: [\n  a, # a\n  b, # b\n  # c\n  c # c2\n  ] # mine\n",
      "k: [\n  a, # a\n  # c\n  c # c2\n  ]\n",
      gives: "k: [\n  a, # a\n  # c\n  c # c2\n  ] # mine\n")
    expect(
      "k: [\n  a, # a\n  b # b\n  ]\n", "k: [\n  a, # mine\n  b # b\n  ]\n", "k: [\n  a # a\n  ]\n",
      gives: "k: [\n  a # mine\n  ]\n")
  }

  // MARK: Beside a dash

  @Test func `an entry may come before the first one beside a dash`() {
    expect(
      "- k: 1\n  id: 7\n", "- k: 2 # c\n  id: 7\n", "- n: 1 # n\n  k: 1\n  id: 7\n",
      gives: "- n: 1 # n\n  k: 2 # c\n  id: 7\n")
  }

  // MARK: Texts that keep blank lines

  @Test(arguments: [
    ("t: |+\n  x\n\na: 1\n", "t: |+\n  y\n\n\na: 1\n", "t: |+\n  y\n\n\na: 2\n"),
    ("t: |+\n  x\n\na: 1\n", "t: y\n\na: 1\n", "t: y\n\na: 2\n"),
    ("t: y\n\na: 1\n", "t: |+\n  x\n\na: 1\n", "t: |+\n  x\n\na: 2\n"),
    ("z: 1\n\na: 1\n", "z: 1\nt: |+\n  x\n\na: 1\n", "z: 1\nt: |+\n  x\n\na: 2\n"),
    ("t: |+\n  x\ng: 1\n\na: 1\n", "t: |+\n  x\na: 1\n", "t: |+\n  x\na: 2\n"),
    (
      "l:\n- |+\n  x\n\n- b\na: 1\n", "l:\n- |+\n  x\n\n- n\n- b\na: 1\n",
      "l:\n- |+\n  x\n\n- n\n- b\na: 2\n"
    ),
  ])
  func `blank lines below a text that keeps them are counted`(
    base: String, changed: String, wanted: String
  ) {
    let other = base.replacing("a: 1", with: "a: 2")
    expect(base, other, changed, gives: wanted)
    expect(base, changed, other, gives: wanted)
  }

  @Test func `comments below do not become part of a new text`() {
    expect(
      "k:\n  - a\n  # c\nz: 1\n", "k:\n  - a\n  # c\nz: 2\n", "k: |\n  t\n# c\nz: 1\n",
      gives: "# c\nk: |\n  t\nz: 2\n")
  }
}
