import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct DifferenceTests {
  private func differences(_ old: String, _ new: String) -> [ConfigDifference] {
    ConfigDifference.all(from: Array(old.utf8), to: Array(new.utf8), format: .yaml)
  }

  @Test func `every key that differs is named with both values`() {
    let found = differences(
      "a: 1\nb: {x: 1, y: [p, q]}\nl:\n- id: one\n  v: 1\ngone: 1\n",
      "l:\n- id: two\n- id: one\n  v: 2\nb: {x: 1, y: [p, r]}\na: '1'\n# c\nnew: {k: w}\n")
    #expect(
      found == [
        ConfigDifference(path: "l[id=two]", kind: .added, before: nil, after: "{id: two}"),
        ConfigDifference(path: "l[id=one].v", kind: .modified, before: "1", after: "2"),
        ConfigDifference(path: "b.y[r]", kind: .added, before: nil, after: "r"),
        ConfigDifference(path: "b.y[q]", kind: .removed, before: "q", after: nil),
        ConfigDifference(path: "a", kind: .modified, before: "1", after: "\"1\""),
        ConfigDifference(path: "new", kind: .added, before: nil, after: "{k: w}"),
        ConfigDifference(path: "gone", kind: .removed, before: "1", after: nil),
      ])
  }

  @Test func `another spelling of the same is no difference`() {
    #expect(differences("a: [1, 'x']\nb: &n 2\n", "b: 2 # c\na:\n  - 1\n  - \"x\"\n").isEmpty)
    #expect(differences("l: [a, b]\n", "l: [b, a]\n").map(\.path) == ["l"])
  }

  @Test func `a file that cannot be read differs as a whole`() {
    #expect(differences("a: [", "a: 1").map(\.path) == [""])
  }

  private func outdated(_ base: String, _ upgrade: String, _ local: String) -> [OutdatedEntry] {
    let sides = MergeSides(
      base: Array(base.utf8), local: Array(local.utf8), upgrade: Array(upgrade.utf8), format: .yaml)
    let merged = MergedFile(merging: sides) { _ in nil }
    #expect(merged.outdated == OutdatedEntry.all(in: merged.bytes, sides: sides))
    return merged.outdated
  }

  @Test func `an own entry that the release would write in another way is found`() {
    let base = "ops:\n  a: {run: x, old: 1}\n  b: {run: y, old: 2}\n"
    let upgrade = "ops:\n  a: {run: x, steps: [1]}\n  b: {run: y, steps: [2]}\n"
    #expect(
      outdated(base, upgrade, base + "  mine: {run: z, old: 3}\n  done: {run: z, steps: [1]}\n")
        == [
          OutdatedEntry(path: "ops.mine", missing: ["steps"], dropped: ["old"])
        ])
    #expect(outdated(base, base, base + "  mine: {run: z}\n").isEmpty)
  }

  @Test func `the same in a list whose items have an identity`() {
    #expect(
      outdated(
        "- {id: a}\n- {id: b}\n", "- {id: a, kind: k}\n- {id: b, kind: k}\n",
        "- {id: a}\n- {id: b}\n- {id: mine}\n") == [
          OutdatedEntry(path: "[id=mine]", missing: ["kind"], dropped: [])
        ])
  }
}
