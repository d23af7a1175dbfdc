import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct DocumentTests {
  /// Expects a merge without conflicts to give a text.
  private func expect(
    _ base: String?, _ local: String, _ upgrade: String, gives wanted: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade)
    #expect(merged.conflicts.isEmpty, sourceLocation: sourceLocation)
    #expect(merged.method == .structure, sourceLocation: sourceLocation)
    #expect(ThreeWayMergeTests.text(merged) == wanted, sourceLocation: sourceLocation)
  }

  /// The conflicts and the text with an answer for all of them.
  private func merge(
    _ base: String?, _ local: String, _ upgrade: String, _ answer: Resolution? = nil
  ) -> (conflicts: [String: MergeConflict.Kind], text: String) {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade) { _ in answer }
    let conflicts = merged.conflicts.map { ($0.conflict.path, $0.conflict.kind) }
    return (Dictionary(conflicts) { $1 }, ThreeWayMergeTests.text(merged))
  }

  // MARK: Which document is which

  @Test func `a document that both inserted is there once`() {
    expect(
      "a: 1\n---\nz: 1\n", "a: 1\n---\nn: 1\n---\nz: 1\n", "n: 1\n---\nz: 1\n",
      gives: "---\nn: 1\n---\nz: 1\n")
  }

  @Test func `a change reaches its document behind one that was inserted`() {
    expect(
      "name: p\nport: 80\nhost: h\n", "mine: true\n---\nname: p\nport: 80\nhost: h\n",
      "name: p\nport: 81\nhost: h\n", gives: "mine: true\n---\nname: p\nport: 81\nhost: h\n")
  }

  @Test func `objects are known by kind and name, in whichever order`() {
    func object(_ kind: String, _ name: String, _ size: Int) -> String {
      "kind: \(kind)\nmetadata: {name: \(name)}\nspec: {size: \(size)}\n"
    }
    let (web, service) = (object("Deployment", "web", 1), object("Service", "web", 1))
    expect(
      web + "---\n" + service, object("Deployment", "web", 5) + "---\n" + service,
      service + "---\n" + object("Deployment", "db", 1) + "---\n" + web,
      gives: "---\n" + service + "---\n" + object("Deployment", "db", 1) + "---\n"
        + object("Deployment", "web", 5))
    // Another name is another object, however alike the two are.
    let replaced = merge(
      web, object("Deployment", "web", 5), object("Deployment", "db", 1) + "---\n")
    #expect(replaced.conflicts == ["[document 1]": .deletedThere])
  }

  @Test func `without a base, documents are paired all the same`() {
    let merged = merge(nil, "a: 1\n---\nb: 1\n", "a: 2\n---\nb: 1\n---\nc: 1\n")
    #expect(merged.conflicts == ["[document 1].a": .bothAdded])
    #expect(merged.text == "a: 1\n---\nb: 1\n---\nc: 1\n")
  }

  @Test func `two documents in the place of one are never made one`() {
    let base = "a: 1\n---\nhost: x\nport: 1\n"
    let (local, upgrade) = ("a: 1\n---\nhost: mine\nown: p\n", "a: 1\n---\nhost: theirs\nnew: q\n")
    let merged = merge(base, local, upgrade)
    #expect(merged.conflicts == ["[document 2 of the release]": .deletedHere])
    #expect(merged.text == local)
    #expect(
      merge(base, local, upgrade, .upgrade).text
        == "a: 1\n---\nhost: theirs\nnew: q\n---\nhost: mine\nown: p\n")
  }

  // MARK: Coming and going

  @Test func `a document of the user's own stays under every answer`() {
    let (base, local) = ("a: 1\n---\nb: 1\n", "a: 2\n---\nb: 1\n---\nmine: 1\n")
    for (answer, value) in [(Resolution.local, 2), (.upgrade, 3)] {
      #expect(
        merge(base, local, "a: 3\n---\nb: 1\n", answer).text
          == "a: \(value)\n---\nb: 1\n---\nmine: 1\n")
    }
  }

  @Test func `what one side deleted goes, unless the other changed it`() {
    let (base, short) = ("a: 1\n---\nb: 1\nk: x\n", "a: 1\n")
    let changed = "a: 1\n---\nb: 2\nk: x\n"
    expect(base, short, base, gives: short)
    expect(base, base, short, gives: short)
    #expect(merge(base, short, changed).conflicts == ["[document 2 of the release]": .deletedHere])
    #expect(merge(base, short, changed, .upgrade).text == changed)
    #expect(merge(base, changed, short).conflicts == ["[document 2]": .deletedThere])
    #expect(merge(base, changed, short, .local).text == changed)
    #expect(merge(base, changed, short, .upgrade).text == short)
  }

  @Test func `markers show a document that is in conflict`() {
    let sides = MergeSides(
      base: Array("a: 1\n---\nb: 1\nk: x\n".utf8), local: Array("a: 1\n".utf8),
      upgrade: Array("a: 1\n---\nb: 2\nk: x\n".utf8), format: .yaml)
    let marked = MergedFile.marked(sides, base: "old", local: "mine", upgrade: "new")
    #expect(
      String(decoding: marked, as: UTF8.self) == """
        a: 1
        <<<<<<< mine
        ||||||| old
        ---
        b: 1
        k: x
        =======
        ---
        b: 2
        k: x
        >>>>>>> new

        """)
  }

  // MARK: Markers, directives, line ends

  @Test func `a document without a marker gets one when another comes before it`() {
    expect("a: 1\n", "a: 2\n", "n: 1\n---\na: 1\n", gives: "n: 1\n---\na: 2\n")
    expect(
      "\u{FEFF}a: 1\n", "\u{FEFF}a: 2\n", "\u{FEFF}n: 1\n---\na: 1\n",
      gives: "\u{FEFF}n: 1\n---\na: 2\n")
    expect(
      "# All\n\na: 1\n", "# All\n\na: 2\n", "# All\n\nn: 1\n---\na: 1\n",
      gives: "# All\nn: 1\n---\n\na: 2\n")
  }

  @Test func `a directive stands behind a document that is closed`() {
    expect(
      "%YAML 1.1\n---\na: 1\n", "%YAML 1.1\n---\na: 2\n", "%YAML 1.1\n---\nn: 1\n---\na: 1\n",
      gives: "%YAML 1.1\n---\nn: 1\n...\n%YAML 1.1\n---\na: 2\n")
    expect(
      "a: 1\n", "a: 2\n", "a: 1\n...\n%TAG ! tag:x:\n---\nn: !t 1\n",
      gives: "a: 2\n...\n%TAG ! tag:x:\n---\nn: !t 1\n")
  }

  @Test func `the end of the file stays as the user has it`() {
    expect(
      "a: 1\n---\nb: 1", "a: 1\n---\nb: 2", "a: 1\n---\nb: 1\n---\nc: 1\n...\n",
      gives: "a: 1\n---\nb: 2\n---\nc: 1")
    expect(
      "a: 1\r\n...\r\n", "a: 2\r\n...\r\n", "a: 1\n---\nc: 1\n",
      gives: "a: 2\r\n...\r\n---\r\nc: 1\r\n")
    // A line break would change the text above.
    #expect(
      merge("a: 1\n", "a: |\n  x", "a: 1\n---\nb: 1\n").conflicts
        == ["[document 2 of the release]": .notSpliceable])
  }

  @Test func `a value that is replaced keeps the lines around it`() {
    expect(
      "--- one\n--- # two\n- x\n", "--- one\n--- # two\n# mine\n- x\n", "--- |\n text\n---\nk: 1\n",
      gives: "--- |\n text\n---\nk: 1\n# mine\n")
    expect("k: 1\n", "# mine\nk: 1\n", "- x\n", gives: "# mine\n- x\n")
    expect("--- !t\nk: 1\n", "--- !t\nk: 1\n", "k: 1\n", gives: "k: 1\n")
  }

  // MARK: Comments

  @Test func `comments go with their document, and the user's own stay`() {
    let (a, b, c) = ("a: 1\n", "\n# about b\n---\nb: 1\n", "\n# about c\n---\nc: 1\n# end\n")
    expect(a + b + c, a + b + c + "# mine\n", a + c, gives: a + c + "# mine\n")
    expect(a + b, a + "\n# about b\n---\nb: 1 # mine\n", a, gives: a + "# mine\n")
    expect(
      a + c, "a: 2\n" + c, a + b + c,
      gives: "a: 2\n" + b + c)
  }

  @Test func `a comment between two documents is there once`() {
    expect(
      "a: 1\n# here\n---\nb: 1\n", "a: 2\n# here\n---\nb: 1\n",
      "a: 1\n---\nn: 1\n# here\n---\nb: 1\n", gives: "a: 2\n# here\n---\nn: 1\n---\nb: 1\n")
  }

  // MARK: Without a document

  @Test func `in a file of comments both sides write their first key`() {
    let base = "# a: 1\n# b: 2\n"
    expect(
      base, base + "mine: 1\n", base + "theirs: 2\n", gives: base + "mine: 1\ntheirs: 2\n")
    expect("", "mine: 1\n", "theirs: 2\n", gives: "mine: 1\ntheirs: 2\n")
    expect(
      "---\n# list\n", "---\n# list\n- mine\n", "---\n# list\n- theirs\n",
      gives: "---\n# list\n- mine\n- theirs\n")
  }

  @Test func `a first key comes below its comment`() {
    let base = "# a\n# b\n"
    expect(base, base + "# mine", "# a\nx: 1\n# b\n", gives: "# a\nx: 1\n# b\n# mine")
    expect(
      "k: 1\n---\n# a\n# b\n---\nz: 1\n", "k: 1\n---\n# a\n# b\n---\nz: 1\n",
      "k: 1\n---\n# a\n# b\ny: 2\n---\nz: 1\n", gives: "k: 1\n---\n# a\n# b\ny: 2\n---\nz: 1\n")
  }

  @Test func `a file that loses its last key keeps its comments`() {
    expect("# head\na: 1\n", "# head\n# mine\na: 1\n", "# head\n", gives: "# head\n# mine\n")
    expect(
      "# head\na: 1\n", "# head\n# mine\na: 1\n", "# head\n{}\n", gives: "# head\n# mine\n{}\n")
    expect("a: 1\n", "# only\n", "a: 1\nb: 1\n", gives: "# only\nb: 1\n")
  }

  @Test func `what both begin differently is a conflict`() {
    #expect(merge("# c\n", "# c\na: 1\n", "# c\na: 2\n").conflicts == ["a": .bothAdded])
    #expect(merge("# c\n", "# c\na: 1\n", "# c\n- x\n").conflicts == ["": .typeChanged])
  }

  // MARK: Differences

  @Test func `documents that differ are named, and those that came and went`() {
    func differences(_ old: String, _ new: String) -> [String: ConfigDifference.Kind] {
      let found = ConfigDifference.all(from: Array(old.utf8), to: Array(new.utf8), format: .yaml)
      return Dictionary(found.map { ($0.path, $0.kind) }) { $1 }
    }
    #expect(
      differences("a: 1\n---\nb: 1\n---\nc: x\n", "n: y\n---\na: 1\n---\nb: 2\n")
        == [
          "[document 1]": .added, "[document 3].b": .modified,
          "[document 3 of the older file]": .removed,
        ])
    #expect(differences("# only\n", "# only\na: 1\n") == ["a": .added])
    #expect(differences("a: 1\n---\nb: 1\n", "b: 1\n---\na: 1\n") == ["": .modified])
  }
}
