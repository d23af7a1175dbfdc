import FileEffects
import ObjectStore
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct UpgradePlanTests {
  private func plan(
    base: [String: String]?, local: Listing, upgrade: Listing, rules: [LayerRule] = [],
    _ choice: ConflictChoice = .abort, from: String = "5.2.0", to: String = "5.3.0"
  ) throws -> UpgradePlan {
    try UpgradePlan(
      UpgradeInputs(
        from: from, to: to, base: Listing(texts: base ?? [:]), hasBase: base != nil, local: local,
        upgrade: upgrade, workspace: rules, answers: Answers(choice: choice)))
  }

  private func plan(
    base: [String: String]?, local: [String: String], upgrade: [String: String],
    rules: [LayerRule] = [], _ choice: ConflictChoice = .abort
  ) throws -> UpgradePlan {
    try plan(
      base: base, local: Listing(texts: local), upgrade: Listing(texts: upgrade), rules: rules,
      choice)
  }

  /// Texts by path, of names that stand for themselves.
  private func texts(_ listing: Listing) -> [String: ObjectID] {
    Dictionary(uniqueKeysWithValues: listing.leaves.map { ($0.path.description, $0.entry.object) })
  }

  private static let old = [
    "src/a.py": "1", "src/b.py": "1", "src/c.py": "1", "cortex-operations.yaml": "1",
    "cortex-brain/capabilities.yaml": "1", "cortex-brain/user-dictionary.yaml": "1",
  ]
  private static let new = [
    "src/a.py": "2", "src/b.py": "2", "src/z.py": "2", "src/d.py": "2",
    "cortex-operations.yaml": "2", "cortex-brain/capabilities.yaml": "2",
    "cortex-brain/user-dictionary.yaml": "2", "cortex-brain/documents/new.md": "2",
  ]
  private static let mine = old.merging(
    ["src/b.py": "mine", "cortex-brain/user-dictionary.yaml": "mine", "src/own.py": "mine"]
  ) { $1 }

  @Test func `a plan names what becomes of every file, sorted by path`() throws {
    let plan = try plan(base: Self.old, local: Self.mine, upgrade: Self.new)
    #expect(plan.files.added == ["cortex-brain/documents/new.md", "src/d.py", "src/z.py"])
    #expect(
      plan.files.replaced
        == ["cortex-brain/capabilities.yaml", "cortex-operations.yaml", "src/a.py", "src/b.py"])
    #expect(plan.files.removed == ["src/c.py"])
    #expect(plan.files.preserved == ["cortex-brain/user-dictionary.yaml"])
    #expect(plan.files.editedCore == ["src/b.py"])
    #expect(
      texts(plan.after)
        == texts(
          Listing(
            texts: Self.new.merging(
              ["cortex-brain/user-dictionary.yaml": "mine", "src/own.py": "mine"]) { $1 })))
    #expect(plan.conflictCount == 0 && !plan.isEmpty)
  }

  @Test func `the same inputs give the same plan, and each other input another id`() throws {
    let one = try plan(base: Self.old, local: Self.mine, upgrade: Self.new)
    #expect(try plan(base: Self.old, local: Self.mine, upgrade: Self.new) == one)
    let touched = Self.mine.merging(["src/own.py": "touched"]) { $1 }
    let others = [
      try plan(base: nil, local: Self.mine, upgrade: Self.new),
      try plan(base: Self.new, local: Self.mine, upgrade: Self.new),
      try plan(base: Self.old, local: touched, upgrade: Self.new),
      try plan(base: Self.old, local: Self.mine, upgrade: Self.mine),
      try plan(base: Self.old, local: Self.mine, upgrade: Self.new, .local),
      try plan(base: Self.old, local: Self.mine, upgrade: Self.new, rules: [LayerRule("x", nil)]),
      try plan(base: Self.old, local: Self.mine, upgrade: Self.new, rules: [LayerRule("x", .core)]),
      try plan(
        base: Self.old, local: Listing(texts: Self.mine), upgrade: Listing(texts: Self.new),
        from: "5.2.1"),
    ]
    #expect(Set(others.map(\.id) + [one.id]).count == others.count + 1)
  }

  @Test func `what the workspace takes out is not looked at, and its brain stays`() throws {
    let plan = try plan(
      base: Self.old, local: Self.mine, upgrade: Self.new,
      rules: [LayerRule("src/a.py", nil), LayerRule("src/b.py", .brain)])
    #expect(plan.files.replaced == ["cortex-brain/capabilities.yaml", "cortex-operations.yaml"])
    #expect(plan.files.preserved == ["cortex-brain/user-dictionary.yaml", "src/b.py"])
  }

  @Test func `a database is brain whatever the rules say`() throws {
    let path = relative("src/data.py")
    let plan = try plan(
      base: [:], local: Listing([path: .database("mine")]), upgrade: Listing([path: .text("2")]),
      rules: [LayerRule("src/**", .core)])
    #expect(plan.files.preserved == ["src/data.py"])
    #expect(plan.after[path] == .database("mine"))
  }

  @Test func `a configuration that both changed is a conflict that the choice decides`() throws {
    let path = "cortex-operations.yaml"
    for choice in ConflictChoice.allCases {
      let plan = try plan(base: [path: "1"], local: [path: "mine"], upgrade: [path: "2"], choice)
      #expect(
        plan.conflictCount == 1
          && plan.config.first?.conflicts.first?.resolution.rawValue == choice.rawValue
      )
      let expected = choice == .upgrade ? "2" : "mine"
      #expect(texts(plan.after) == texts(Listing(texts: [path: expected])))
    }
  }

  @Test func `the user's own file that only the release ships is a conflict`() throws {
    let path = "tools/x.py"
    for choice in ConflictChoice.allCases {
      let plan = try plan(base: [:], local: [path: "mine"], upgrade: [path: "2"], choice)
      #expect(plan.conflicts.map(\.path) == [path])
      let expected = choice == .upgrade ? "2" : "mine"
      #expect(texts(plan.after) == texts(Listing(texts: [path: expected])))
    }
  }

  @Test func `the user's permissions stay where only their mask differs`() throws {
    let path = relative("src/a.py")
    let plan = try plan(
      base: ["src/a.py": "1"], local: Listing([path: .text("1", permissions: 0o600)]),
      upgrade: Listing(texts: ["src/a.py": "2"]))
    #expect(plan.after[path]?.permissions == 0o600)
  }

  // MARK: Files and folders

  @Test func `a folder of the release where the user has a file is refused by name`() throws {
    let error = try #require(throws: UpgradeError.self) {
      try plan(base: [:], local: ["src/a": "mine"], upgrade: ["src/a/b.py": "2"])
    }
    #expect("\(error)".hasPrefix("src/a is a file in the deployment, but a folder in the"))
  }

  @Test func `a file of the release where the user has a folder is refused by name`() throws {
    let error = try #require(throws: UpgradeError.self) {
      try plan(base: [:], local: ["src/a/b.py": "mine"], upgrade: ["src/a": "2"])
    }
    #expect("\(error)".hasPrefix("src/a is a folder in the deployment, but a file in the"))
  }

  @Test func `an empty folder of the release below the user's file is refused by name`() throws {
    let folder = Listing([relative("src/a/b"): .directory()])
    let error = try #require(throws: UpgradeError.self) {
      try plan(base: [:], local: Listing(texts: ["src/a": "mine"]), upgrade: folder)
    }
    #expect("\(error)".hasPrefix("src/a is a file in the deployment, but a folder in the"))
  }

  @Test func `a link where the release has a folder is refused by name`() throws {
    let link = Listing([relative("src/a"): .link("/elsewhere")])
    let error = try #require(throws: UpgradeError.self) {
      try plan(base: [:], local: link, upgrade: Listing(texts: ["src/a/b.py": "2"]))
    }
    #expect("\(error)".hasPrefix("src/a is a symbolic link in the deployment"))
  }

  @Test func `a file that becomes a folder, and a folder that becomes a file, are planned`() throws
  {
    let there = try plan(base: ["src/a": "1"], local: ["src/a": "1"], upgrade: ["src/a/b": "2"])
    #expect(there.files.removed == ["src/a"] && there.files.added == ["src/a/b"])
    #expect(there.after.pathBelowFile == nil)
    let back = try plan(base: ["src/a/b": "1"], local: ["src/a/b": "1"], upgrade: ["src/a": "2"])
    #expect(back.files.removed == ["src/a/b"] && back.files.added == ["src/a"])
    #expect(texts(back.after) == texts(Listing(texts: ["src/a": "2"])))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `no plan makes one name both a file and a folder`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let pool = ["src/a", "src/a/b", "src/a/b/c", "src/b", "cortex-brain/a", "cortex-brain/a/b"]
    func side() -> Listing {
      var entries: [RelativePath: Entry] = [:]
      for path in pool.shuffled(using: &generator).prefix(3).map(relative)
      where !entries.keys.contains(where: { path.isInside($0) || $0.isInside(path) }) {
        entries[path] =
          .random(using: &generator) ? .directory() : .text(.random(using: &generator) ? "1" : "2")
      }
      return Listing(entries)
    }
    for _ in 0..<60 {
      let inputs = UpgradeInputs(
        from: "1.0.0", to: "2.0.0", base: side(), hasBase: .random(using: &generator),
        local: side(), upgrade: side(), workspace: [],
        answers: Answers(choice: .random(using: &generator) ? .upgrade : .local))
      do {
        let plan = try UpgradePlan(inputs)
        #expect(plan.after.pathBelowFile == nil, "\(inputs)")
        #expect(plan.files.added.map(relative) == plan.files.added.map(relative).sorted())
      } catch UpgradeError.inTheWay {}
    }
  }
}
