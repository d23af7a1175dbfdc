import TestSupport
import Testing

@testable import ConfigMerge

@Suite(.tags(.unit)) struct KeyedMergeTests {
  private func merge(
    _ fileName: String, _ base: String, _ local: String, _ upgrade: String,
    _ answer: Resolution? = nil
  ) -> MergedFile {
    MergedFile(
      merging: MergeSides(
        base: Array(base.utf8), local: Array(local.utf8), upgrade: Array(upgrade.utf8),
        format: ConfigFormat(fileName: fileName) ?? .text, fileName: fileName)
    ) { _ in answer }
  }

  private func text(_ file: MergedFile) -> String { ThreeWayMergeTests.text(file) }

  private let server = "[server]\nport = 1\nhost = 2\nlast = 3\n"

  @Test(arguments: ["a.toml", "a.ini", "a.conf", ".gitconfig", "a.cfg"])
  func `a key that both added to a table in two places is asked about there`(name: String) {
    let local = "[server]\nkeep = 1\nport = 1\nhost = 2\nlast = 3\n"
    let upgrade = "[server]\nport = 1\nhost = 2\nlast = 3\nkeep = 2\n"
    let merged = merge(name, server, local, upgrade)
    #expect(merged.conflicts.map(\.conflict.kind) == [.lines, .lines])
    #expect(
      merged.conflicts.map(\.conflict.words).allSatisfy {
        $0 == "merged by lines, keep would occur twice in [server]"
      })
    #expect(merged.conflicts.allSatisfy { $0.conflict.choices == [.local, .upgrade] })
    #expect(text(merged) == local)
    #expect(text(merge(name, server, local, upgrade, .upgrade)) == upgrade)
    #expect(text(merge(name, server, local, upgrade, .local)) == local)
  }

  @Test func `the rest of the file is merged beside what is asked about`() {
    let base = "[server]\na = 1\nb = 1\nc = 1\nd = 1\n[client]\nx = 1\ny = 1\nz = 1\n"
    let local = base.replacing("a = 1\n", with: "keep = 1\na = 1\n").replacing(
      "x = 1", with: "x = 2")
    let upgrade = base.replacing("d = 1\n", with: "d = 1\nkeep = 2\n")
      .replacing("z = 1", with: "z = 3")
    #expect(
      text(merge("a.toml", base, local, upgrade, .upgrade))
        == upgrade.replacing("x = 1", with: "x = 2"))
  }

  @Test func `where both would be a key twice, both is not offered and yours stays`() {
    let local = "keep = 1\n" + "a = 1\nb = 1\n"
    let upgrade = "a = 1\nb = 1\n" + "keep = 2\n"
    let merged = merge("a.toml", "a = 1\nb = 1\n", local, upgrade, .both)
    #expect(merged.conflicts.allSatisfy { $0.conflict.choices == [.local, .upgrade] })
    #expect(merged.isDecided && text(merged) == local)
    let clean = merge(
      "a.env", "A=1\nx=1\ny=1\nZ=1\n", "A=2\nx=1\ny=1\nZ=1\n", "A=3\nx=1\ny=1\nZ=9\n", .both)
    #expect(text(clean) == "A=2\nx=1\ny=1\nZ=9\n")
  }

  @Test func `a key does not wander below a header that the other side put before it`() {
    let base = "[a]\nx = 1\n\n# end\n[c]\nz = 1\n"
    let local = base.replacing("x = 1\n", with: "x = 1\n[b]\nq = 1\n")
    let upgrade = base.replacing("# end\n", with: "# end\ny = 2\n")
    let merged = merge("a.toml", base, local, upgrade)
    #expect(merged.conflicts.contains { $0.conflict.words.contains("y would end up in [b]") })
    #expect(text(merged) == local)
    #expect(text(merge("a.toml", base, local, upgrade, .upgrade)) == upgrade)
    #expect(text(merge("a.toml", base, upgrade, local)) == upgrade)
  }

  @Test func `a table is not opened twice`() {
    let (local, upgrade) = ("[n]\na = 1\n" + server, server + "[n]\nb = 1\n")
    let merged = merge("a.toml", server, local, upgrade)
    #expect(merged.conflicts.first?.conflict.words == "merged by lines, [n] would occur twice")
  }

  @Test func `a table does not come where the other side has an inline table`() {
    let local = server + "[server.tls]\nx = 1\n"
    let upgrade = server.replacing("port", with: "tls = {}\nport")
    let merged = merge("a.toml", server, local, upgrade)
    #expect(
      merged.conflicts.contains { $0.conflict.words.contains("server.tls would be defined") })
    #expect(text(merge("a.toml", server, local, upgrade, .upgrade)) == upgrade)
  }

  @Test func `a value that both changed on different lines is asked about`() {
    let base = "d = [\n  1,\n  2,\n  3,\n]\n"
    let local = base.replacing("  1", with: "  0,\n  1")
    let upgrade = base.replacing("  3,", with: "  3,\n  4,")
    let merged = merge("a.toml", base, local, upgrade)
    #expect(!merged.isDecided && text(merged) == local)
    // A comment is no value.
    let commented = merge("a.toml", base, base.replacing("  1", with: "  # mine\n  1"), upgrade)
    #expect(commented.conflicts.isEmpty)
    #expect(text(commented) == "d = [\n  # mine\n  1,\n  2,\n  3,\n  4,\n]\n")
  }

  @Test func `a key that one side moved and the other changed is not lost and not doubled`() {
    let base = "a = 1\nb = 1\nc = 1\nd = 1\n"
    let moved = "b = 1\nc = 1\nd = 1\na = 1\n"
    for (local, upgrade) in [("a = 2\nb = 1\nc = 1\nd = 1\n", moved), (moved, base)] {
      for answer: Resolution? in [nil, .local, .upgrade] {
        let merged = merge("a.ini", base, local, upgrade, answer)
        #expect(text(merged).split(separator: "\n").count { $0.hasPrefix("a =") } == 1)
      }
    }
  }

  @Test func `keys that are there several times merge one by one`() {
    let base = "[Service]\nExecStart=\nExecStart=a\nType=x\n[Install]\nWantedBy=m\n"
    let local = base.replacing("ExecStart=a", with: "ExecStart=a\nExecStart=b")
    let upgrade = base.replacing("WantedBy=m", with: "WantedBy=n")
    let merged = merge("a.conf", base, local, upgrade)
    #expect(merged.conflicts.isEmpty && merged.reason == nil)
    #expect(text(merged) == local.replacing("WantedBy=m", with: "WantedBy=n"))
    let other = base.replacing("[Service]\n", with: "[Service]\nExecStart=c\n")
    #expect(!merge("a.conf", base, local, other).isDecided)
  }

  @Test(arguments: [("a.toml", "[[r]]", "module"), ("wg.conf", "[Peer]", "PublicKey")])
  func `tables of one name are told apart by a key, or by their order`(
    name: String, header: String, key: String
  ) {
    func tables(_ values: [(String, Int)]) -> String {
      values.map { "\(header)\n\(key) = \"\($0)\"\nport = \($1)\n" }.joined(separator: "\n")
    }
    let merged = merge(
      name, tables([("a", 1), ("b", 2)]), tables([("n", 0), ("a", 1), ("b", 2)]),
      tables([("a", 1), ("b", 5)]))
    #expect(merged.conflicts.isEmpty)
    #expect(text(merged) == tables([("n", 0), ("a", 1), ("b", 5)]))
  }

  @Test func `line ends are no change of a value`() {
    let base = "m = \"\"\"\nx\n\"\"\"\na = 1\nb = 1\nc = 1\n"
    let merged = merge(
      "a.toml", base, base.replacing("a = 1", with: "a = 2").replacing("\n", with: "\r\n"),
      base.replacing("x\n", with: "y\n"))
    #expect(merged.conflicts.isEmpty)
    #expect(text(merged) == "m = \"\"\"\r\ny\r\n\"\"\"\r\na = 2\r\nb = 1\r\nc = 1\r\n")
  }

  @Test func `a side that is no TOML is one conflict, and one that nobody changed is none`() {
    let (base, local) = ("a = 1\nb = 1\nc = 1\n", "a = 2\nb = 1\nc = 1\n")
    let merged = merge("a.toml", base, local, "a = 1\nb = 1\nc = [\n")
    #expect(merged.conflicts.map(\.conflict.kind) == [.wholeFile] && text(merged) == local)
    #expect(merged.reason == .unreadableKeys(.upgrade, .missing("]"), line: 3))
    #expect(merge("a.toml", base, "[", base).conflicts.isEmpty)
    #expect(merge("a.toml", "[", "[", base).conflicts.isEmpty)
  }

  @Test func `plain texts, and blocks in brackets, are merged by lines alone`() {
    for name in ["a.md", "nginx.conf", "unknown"] {
      let base = "x {\n a 1\n b 2\n c 3\n}\n"
      let merged = merge(
        name, base, base.replacing("a 1", with: "k 1\n a 1"),
        base.replacing("c 3", with: "c 3\n k 2"))
      #expect(merged.method == .lines && merged.reason == nil && merged.conflicts.isEmpty)
      #expect(text(merged) == "x {\n k 1\n a 1\n b 2\n c 3\n k 2\n}\n")
    }
  }

  @Test func `a text gives no reason for being merged by lines`() {
    let merged = merge(
      "a.toml", "a = 1\nb = 1\nc = 1\n", "a = 2\nb = 1\nc = 1\n", "a = 3\nb = 1\nc = 1\n")
    #expect(merged.method == .lines && merged.reason == nil)
    #expect(merged.conflicts.map(\.conflict.reason) == [nil])
    #expect(merged.conflicts.first?.conflict.choices == [.local, .upgrade])
  }

  @Test func `YAML that cannot be read gets no key at the top a second time`() {
    let base = "a: [1\nb: 1\nc: 1\n"
    let merged = merge("a.yaml", base, "k: 1\n" + base, base + "k: 2\n")
    #expect(merged.conflicts.map(\.conflict.kind) == [.wholeFile])
    #expect(merged.words.hasSuffix("; and merged by lines, k would occur twice"))
    let documents = merge("a.yaml", base, "---\n" + base, base + "---\n")
    #expect(documents.conflicts.map(\.conflict.kind) == [.wholeFile])
  }
}
