import FileEffects
import ObjectStore
import Presentation
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct RemovalsTests {
  /// A hundred core files in ten folders, each with text of its own.
  private static let base = Dictionary(
    uniqueKeysWithValues: (0..<100).map { ("src/p\($0 / 10)/m\($0 % 10).py", "text \($0)") })

  private func plan(
    _ base: [String: String] = Self.base, local: [String: String]? = nil,
    to upgrade: [String: String], announced: Set<String> = []
  ) throws -> UpgradePlan {
    try UpgradePlan(
      UpgradeInputs(
        from: "5.2.0", to: "5.3.0", base: Listing(texts: base), hasBase: true,
        local: Listing(texts: local ?? base), upgrade: Listing(texts: upgrade), workspace: [],
        answers: Answers(choice: .abort),
        announced: Set(announced.map { RelativePath(unchecked: Array($0.utf8)) })))
  }

  private func without(_ paths: some Sequence<String>) -> [String: String] {
    let gone = Set(paths)
    return Self.base.filter { !gone.contains($0.key) }
  }

  private func removals(_ plan: UpgradePlan) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: plan.removals.map { ($0.folder ?? "", $0.files) })
  }

  @Test func `up to a tenth of the core files goes by the way, one more does not`() throws {
    // One of each folder, so that no folder goes; then a second of one.
    let tenth = (0..<10).map { "src/p\($0)/m0.py" }
    #expect(try plan(to: without(tenth)).removals.isEmpty)
    let more = try plan(to: without(tenth + ["src/p3/m1.py"]))
    #expect(removals(more).values.reduce(0, +) == 11 && removals(more)["src/p3"] == 2)
    #expect(more.removals.first?.folder == "src/p3" && more.coreCount == 100)
    #expect(more.removalWords?.hasPrefix("11 of 100 core files are no longer in the rel") == true)
  }

  @Test func `a folder that goes has to be meant, however small it is`() throws {
    let base = Self.base.merging(["src/tiny/one.py": "1"]) { $1 }
    #expect(removals(try plan(base, to: Self.base)) == ["src/tiny": 1])
    // Where something else is in it then, it has not gone.
    let other = Self.base.merging(["src/tiny/two.py": "2"]) { $1 }
    #expect(try plan(base, to: other).removals.isEmpty)
    // What the user has edited stays, and so does the folder.
    let edited = base.merging(["src/tiny/one.py": "mine"]) { $1 }
    #expect(try plan(base, local: edited, to: Self.base).removals.isEmpty)
  }

  @Test func `a folder is named by the highest one that goes`() throws {
    let deep = ["lib/a/b/c.py": "1", "lib/a/d.py": "2", "lib/e/f.py": "3"]
    let base = Self.base.merging(deep) { $1 }
    #expect(removals(try plan(base, to: Self.base)) == ["lib": 3])
    let some = Self.base.merging(["lib/e/f.py": "3"]) { $1 }
    #expect(removals(try plan(base, to: some)) == ["lib/a": 2])
  }

  @Test func `what the manifest names does not count, and what it does not name does`() throws {
    let gone = Self.base.keys.filter { $0.hasPrefix("src/p1/") || $0.hasPrefix("src/p2/") }
    let rest = without(gone)
    #expect(removals(try plan(to: rest)) == ["src/p1": 10, "src/p2": 10])
    #expect(try plan(to: rest, announced: Set(gone)).removals.isEmpty)
    let one = Set(gone.filter { $0 != "src/p1/m4.py" })
    #expect(removals(try plan(to: rest, announced: one)) == ["src/p1": 1])
    // It names files: a folder's name says nothing of what is in it.
    #expect(try !plan(to: rest, announced: ["src/p1", "src/p2"]).removals.isEmpty)
  }

  @Test func `a folder whose files are all at new paths has moved, one without has not`() throws {
    let moved = Dictionary(
      uniqueKeysWithValues: Self.base.map { path, text in
        (path.hasPrefix("src/p1/") ? "lib/" + path : path, text)
      })
    #expect(try plan(to: moved).removals.isEmpty)
    // The same contents at a path that there was already are no move.
    var twin = Self.base
    for index in 0..<10 { twin["src/p1/m\(index).py"] = Self.base["src/p2/m\(index).py"] }
    let lost = twin.filter { !$0.key.hasPrefix("src/p1/") }
    #expect(removals(try plan(twin, to: lost)) == ["src/p1": 10])
    for path in moved.keys where path.hasPrefix("lib/") {
      var changed = moved
      changed[path] = "another"
      #expect(removals(try plan(to: changed)) == ["src/p1": 10], "\(path)")
    }
  }

  @Test func `files that moved out of a folder that stays count towards the tenth`() throws {
    let moved = Dictionary(
      uniqueKeysWithValues: Self.base.map { path, text in
        (path.hasSuffix("m0.py") || path == "src/p1/m1.py" ? "lib/" + path : path, text)
      })
    #expect(removals(try plan(to: moved)).values.reduce(0, +) == 11)
  }

  @Test(.tags(.sweep), .exceptQuick, arguments: 0..<40 as Range<UInt64>)
  func `what has to be meant is among what is removed, and never less for a greater loss`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let order = Self.base.keys.sorted().shuffled(using: &random)
    var wasAsked = false
    for count in stride(from: 0, through: 100, by: Int.random(in: 1...9, using: &random)) {
      let plan = try plan(to: without(order.prefix(count)))
      #expect(plan.files.removed.count == count)
      let named = plan.removals.reduce(0) { $0 + $1.files }
      #expect(named <= count && (count <= 10 || named == count))
      for removal in plan.removals {
        #expect(plan.files.removed.contains { $0.hasPrefix("\(removal.folder ?? "")/") })
      }
      #expect(!plan.removals.isEmpty || !wasAsked)
      wasAsked = !plan.removals.isEmpty
    }
    #expect(try plan(to: [:]).removals.first?.folder == "src")
  }

  @Test func `the brain and configurations are never among them`() throws {
    let other = [
      "cortex-brain/documents/a.md": "1", "cortex-operations.yaml": "1",
      "cortex-brain/tier1/x.yaml": "1",
    ]
    let plan = try plan(Self.base.merging(other) { $1 }, to: Self.base)
    #expect(plan.removals.isEmpty && plan.coreCount == 100)
  }

  @Test func `many folders are told in a few names, the largest first`() throws {
    let plan = try plan(to: ["src/p0/m0.py": "text 0", "lib/x.py": "x"])
    #expect(plan.removals.count == 10)
    #expect(
      plan.removalFolders(limit: 2) == [
        "src/p1/ (10 files)", "src/p2/ (10 files)", "8 more folders (79 files)",
      ])
    #expect(plan.removalFolders(limit: 10).count == 10)
  }
}
