import TestSupport
import Testing

@testable import ConfigMerge

/// The values that a merge notes of what only one side changed.
@Suite(.tags(.unit)) struct ChangeValueTests {
  private func changes(_ base: String, _ local: String, _ upgrade: String) -> [String] {
    ThreeWayMergeTests.merge(base, local, upgrade).changes.map {
      "\($0.kind.rawValue) \($0.path): \($0.before ?? "–") to \($0.after ?? "–")"
    }.sorted()
  }

  @Test func `each change has the value from before and after whoever made it`() {
    #expect(
      changes(
        "a: 1\nb: 1\nc: 1\nd: 1\nl: [x, y]\n", "a: 2\nb: 1\nd: 1\nmine: {k: 1}\nl: [x, y]\n",
        "a: 1\nb: 3\nc: 1\nnew: [p, q]\nl: [x, z]\n")
        == [
          "added l[z]: – to z", "added new: – to [p, q]", "kept a: 1 to 2", "kept c: 1 to –",
          "kept mine: – to {k: 1}", "removed d: 1 to –", "removed l[y]: y to –",
          "replaced b: 1 to 3",
        ])
  }

  @Test(arguments: [
    "long: \(String(repeating: "x", count: 100_000))\n",
    "long: [\(Array(repeating: "y", count: 50_000).joined(separator: ", "))]\n",
    "long: {\((0..<5_000).map { "k\($0): {a: [1, 2]}" }.joined(separator: ", "))}\n",
    "long: \"\(String(repeating: "e\u{301}", count: 50_000))\"\n",
  ])
  func `of a long value there is the beginning`(added: String) throws {
    let file = ThreeWayMergeTests.merge("a: 1\n", "a: 1\n", "a: 1\n" + added)
    let after = try #require(file.changes.first?.after)
    #expect(after.unicodeScalars.count == 80 && after.last == "…")
  }
}
