import TestSupport
import Testing

@testable import ConfigMerge

/// What takes the place of another item stands where that stood, whichever side put it there.
@Suite(.tags(.unit)) struct ListOrderTests {
  /// What a merge of lists gives, both ways; `nil` is a conflict.
  private func merged(_ base: [String], _ local: [String], _ upgrade: [String]) -> Set<[String]?> {
    func text(_ items: [String]) -> String { items.map { "- \($0)\n" }.joined() }
    return Set(
      [(local, upgrade), (upgrade, local)].map { one, other in
        let merged = ThreeWayMergeTests.merge(text(base), text(one), text(other))
        guard merged.isDecided else { return nil }
        return ThreeWayMergeTests.text(merged).split(separator: "\n").map {
          String($0.dropFirst(2))
        }
      })
  }

  @Test func `items that each side replaced keep their places`() {
    for prefix in ["", "run: "] {
      func items(_ names: String) -> [String] { names.map { "\(prefix)\($0)x" } }
      #expect(merged(items("ab"), items("ac"), items("db")) == [items("dc")])
      #expect(merged(items("abc"), items("axc"), items("abyz")) == [items("axyz")])
      #expect(merged(items("ab"), items("ac"), items("dbe")) == [items("dce")])
    }
  }

  @Test func `what one side put before an item stays before what the other made of it`() {
    #expect(merged(["1", "10"], ["1", "5", "10"], ["1", "20"]) == [["1", "5", "20"]])
    #expect(
      merged(["run: a", "run: b"], ["run: a", "run: pre", "run: b"], ["run: a", "run: b2"])
        == [["run: a", "run: pre", "run: b2"]])
    #expect(
      merged(["0.1", "0.5", "1"], ["0.1", "0.5", "2"], ["0.1", "0.5", "1", "5"])
        == [["0.1", "0.5", "2", "5"]])
  }

  @Test func `where more came than went, what the other side put there is a conflict`() {
    #expect(
      merged(["a", "b"], ["a", "m", "b2", "n"], ["a", "b", "x"]) == [nil])
    #expect(
      merged(
        ["run: a", "run: b"], ["run: m", "run: n", "run: b"], ["run: a", "run: x", "run: b"])
        == [nil])
    #expect(merged(["a", "b"], ["a", "m", "n"], ["c", "a", "b"]) == [["c", "a", "m", "n"]])
  }

  @Test(arguments: [
    "[\n  a,\n  # on b\n  b\n]", "[\n  a, # on a\n  # on b\n  b\n]",
  ])
  func `in brackets what comes before an item stands above its comment`(_ list: String) {
    let base = "l: \(list)\nz: 1\n"
    let upgrade = base.replacing("  # on b", with: "  new,\n  # on b")
    let merged = ThreeWayMergeTests.merge(base, base.replacing("z: 1", with: "z: 2"), upgrade)
    #expect(ThreeWayMergeTests.text(merged) == upgrade.replacing("z: 1", with: "z: 2"))
    let heading = "l: [\n  # head\n  b\n]\n"
    let below = ThreeWayMergeTests.merge(
      heading, heading + "z: 1\n", heading.replacing("  b", with: "  new,\n  b"))
    #expect(ThreeWayMergeTests.text(below) == "l: [\n  # head\n  new,\n  b\n]\nz: 1\n")
  }

  @Test func `an argument that both sides added in other places is a conflict`() {
    #expect(
      merged(["--a", "x"], ["--a", "x", "--b", "y"], ["--a", "x", "--c", "y"]) == [nil])
    #expect(merged(["a"], ["n", "a"], ["a", "n"]) == [nil])
    #expect(merged(["a"], ["a", "n", "m"], ["a", "n"]) == [["a", "n", "m"]])
  }

  @Test func `an item that one side deleted and the other replaced is a conflict`() {
    #expect(merged(["80:80", "443:443"], ["80:80"], ["80:80", "443:8443"]) == [nil])
    #expect(merged(["a", "b", "c"], ["a", "b"], ["a", "b", "d"]) == [nil])
  }
}
