import Testing

@testable import ConfigMerge

/// What takes the place of another item stands where that stood, whichever side put it there.
@Suite struct ListOrderTests {
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
