import TestSupport
import Testing

@testable import ConfigMerge

/// Lists of scalars that are one value: pairs, ranges, versions, colours.
@Suite(.tags(.unit)) struct ShortListTests {
  /// What a merge gives, both ways; `nil` is a conflict.
  private func merged(_ base: String, _ local: String, _ upgrade: String) -> Set<String?> {
    Set(
      [(local, upgrade), (upgrade, local)].map { one, other in
        let merged = ThreeWayMergeTests.merge("k: [\(base)]\n", "k: [\(one)]\n", "k: [\(other)]\n")
        return merged.isDecided
          ? String(ThreeWayMergeTests.text(merged).dropFirst(4).dropLast(2)) : nil
      })
  }

  @Test func `two ends of a range are changed each by itself`() {
    #expect(merged("8, 17", "9, 17", "8, 18") == ["9, 18"])
    #expect(merged("0, 9, 99", "1, 9, 99", "0, 9, 90") == ["1, 9, 90"])
  }

  @Test(arguments: [
    ["8, 17", "9, 17", "8, 9"], ["1000, 1001", "1001, 1000", "1000, 10"],
    ["1062, 1063", "1063, 11", "1062, 9"], ["8, 17", "18, 17", "8, 19"],
  ])
  func `a pair that would lose an end or turn round is a conflict`(_ sides: [String]) {
    let expected: Set<String?> = sides[1] == "18, 17" ? ["18, 19"] : [nil]
    #expect(merged(sides[0], sides[1], sides[2]) == expected)
  }

  @Test func `a set whose values move to other places is a conflict`() {
    #expect(merged("a, b", "x, a", "y, b") == [nil])
    #expect(merged("a, b, c", "c, a, b", "b, c, a") == [nil])
  }

  @Test func `an order that both would turn is kept`() {
    #expect(merged("\"08:00\", \"17:30\"", "\"09:00\", \"17:30\"", "\"08:00\", \"08:30\"") == [nil])
    #expect(merged("9, 5, 1", "9, 5, 4", "9, 3, 1") == [nil])
  }

  @Test func `values that one side added and the other replaced are merged as a set`() {
    #expect(merged("a, b", "a, b, mine", "a, c") == ["a, c, mine"])
  }
}
