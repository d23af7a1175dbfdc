import TestSupport
import Testing

@testable import ConfigMerge

/// Conflicts to which the release's side is no answer.
@Suite(.tags(.unit)) struct UnofferedAnswerTests {
  /// The release refers to what the user has taken away.
  private let sides = MergeSides(
    base: Array("a: &d 1\nb: *d\n".utf8), local: Array("b: 1\n".utf8),
    upgrade: Array("a: &d 1\nb: *d\nc: *d\n".utf8), format: .yaml)

  @Test func `the release's side is no answer where it is not offered`() {
    let merged = MergedFile(merging: sides) { _ in .upgrade }
    let open = merged.conflicts.filter { $0.resolution == nil }
    #expect(open.map(\.conflict.path) == ["c"])
    #expect(open.first?.conflict.choices == [.local])
    #expect(!merged.isDecided)
    #expect(MergedFile(merging: sides) { _ in .local }.isDecided)
  }

  @Test func `a conflict without a place in the user's text is between markers all the same`() {
    let marked = MergedFile.marked(sides, base: "base", local: "local", upgrade: "upgrade")
    #expect(
      String(decoding: marked, as: UTF8.self)
        == """
        <<<<<<< local
        b: 1
        ||||||| base
        a: &d 1
        b: *d
        =======
        a: &d 1
        b: *d
        c: *d
        >>>>>>> upgrade

        """)
  }

  @Test func `markers are in every text with a conflict`() {
    let texts = [
      "d: &d\n  t: 1\na:\n  <<: *d\n", "d: &e\n  t: 1\na:\n  <<: *e\n", "a: 1\n",
      "d: &d\n  t: 1\na:\n  <<: *d\nn:\n  <<: *d\n", "a: |+\n  x\n\nd: 1\n", "- a\n- b  # why\n",
      "[]\n", "d: {}\n", "d: [a, &x b, *x]\n", "a: 1\n---\nb: 2\n", "",
    ]
    for base in texts {
      for local in texts {
        for upgrade in texts {
          let sides = MergeSides(
            base: Array(base.utf8), local: Array(local.utf8), upgrade: Array(upgrade.utf8),
            format: .yaml)
          let isDecided = MergedFile(merging: sides) { _ in nil }.isDecided
          let marked = MergedFile.marked(sides, base: "b", local: "l", upgrade: "u")
          #expect(
            isDecided != String(decoding: marked, as: UTF8.self).contains("<<<<<<< l\n"),
            "\(base)--\n\(local)--\n\(upgrade)")
        }
      }
    }
  }
}
