import TestSupport
import Testing

@testable import ConfigMerge

/// Which items of a list are the same one: by what is in them, and by no key alone.
@Suite(.tags(.unit)) struct ItemIdentityTests {
  private func merge(_ base: String, _ local: String, _ upgrade: String) -> MergedFile {
    ThreeWayMergeTests.merge(base, local, upgrade)
  }

  private func expect(
    _ base: String, _ local: String, _ upgrade: String, gives wanted: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let merged = merge(base, local, upgrade)
    #expect(merged.conflicts.isEmpty, sourceLocation: sourceLocation)
    #expect(ThreeWayMergeTests.text(merged) == wanted, sourceLocation: sourceLocation)
  }

  private func expectConflict(
    _ base: String, _ local: String, _ upgrade: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (one, other) in [(local, upgrade), (upgrade, local)] {
      #expect(!merge(base, one, other).isDecided, sourceLocation: sourceLocation)
    }
  }

  // MARK: Items that keep something

  @Test func `a change stays at its item when versions move to other items`() {
    expect(
      "- lib: alpha\n  version: 1.0\n- lib: beta\n  version: 2.0\n",
      "- lib: alpha\n  version: 1.0\n- lib: beta\n  version: 2.0\n  pinned: true\n",
      "- lib: alpha\n  version: 2.0\n- lib: beta\n  version: 3.0\n",
      gives: "- lib: alpha\n  version: 2.0\n- lib: beta\n  version: 3.0\n  pinned: true\n")
  }

  @Test func `a value that both changed in one item is a conflict and not two items`() {
    let merged = merge(
      "- image: redis\n  version: 6\n", "- image: redis\n  version: 6.5\n",
      "- image: redis\n  version: 7\n")
    #expect(merged.conflicts.map(\.conflict.path) == ["[image=redis].version"])
    #expect(merged.conflicts.map(\.conflict.kind) == [.bothChanged])
  }

  @Test func `items without an identity are merged one by one`() {
    expect(
      "- repo: A\n  rev: 1\n- repo: B\n  rev: 1\n", "- repo: A\n  rev: 2\n- repo: B\n  rev: 1\n",
      "- repo: A\n  rev: 1\n- repo: B\n  rev: 3\n",
      gives: "- repo: A\n  rev: 2\n- repo: B\n  rev: 3\n")
  }

  @Test func `renumbered items keep what the user gave them`() {
    expect(
      "- id: 1\n  cmd: build\n  in: src\n- id: 2\n  cmd: test\n  in: tests\n",
      "- id: 1\n  cmd: build\n  in: src\n- id: 2\n  cmd: test\n  in: tests\n  slow: true\n",
      "- id: 1\n  cmd: lint\n  in: all\n- id: 2\n  cmd: build\n  in: src\n"
        + "- id: 3\n  cmd: test\n  in: tests\n",
      gives: "- id: 1\n  cmd: lint\n  in: all\n- id: 2\n  cmd: build\n  in: src\n"
        + "- id: 3\n  cmd: test\n  in: tests\n  slow: true\n")
  }

  @Test func `a number and a text that do not agree are a conflict`() {
    expectConflict(
      "- id: 1\n  cmd: build\n- id: 2\n  cmd: test\n",
      "- id: 1\n  cmd: build\n- id: 2\n  cmd: test\n  slow: true\n",
      "- id: 1\n  cmd: lint\n- id: 2\n  cmd: build\n- id: 3\n  cmd: test\n")
  }

  @Test func `an item that is renamed is the same item`() {
    expect(
      "- name: old\n  run: make all\n  in: src\n",
      "- name: old\n  run: make all\n  in: src\n  n: 1\n",
      "- name: new\n  run: make all\n  in: src\n",
      gives: "- name: new\n  run: make all\n  in: src\n  n: 1\n")
  }

  @Test func `items of one identity are told apart by their places`() {
    let base = "- id: a\n  v: 1\n- id: a\n  v: 2\n"
    expect(
      base, base + "- id: c\n", "- id: a\n  v: 3\n- id: a\n  v: 2\n",
      gives: "- id: a\n  v: 3\n- id: a\n  v: 2\n- id: c\n")
    expect(
      base, "- id: a\n  v: 5\n- id: a\n  v: 2\n", "- id: a\n  v: 1\n- id: a\n  v: 3\n",
      gives: "- id: a\n  v: 5\n- id: a\n  v: 3\n")
    expectConflict(
      base, "- id: a\n  v: 5\n- id: a\n  v: 2\n", "- id: a\n  v: 3\n- id: a\n  v: 2\n")
  }

  @Test func `an item of the user's with an identity that the release gives away is a conflict`() {
    expectConflict(
      "- id: 1\n  cmd: a\n", "- id: 1\n  cmd: a\n- id: 2\n  cmd: mine\n",
      "- id: 1\n  cmd: a\n- id: 2\n  cmd: theirs\n")
  }

  // MARK: Items that cannot be told apart

  @Test func `a name that now belongs to something else is a conflict`() {
    expectConflict(
      "- name: a\n  run: make\n  doc: builds it\n",
      "- name: a\n  run: make\n  doc: builds it\n  timeout: 5\n",
      "- name: a\n  run: rm -r out\n  doc: throws away\n")
  }

  @Test func `swapped names follow what is in the items or are a conflict`() {
    let base = "- name: a\n  run: make it\n- name: b\n  run: test it\n"
    let merged = merge(
      base, "- name: a\n  run: make it\n- name: b\n  run: test it\n  slow: 1\n",
      "- name: b\n  run: make it\n- name: a\n  run: test it\n")
    #expect(
      !merged.isDecided
        || ThreeWayMergeTests.text(merged)
          == "- name: b\n  run: make it\n- name: a\n  run: test it\n  slow: 1\n"
    )
  }

  @Test func `one of several equal items that both sides changed is a conflict`() {
    let base = "- type: pause\n- type: pause\n- type: run\n"
    expectConflict(
      base, "- type: pause\n  s: 5\n- type: pause\n- type: run\n", "- type: pause\n- type: run\n")
    expect(
      base, "- type: pause\n- type: run\n", base + "- type: end\n",
      gives: "- type: pause\n- type: run\n- type: end\n")
  }

  @Test func `a doubt about several items is a conflict about the list`() {
    let merged = ThreeWayMergeTests.merge(
      "s:\n- id: 1\n  run: build\n- id: 2\n  run: test\n",
      "s:\n- id: 1\n  run: build\n- id: 2\n  run: test\n  timeout: 5\n",
      "s:\n- id: 1\n  run: lint\n- id: 2\n  run: build\n- id: 3\n  run: test\n")
    #expect(merged.conflicts.map(\.conflict.path) == ["s"])
    #expect(merged.conflicts.first?.conflict.local?.text.contains("timeout: 5") ?? false)
    #expect(
      merged.conflicts.first?.conflict.reason == .unmatchedItems)
  }

  @Test(arguments: [
    ["name: A\n  value: \"1\"", "name: MINE\n  value: x", "name: THEIRS\n  value: x"],
    [
      "src: a\n  dst: /a\n  ro: true", "src: m\n  dst: /m\n  ro: true",
      "src: u\n  dst: /u\n  ro: true",
    ],
    ["label: a\n  type: shell", "label: m\n  type: shell", "label: u\n  type: shell"],
  ])
  func `items that each side added are two items`(_ items: [String]) {
    let base = "- \(items[0])\n"
    expect(
      base, base + "- \(items[1])\n", base + "- \(items[2])\n",
      gives: base + "- \(items[2])\n- \(items[1])\n")
  }

  // MARK: Generated lists

  /// Items with texts of their own are given new numbers, new versions and new places by the release; the
  /// user marks one of them.
  @Test(arguments: 0..<200)
  func `a mark stays at its item whatever else the release gives to it`(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let count = Int.random(in: 2...6, using: &random)
    let words = ["build", "test", "lint", "ship", "sign", "scan"]
    func item(_ word: Int, id: Int, version: Int, isMarked: Bool = false) -> String {
      "- id: \(id)\n  run: \(words[word]) all of it\n  version: \(version)\n"
        + (isMarked ? "  mark: mine\n" : "")
    }
    let marked = Int.random(in: 0..<count, using: &random)
    let versions = (0..<count).map { _ in Int.random(in: 1...3, using: &random) }
    let base = (0..<count).map { item($0, id: $0, version: versions[$0]) }.joined()
    let local = (0..<count).map {
      item($0, id: $0, version: versions[$0], isMarked: $0 == marked)
    }.joined()
    let order = Array(0..<count).shuffled(using: &random)
    let upgrade = order.enumerated().map { place, word in
      item(word, id: place, version: Int.random(in: 1...3, using: &random))
    }.joined()
    let merged = merge(base, local, upgrade)
    guard merged.isDecided else { return }
    let items = ThreeWayMergeTests.text(merged).split(separator: "- ")
    let found = items.filter { $0.contains("mark: mine") }
    #expect(found.count == 1 && found[0].contains(words[marked]), "\(merged)")
  }
}
