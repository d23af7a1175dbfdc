import ConfigMerge
import TestSupport
import Testing

@Suite(.tags(.unit)) struct KeyRenameTests {
  private func followed(
    _ text: String, _ from: String, _ to: String, as format: ConfigFormat = .yaml
  ) throws -> String {
    let rename = try #require(KeyRename(from: from, to: to))
    let sides = MergeSides(
      base: nil, local: Array(text.utf8), upgrade: [], format: format, fileName: "file")
    return String(decoding: sides.following([rename]).sides.local, as: UTF8.self)
  }

  @Test func `a key that stays in its map gets its new name where it is`() throws {
    let text = """
      # head
      greeting:
        title:   Ahoy  # sailors
        other: 1

      """
    #expect(
      try followed(text, "greeting.title", "greeting.heading") == """
        # head
        greeting:
          heading:   Ahoy  # sailors
          other: 1

        """)
  }

  @Test func `a star renames the key in every entry and nothing else`() throws {
    let text = """
      templates:
        a: {title: x, n: 1}
        "b c":
          title: |
            title: kept
        d: text
      title: top

      """
    #expect(
      try followed(text, "templates.*.title", "templates.*.heading") == """
        templates:
          a: {heading: x, n: 1}
          "b c":
            heading: |
              title: kept
          d: text
        title: top

        """)
  }

  @Test func `a key in the items of a list is renamed`() throws {
    #expect(
      try followed("list:\n  - id: a\n    old: 1\n  - id: b\n", "list[*].old", "list[*].new")
        == "list:\n  - id: a\n    new: 1\n  - id: b\n")
    #expect(
      try followed(
        "list:\n  - id: a\n    old: 1\n  - id: b\n    old: 2\n", "list[id=b].old", "list[id=b].new")
        == "list:\n  - id: a\n    old: 1\n  - id: b\n    new: 2\n")
  }

  @Test func `a key that moves to another map brings its comments and its lines`() throws {
    let text = """
      greeting:
        # said first
        title: Ahoy  # sailors
        other: 1
      welcome:
        keep: yes

      """
    #expect(
      try followed(text, "greeting.title", "welcome.title") == """
        greeting:
          other: 1
        welcome:
          keep: yes
          # said first
          title: Ahoy  # sailors

        """)
  }

  @Test func `maps that a moved key needs come with it`() throws {
    let text = "a:\n  b:\n    - 1\n    - 2\n  c: 3\n"
    #expect(
      try followed(text, "a.b", "x.y.z") == "a:\n  c: 3\nx:\n  y:\n    z:\n      - 1\n      - 2\n")
    #expect(
      try followed("limit: 5\nname: n\n", "limit", "memory.limit")
        == "name: n\nmemory:\n  limit: 5\n")
    #expect(
      try followed("memory:\n  limit: 5\n  x: 1\n", "memory.limit", "limit")
        == "memory:\n  x: 1\nlimit: 5\n")
  }

  @Test func `a star moves the key of every entry, but those whose new place is taken`() throws {
    func text(_ body: (Int) -> String) -> String {
      "templates:\n" + (0..<500).map { "  t\($0):\n    keep: 1\n" + body($0) }.joined()
    }
    let taken: Set = [0, 7, 250, 499]
    let old = text {
      taken.contains($0)
        ? "    title: T\($0)\n    meta: text\n"
        : "    title: T\($0)  # said\n    meta:\n      x: 1\n"
    }
    let new = text {
      taken.contains($0)
        ? "    title: T\($0)\n    meta: text\n"
        : "    meta:\n      x: 1\n      title: T\($0)  # said\n"
    }
    #expect(try followed(old, "templates.*.title", "templates.*.meta.title") == new)
  }

  @Test func `a star at the end takes the name that the first one stood for`() throws {
    #expect(
      try followed(
        "t:\n  a:\n    title: x\n    k: 1\n  b:\n    title: y\n    k: 2\n", "t.*.title", "heads.*")
        == "t:\n  a:\n    k: 1\n  b:\n    k: 2\nheads:\n  a: x\n  b: y\n")
  }

  @Test func `a key that others refer to stays, and those beside it move`() throws {
    let text = "a:\n  old: 1\nb: {old: &x 2, c: *x}\nd:\n  old: 3\n"
    #expect(
      try followed(text, "*.old", "*.in.new")
        == "a:\n  in:\n    new: 1\nb: {old: &x 2, c: *x}\nd:\n  in:\n    new: 3\n")
  }

  @Test func `JSON is renamed and moved as well`() throws {
    #expect(
      try followed(#"{"a": {"old": 1, "x": [2]}}"#, "a.old", "a.new", as: .json)
        == #"{"a": {"new": 1, "x": [2]}}"#)
    let moved = try followed("{\n  \"a\": 1,\n  \"b\": {\"c\": 2}\n}\n", "a", "b.a", as: .json)
    #expect(moved == "{\n  \"b\": {\"c\": 2, \"a\": 1}\n}\n")
  }

  @Test(arguments: [
    // The new name is taken.
    ("a: 1\nb: 2\n", "a", "b"),
    // What is on the way is no map.
    ("a: 1\nb: text\n", "a", "b.c"),
    // Into itself.
    ("a:\n  x: 1\n", "a", "a.b"),
    // What others refer to.
    ("a: &x 1\nb:\n  c: *x\n", "a", "b.a"),
    ("a: 1\n---\nb: 2\n", "a", "c"),
    ("not: [valid\n", "not", "c"),
    ("b: 2\n", "a", "c"),
  ])
  func `what cannot be renamed without a doubt stays`(text: String, from: String, to: String)
    throws
  {
    #expect(try followed(text, from, to) == text)
  }

  @Test func `renaming twice changes nothing more`() throws {
    let once = try followed("a:\n  b: 1\n", "*.b", "*.c")
    #expect(try followed(once, "*.b", "*.c") == once)
    // A rule that leads to what it begins with ends.
    #expect(try followed("a:\n  a: 1\n", "a.a", "b.a") == "a: {}\nb:\n  a: 1\n")
  }

  @Test(arguments: ["", ".", "a.", ".a", "a..b", "a[", "a[b", "a]b", "\"a", "a[x=]", "a\"b\""])
  func `a text that names no key is none`(text: String) {
    #expect(KeyPattern(text) == nil)
  }

  @Test func `stars must be as many on both sides, and a key's name the last`() {
    #expect(KeyRename(from: "a.*", to: "b.c") == nil)
    #expect(KeyRename(from: "a.b", to: "a.*") == nil)
    #expect(KeyRename(from: "a", to: "a") == nil)
    #expect(KeyRename(from: "a.*.b", to: "c.*.d") != nil)
  }

  @Test func `the user's change of a renamed key is merged with the release's`() throws {
    let sides = MergeSides(
      base: Array("a:\n  old: 1\n  x: 1\n".utf8), local: Array("a:\n  old: 7\n  x: 1\n".utf8),
      upgrade: Array("a:\n  new: 1\n  x: 2\n".utf8), format: .yaml, fileName: "f.yaml")
    let (renamed, followed) = sides.following([try #require(KeyRename(from: "a.old", to: "a.new"))])
    let merged = MergedFile(merging: renamed) { _ in nil }
    #expect(merged.conflicts.isEmpty)
    #expect(String(decoding: merged.bytes, as: UTF8.self) == "a:\n  new: 7\n  x: 2\n")
    #expect(followed == [FollowedKey(from: "a.old", to: "a.new")])
    // Without the rule it is a conflict.
    #expect(!MergedFile(merging: sides) { _ in nil }.conflicts.isEmpty)
  }

  @Test(arguments: [
    // The user has the new name already, with another value.
    ("a: 1\n", "a: 5\nb: 9\n", "b: 1\n", "a", "b"),
    // The key twice.
    ("a: 1\n", "a: 5\na: 6\n", "c: 1\n", "a", "c"),
    // What others refer to cannot move.
    ("a: 1\nb: 1\n", "a: &v 7\nb: *v\n", "b: 1\ng:\n  a: 1\n", "a", "g.a"),
  ])
  func `a change that cannot follow is a conflict, and never lost`(
    base: String, local: String, upgrade: String, from: String, to: String
  ) throws {
    let sides = MergeSides(
      base: Array(base.utf8), local: Array(local.utf8), upgrade: Array(upgrade.utf8),
      format: .yaml, fileName: "f.yaml")
    let (renamed, followed) = sides.following([try #require(KeyRename(from: from, to: to))])
    #expect(followed == [] && renamed.base == sides.base && renamed.local == sides.local)
    let merged = MergedFile(merging: renamed) { _ in nil }
    #expect(!merged.conflicts.isEmpty)
    #expect(merged.bytes.starts(with: Array(local.prefix(4).utf8)))
  }

  @Test func `deprecated keys are found by line where they are not as shipped`() throws {
    let local = """
      templates:
        a:
          triggers: [x]
        b:
          triggers: [y]
      "odd.key": 1

      """
    let patterns = try ["templates.*.triggers", "\"odd.key\"", "none"]
      .map { try #require(KeyPattern($0)) }
    func places(_ shipped: String?) -> [[KeyPlace]] {
      KeyPlace.all(
        of: patterns, in: Array(local.utf8), besides: shipped.map { Array($0.utf8) }, as: .yaml,
        fileName: "f.yaml")
    }
    let a = KeyPlace(path: "templates.a.triggers", line: 3)
    let b = KeyPlace(path: "templates.b.triggers", line: 5)
    let odd = KeyPlace(path: "\"odd.key\"", line: 6)
    #expect(places(nil) == [[a, b], [odd], []])
    #expect(places("templates:\n  a:\n    triggers: [x]\n") == [[b], [odd], []])
    #expect(places(local) == [[], [], []])
    let env = KeyPlace.all(
      of: try ["OLD", "tool.limit"].map { try #require(KeyPattern($0)) },
      in: Array("A=1\nOLD=2\n".utf8), besides: nil, as: .text, fileName: ".env")
    #expect(env == [[KeyPlace(path: "OLD", line: 2)], []])
    let toml = KeyPlace.all(
      of: [try #require(KeyPattern("tool.limit"))],
      in: Array("[tool]\nlimit = 2\n".utf8), besides: nil, as: .text, fileName: "x.toml")
    #expect(toml == [[KeyPlace(path: "tool.limit", line: 2)]])
  }
}
