import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct FallbackTests {
  private func merge(
    _ base: String?, _ local: String, _ upgrade: String, _ format: ConfigFormat = .yaml,
    _ answer: (MergeConflict) -> Resolution? = { _ in nil }
  ) -> MergedFile { ThreeWayMergeTests.merge(base, local, upgrade, format, answer) }

  @Test func `a file that is no YAML is merged by lines, with the reason`() {
    let merged = merge("a: [1\nb: 1\nc: 1\n", "a: [1\nb: 2\nc: 1\n", "a: [1\nb: 1\nc: 1\nd: 1\n")
    #expect(merged.method == .lines && merged.words.contains("your file cannot be read: line 2"))
    #expect(merged.conflicts.isEmpty)
    #expect(ThreeWayMergeTests.text(merged) == "a: [1\nb: 2\nc: 1\nd: 1\n")
  }

  @Test func `a release that is no YAML does not make the user's file unreadable`() throws {
    let merged = merge("a: 1\nb: 1\nc: 1\n", "a: 2\nb: 1\nc: 1\n", "a: 1\nb: 1\nc: [\n")
    #expect(merged.method == .whole && merged.conflicts.map(\.conflict.kind) == [.wholeFile])
    #expect(ThreeWayMergeTests.text(merged) == "a: 2\nb: 1\nc: 1\n")
    #expect(merged.words.contains("the release's file cannot be read"))
  }

  @Test func `lines never bring a key a second time`() {
    // The base cannot be read, so there are only lines; both sides add the same key elsewhere.
    let merged = merge(
      "{\na: 1\nb: 1\nc: 1\n", "x: 1\na: 1\nb: 1\nc: 1\n", "a: 1\nb: 1\nc: 1\nx: 1\n")
    #expect(merged.method == .whole)
    #expect(ThreeWayMergeTests.text(merged) == "x: 1\na: 1\nb: 1\nc: 1\n")
  }

  @Test func `conflicts of lines can be answered one by one`() {
    let (base, local) = ("one\ntwo\nthree\nfour\n", "ONE\ntwo\nthree\nFOUR\n")
    let upgrade = "1\ntwo\nthree\n4\n"
    let merged = merge(base, local, upgrade, .text) { $0.path == "line 1" ? .upgrade : .both }
    #expect(merged.conflicts.map(\.conflict.path) == ["line 1", "line 4"])
    #expect(merged.conflicts.map(\.conflict.kind) == [.lines, .lines])
    #expect(ThreeWayMergeTests.text(merged) == "1\ntwo\nthree\nFOUR\n4\n")
  }

  enum Excess: CaseIterable {
    case brackets, dashes, aliases, length

    var text: String {
      switch self {
      case .brackets: return String(repeating: "[", count: 100_000)
      case .dashes: return String(repeating: "- ", count: 100_000)
      case .aliases:
        let lines = (1...12).map { number in
          let name = "*a\(number - 1)"
          return "a\(number): &a\(number) [\(name), \(name), \(name), \(name)]\n"
        }
        return "a: &a0 [x, x, x]\n" + lines.joined()
      case .length: return "a: \"" + String(repeating: "x", count: 20 << 20) + "\"\n"
      }
    }
  }

  @Test(arguments: Excess.allCases) func `what nobody can mean is refused`(excess: Excess) {
    let merged = merge("a: 1\n", "a: 2\n", excess.text)
    #expect(merged.method == .whole && merged.reason != nil)
    #expect(merged.conflicts.map(\.conflict.kind) == [.wholeFile])
    #expect(ThreeWayMergeTests.text(merged) == "a: 2\n")
  }

  @Test func `bytes that are no text are one conflict`() {
    let merged = merge("a\u{0}b\nc\n", "a\u{0}b\nd\n", "x\u{0}b\nc\n", .text)
    #expect(merged.conflicts.map(\.conflict.kind) == [.wholeFile])
    #expect(merge(nil, "a\n", "b\n", .text).conflicts.map(\.conflict.kind) == [.wholeFile])
  }

  @Test func `what both sides added has no base between its markers`() {
    let sides = MergeSides(
      base: Array("a: 1\n".utf8), local: Array("a: 1\nb: 2\n".utf8),
      upgrade: Array("a: 1\nb: 3\n".utf8), format: .yaml)
    #expect(
      String(
        decoding: MergedFile.marked(sides, base: "old", local: "mine", upgrade: "new"),
        as: UTF8.self)
        == "a: 1\n<<<<<<< mine\nb: 2\n||||||| old\n=======\nb: 3\n>>>>>>> new\n")
  }

  @Test func `markers show every conflict and nothing else`() {
    let sides = MergeSides(
      base: Array("a: 1\nb: 1\nc: 1\n".utf8), local: Array("a: 2\nb: 1  # mine\nc: 1\n".utf8),
      upgrade: Array("a: 3\nb: 4\n".utf8), format: .yaml)
    let marked = MergedFile.marked(sides, base: "5.1.0", local: "yours", upgrade: "5.2.0")
    #expect(
      String(decoding: marked, as: UTF8.self) == """
        <<<<<<< yours
        a: 2
        ||||||| 5.1.0
        a: 1
        =======
        a: 3
        >>>>>>> 5.2.0
        b: 4  # mine

        """)
  }
}
