import TestSupport
import Testing

@testable import ConfigMerge

/// Anchors that are called otherwise on one side.
@Suite(.tags(.unit)) struct AnchorNameTests {
  private func merged(_ base: String, _ local: String, _ upgrade: String) -> String? {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade)
    return merged.conflicts.isEmpty ? ThreeWayMergeTests.text(merged) : nil
  }

  @Test func `an anchor that the release renames keeps the user's name`() {
    #expect(
      merged(
        "d: &d\n  t: 1\na:\n  <<: *d\nz: 1\n", "d: &d\n  t: 1\na:\n  <<: *d\nz: 2\n",
        "d: &common\n  t: 1\na:\n  <<: *common\nn: *common\nz: 1\n")
        == "d: &d\n  t: 1\na:\n  <<: *d\nn: *d\nz: 2\n")
  }

  @Test func `an anchor that the user renamed is the one that the release refers to`() {
    #expect(
      merged(
        "d: &d\n  t: 1\na:\n  <<: *d\n", "d: &mine\n  t: 1\na:\n  <<: *mine\n",
        "d: &d\n  t: 2\na:\n  <<: *d\nn:\n  <<: *d\n")
        == "d: &mine\n  t: 2\na:\n  <<: *mine\nn:\n  <<: *mine\n")
  }

  @Test func `anchors that exchange their names mean what they meant`() {
    #expect(
      merged(
        "x: &a 1\ny: &b 2\nz: [*a, *b]\n", "x: &a 1\ny: &b 2\nz: [*a, *b, *b]\n",
        "x: &b 1\ny: &a 2\nz: [*b, *a]\n") == "x: &a 1\ny: &b 2\nz: [*a, *b, *b]\n")
  }

  @Test func `an anchor that moves with its value is the same one`() {
    #expect(
      merged(
        "d: &d\n  t: 1\na:\n  <<: *d\n", "d: &d\n  t: 1\na:\n  <<: *d\n  m: 1\n",
        "c: &c\n  t: 1\na:\n  <<: *c\n") == "c: &d\n  t: 1\na:\n  <<: *d\n  m: 1\n")
  }

  @Test func `a name that would then be given twice is left as it is`() {
    let merged = ThreeWayMergeTests.merge(
      "x: &a 1\nz: *a\n", "x: &a 1\nz: *a\nm: 1\n", "n: &a 7\nx: &b 1\nz: *b\no: *a\n")
    // `b` could be called `a` only if `a` were called something else.
    let read = try? ParsedText(yaml: merged.bytes)
    #expect(
      read != nil
        && (merged.isDecided
          || merged.conflicts.allSatisfy {
            $0.conflict.kind == .anchor
          })
    )
  }

  @Test func `two anchors of one name that the sides added get two names`() {
    #expect(
      merged(
        "x: 1\n", "x: 1\nm: &a\n  k: 1\nm2: *a\n", "x: 1\nu: &a\n  k: 2\nu2: *a\n")
        == "x: 1\nu: &a2\n  k: 2\nu2: *a2\nm: &a\n  k: 1\nm2: *a\n")
  }

  @Test func `an anchor given twice in one file has no other name`() throws {
    let text = try ParsedText(yaml: Array("x: &a 1\ny: &a 2\nz: *a\n".utf8))
    let other = try ParsedText(yaml: Array("x: &b 1\ny: &a 2\nz: *a\n".utf8))
    #expect(text.namingAnchors(as: other).bytes == text.bytes)
  }
}
