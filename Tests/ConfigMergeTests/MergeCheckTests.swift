import TestSupport
import Testing

@testable import ConfigMerge

/// The check is the last line: what the merge makes passes it, so it is shown here what does not.
@Suite(.tags(.unit)) struct MergeCheckTests {
  private func text(_ text: String) throws -> ParsedText { try ParsedText(yaml: Array(text.utf8)) }

  private func difference(_ result: String) throws -> String? {
    let (base, local) = (try text("a: 1\nb: [x]\n"), try text("a: 1\nb: [x, y]\nm: 1\n"))
    let merge = ThreeWayMerge(
      base: base, local: local, upgrade: try text("a: 2\nb: [x]\nc: {k: v}\n")
    ) { _ in nil }
    return MergeCheck.difference(try text(result), merge.documents, local)?.description
  }

  @Test func `what was decided passes, however it is written`() throws {
    #expect(try difference("a: 2\nb:\n- x\n- 'y'\nc:\n  k: v\nm: 1  # c\n") == nil)
  }

  @Test(
    arguments: [
      ("a: 1\nb: [x, y]\nc: {k: v}\nm: 1\n", "a"), ("a: 2\nb: [x]\nc: {k: v}\nm: 1\n", "b"),
      ("a: 2\nb: [x, y]\nc: {k: w}\nm: 1\n", "c"), ("a: 2\nb: [x, y]\nc: {k: v}\nm: '1'\n", "m"),
      ("a: 2\nb: [x, z]\nc: {k: v}\nm: 1\n", "b[y]"), ("a: 2\nb: [x, y]\nm: 1\n", ""),
      ("a: 2\nb: [x, y]\nc: {k: v}\nn: 1\n", "m"), ("a: 2\nb: [x, y]\nm: 1\nc: {k: v}\n", "c"),
      ("[a]", ""), ("a: 2\n---\nb: 1\n", ""),
    ])
  func `anything else is found, with its path`(result: String, path: String) throws {
    #expect(try difference(result) == path)
  }
}
