import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

/// Laws of going to another generation, over generated states of a small deployment.
@Suite(.tags(.unit)) struct SwitchPlanTests {
  private static let pool: [String] = [
    "src/a.py", "src/tier1/b.py", "src/tier1/c.py", "VERSION", "cortex-operations.yaml",
    "cortex-brain/capabilities.yaml", "cortex-brain/user-dictionary.yaml",
    "cortex-brain/documents/d.md", "cortex-brain/tier1/x.db",
  ]

  private static func state(_ generator: inout SeededGenerator) -> Listing {
    var entries: [RelativePath: Entry] = [:]
    for path in pool where Int.random(in: 0..<4, using: &generator) > 0 {
      let text = ["1", "2", "3"].randomElement(using: &generator) ?? "1"
      entries[relative(path)] =
        path.hasSuffix(".db")
        ? .database(text) : .text(text, Layers.shippedLayer(of: relative(path), workspace: []))
    }
    for folder in ["src/empty", "cortex-brain/captures"] where Bool.random(using: &generator) {
      entries[relative(folder)] = .directory()
    }
    return Listing(entries)
  }

  private typealias States = Sides<Listing>

  private static func forEach(_ seed: UInt64, _ body: (States) throws -> Void) rethrows {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<40 {
      try body(
        States(base: state(&generator), local: state(&generator), target: state(&generator)))
    }
  }

  private func plan(
    _ sides: States, data: DataChoice = .restore, isExact: Bool = false, rules: [LayerRule] = []
  ) throws -> SwitchPlan {
    try SwitchPlan(
      sides,
      on: SwitchTerms(
        workspace: rules, data: data, isExact: isExact, isShipped: { _ in false }))
  }

  private func isSame(_ left: Entry?, _ right: Entry?) -> Bool {
    left.map { $0.isSameOnDisk(as: right) } ?? (right == nil)
  }

  private func isBrain(_ path: String) -> Bool {
    path.hasPrefix("cortex-brain/") && !path.hasSuffix("capabilities.yaml")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `where nobody touched anything since, the result is the target, folders too`(
    seed: UInt64
  ) throws {
    try Self.forEach(seed) { sides in
      let plan = try plan(States(base: sides.base, local: sides.base, target: sides.target))
      #expect(plan.after.changes(to: sides.target).isEmpty)
      #expect(plan.keptEdits.isEmpty && plan.replacedEdits.isEmpty)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what the user did since stays where the generations agree`(seed: UInt64) throws {
    try Self.forEach(seed) { sides in
      let plan = try plan(sides)
      for path in Self.pool where !isBrain(path) {
        let path = relative(path)
        if isSame(sides.base[path], sides.target[path]) {
          #expect(isSame(plan.after[path], sides.local[path]), "\(path)")
        }
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what the user did since is kept or listed where the generations differ`(
    seed: UInt64
  ) throws {
    try Self.forEach(seed) { sides in
      let plan = try plan(sides)
      for path in Self.pool.map(relative) where !isBrain(path.description) {
        let local = sides.local[path]
        if local == nil || isSame(local, sides.base[path]) || isSame(local, plan.after[path]) {
          continue
        }
        #expect(plan.replacedEdits.contains(path), "\(path)")
      }
      for path in plan.keptEdits { #expect(isSame(plan.after[path], sides.local[path])) }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `an exact switch makes every managed file what it was`(seed: UInt64) throws {
    try Self.forEach(seed) { sides in
      let plan = try plan(sides, isExact: true)
      for path in Self.pool.map(relative) {
        if sides.base[path] == nil && sides.target[path] == nil && !isBrain(path.description) {
          #expect(isSame(plan.after[path], sides.local[path]), "the user's own \(path)")
        } else {
          #expect(isSame(plan.after[path], sides.target[path]), "\(path)")
        }
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `the brain stays as it is, or goes back whole`(seed: UInt64) throws {
    try Self.forEach(seed) { sides in
      for isExact in [false, true] {
        let kept = try plan(sides, data: .keep, isExact: isExact)
        let restored = try plan(sides, data: .restore, isExact: isExact)
        for path in Self.pool where isBrain(path) {
          let path = relative(path)
          #expect(isSame(kept.after[path], sides.local[path]))
          #expect(isSame(restored.after[path], sides.target[path]))
        }
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a plan is carried out by making its result, and then nothing is left to do`(
    seed: UInt64
  ) throws {
    try Self.forEach(seed) { sides in
      let once = try plan(sides, isExact: true)
      let again = try plan(
        States(base: sides.target, local: once.after, target: sides.target), isExact: true)
      #expect(once.after.changes(to: again.after).filter { !$0.isFolderOnly }.isEmpty)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a listing with other entries at some paths is the listing of all that are then there`(
    seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    Self.forEach(seed) { sides in
      var changes: [RelativePath: Entry?] = [:]
      for item in sides.local.items + sides.target.items where !item.entry.isDirectory {
        changes[item.path] =
          Bool.random(using: &generator) ? sides.target[item.path] : .some(nil)
      }
      var entries = sides.local.byPath
      for (path, entry) in changes { entries[path] = entry }
      func folder(_ path: RelativePath) -> Entry? { sides.target[path].folder }
      let result = sides.local.with(changes, folder: folder)
      #expect(result == Listing(entries, folder: folder))
      let used = result.foldersInUse
      for item in result.folders {
        #expect(result.holdsLeaves(below: item.path) == used.contains(item.path))
      }
    }
  }

  @Test func `permissions that the user gave a folder stay where the generations agree`() throws {
    func folder(_ permissions: UInt16) -> Listing {
      Listing([
        relative("src"): .directory(permissions: permissions), relative("src/a"): .text("1"),
      ])
    }
    let plan = try plan(States(base: folder(0o755), local: folder(0o700), target: folder(0o755)))
    #expect(plan.after[relative("src")]?.permissions == 0o700)
  }

  @Test func `a file that became a folder, and a folder that became a file, go back`() throws {
    for (one, other) in [("src/a", "src/a/b"), ("src/a/b", "src/a")] {
      let now = Listing(texts: [one: "2"])
      let target = Listing(texts: [other: "1"])
      let plan = try plan(States(base: now, local: now, target: target))
      #expect(plan.after.changes(to: target).isEmpty)
    }
  }

  @Test func `a file that is in the way of the target's folder is refused by name`() throws {
    let mine = Listing(texts: ["src/a": "mine"])
    let target = Listing(texts: ["src/a/b.py": "1"])
    let error = try #require(throws: (any Error).self) {
      try plan(States(base: Listing(), local: mine, target: target))
    }
    #expect("\(error)".hasPrefix("cannot replace src/a: it is a file"), "\(error)")
  }

  @Test func `what the workspace takes out or calls brain is left as it is`() throws {
    let old = Listing(texts: ["src/a.py": "1", "src/b.py": "1", "src/c.py": "1"])
    let new = Listing(texts: ["src/a.py": "2", "src/b.py": "2", "src/c.py": "2"])
    // A file that is taken out is in no capture.
    let mine = Listing(texts: ["src/b.py": "mine", "src/c.py": "2"])
    let plan = try plan(
      States(base: new, local: mine, target: old), data: .keep,
      rules: [LayerRule("src/a.py", nil), LayerRule("src/b.py", .brain)])
    #expect(plan.after.changes(to: mine).map(\.path) == [relative("src/c.py")])
  }
}
