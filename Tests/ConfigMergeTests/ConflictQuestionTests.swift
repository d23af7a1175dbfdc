import TestSupport
import Testing

@testable import ConfigMerge

/// Conflicts that have one cause are one question.
@Suite(.tags(.unit)) struct ConflictQuestionTests {
  /// The keys of each question, and its reason.
  private func questions(
    _ base: String, _ local: String, _ upgrade: String
  ) -> [[String]: String] {
    let merged = ThreeWayMergeTests.merge(base, local, upgrade)
    #expect(merged.questions.flatMap(\.conflicts).sorted() == Array(merged.conflicts.indices))
    return Dictionary(
      uniqueKeysWithValues: merged.questions.map { question in
        (
          question.conflicts.map { merged.conflicts[$0].conflict.path },
          question.reason.map { "\($0)" } ?? ""
        )
      })
  }

  @Test func `keys that the release deleted everywhere are one question`() {
    #expect(
      questions(
        "t:\n  a:\n    x: 1\n    y: 1\n  b:\n    x: 1\n    y: 1\n",
        "t:\n  a:\n    x: 2\n    y: 1\n  b:\n    x: 2\n    y: 1\n",
        "t:\n  a:\n    y: 1\n  b:\n    y: 1\n")
        == [["t.a.x", "t.b.x"]: "the release deleted t.*.x, which you changed"])
  }

  @Test func `neighbours that the user deleted are one question`() {
    #expect(
      questions(
        "t:\n  a: 1\n  b: 1\n  c: 1\n", "t:\n  c: 1\n", "t:\n  a: 2\n  b: 2\n  c: 1\n")
        == [["t.a", "t.b"]: "you deleted t.*, which the release changed"])
  }

  @Test func `keys that both added to one map are one question`() {
    #expect(
      questions("t: 1\n", "t: 1\ns:\n  a: 1\n  b: 1\n", "t: 1\ns:\n  a: 2\n  b: 2\n")
        == [
          ["s.a", "s.b"]: "you and the release added keys to s, with different values"
        ])
  }

  @Test func `a rewritten section is one question and what stands apart is another`() {
    #expect(
      questions(
        "s:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n", "s:\n  a: 2\n  b: 2\n  c: 1\n  d: 2\n",
        "s:\n  a: 3\n  b: 3\n  c: 1\n  d: 3\n")
        == [
          ["s.a", "s.b"]: "you and the release changed adjacent keys of s", ["s.d"]: "",
        ])
  }

  @Test func `what is at the top, or of another kind, is a question by itself`() {
    #expect(
      questions("a: 1\nb: 1\nc: 1\n", "a: 2\nb: 2\n", "a: 3\nb: 3\nc: 2\n")
        == [["a"]: "", ["b"]: "", ["c"]: ""])
  }

  @Test func `all that refers to one anchor is one question`() {
    let found = questions(
      "d: &d 1\na: *d\nz: 1\n", "a: 1\nz: 2\n", "d: &d 1\na: *d\nn: *d\nz: 1\no: *d\n")
    #expect(found.keys.contains(["n", "o"]))
  }

  @Test func `lines and whole files are questions by themselves`() {
    let merged = MergedFile(
      merging: MergeSides(
        base: Array("a\nb\nc\nd\n".utf8), local: Array("1\nb\nc\n2\n".utf8),
        upgrade: Array("3\nb\nc\n4\n".utf8), format: .text)
    ) { _ in nil }
    #expect(merged.questions.map(\.conflicts) == [[0], [1]])
  }
}
