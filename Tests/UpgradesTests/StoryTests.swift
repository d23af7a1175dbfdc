import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What a user lives through, from taking a deployment under management to giving it back.
@Suite(.tags(.unit)) struct StoryTests {
  private static let old = SampleDeployment.release(version: "5.2.0")
  private static let new = SampleDeployment.release(version: "5.3.0")

  /// A deployment of 5.2.0 under management, in which a user has worked since.
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try SampleDeployment.userWork(on: Self.old).install(on: place.disk, at: Workplace.root)
    try place.write("src/legacy/loader.py", "# mine by now\n")
    try place.write(Workplace.database, rows: ["one", "two", "three"])
    return place
  }

  private func expectUnchanged(_ place: Workplace) throws {
    let status = try place.deployment.report(ShowStatus())
    #expect(status.modified.isEmpty && status.missing.isEmpty && status.added.isEmpty, "\(status)")
    #expect(status.recovered == nil && status.warnings.isEmpty)
    let number = status.current
    let snapshot = try place.deployment.carryOut(TakeSnapshot(note: ""))
    #expect(!snapshot.created && snapshot.generation == number)
    let verified = try place.deployment.report(VerifyStore(.full))
    #expect(verified.ok, "\(verified)")
  }

  @Test func `init keeps what it finds as generation 1, pinned, and says its version`() throws {
    let place = try Workplace.sample()
    let before = try place.tree()
    let report = try InitialiseStore(release: Workplace.old, version: nil).carryOut(
      on: place.deployment)
    #expect(report.generation == .first && report.created && report.version == "5.2.0")
    #expect(report.files == Self.old.files.count + Self.old.links.count + 1)
    #expect(try place.tree() == before)
    let list = try place.deployment.report(ListGenerations())
    #expect(list.current == .first)
    #expect(list.generations.map(\.pinned) == [.whole(Pin(reason: "the state that init found"))])
    try expectUnchanged(place)
    #expect(throws: UpgradeError.self) {
      try InitialiseStore(release: nil, version: nil).carryOut(on: place.deployment)
    }
  }

  @Test func `an upgrade replaces the core, keeps the brain, and loses nothing`() throws {
    let place = try place()
    let before = try place.tree()
    let report = try place.upgrade()
    let after = try place.tree()

    #expect(report.plan.from == "5.2.0" && report.plan.to == "5.3.0" && !report.isNothingToDo)
    #expect(report.saved?.rawValue == 2 && report.generation.rawValue == 3)
    // The user's own, and the brain.
    for path in [
      "src/my_tools.py", "notes of the crew.txt", "cortex.config.json", "src/legacy/loader.py",
      "cortex-brain/user-dictionary.yaml", "cortex-brain/documents/README.md", Workplace.database,
    ] {
      #expect(after[path] == before[path] && after[path] != nil, "\(path)")
    }
    #expect(report.plan.files.preserved.contains("cortex-brain/user-dictionary.yaml"))
    // No longer shipped.
    for path in ["src/legacy/shims.py", "src/agents/health_checker.py"] {
      #expect(after[path] == nil && report.plan.files.removed.contains(path))
    }
    #expect(report.plan.files.editedCore == ["src/legacy/loader.py", "src/tier1/memory.py"])
    // All else is as the release ships it.
    let own = [
      "cortex-brain/.cortex-version", "cortex-brain/user-dictionary.yaml",
      "cortex-brain/documents/README.md",
    ]
    for file in Self.new.files where !own.contains(file.path) {
      #expect(try place.disk.read(place.path(file.path)) == file.bytes, "\(file.path)")
    }
    #expect(after["scripts/run-cortex.sh"]?.hasPrefix("file 755") == true)
    #expect(after["cortex-brain/start-here.md"] == "link documents/README.md")
    // The edit is in the generation from before.
    #expect(try place.text(of: "src/tier1/memory.py", in: 2).contains("KEEP_DAYS = 365"))
    #expect(try place.rows() == ["one", "two", "three"])
    try expectUnchanged(place)
  }

  @Test func `the version file and the report say what was done`() throws {
    let place = try place()
    let report = try place.upgrade()
    let version = try place.text("cortex-brain/.cortex-version")
    #expect(version.contains("\"cortex_version\": \"5.3.0\""))
    #expect(version.contains("\"schema_version\": 1"))
    let path = try #require(report.report)
    #expect(path == "cortex-brain/documents/reports/UPGRADE-REPORT-2026-01-01.md")
    let text = try place.text(path)
    #expect(text.contains("# Upgrade from 5.2.0 to 5.3.0"))
    #expect(text.contains("`src/tier1/memory.py`: replaced by the release's; "))
    #expect(text.contains("`cortex gen restore 2 src/tier1/memory.py` puts your file back"))
    #expect(text.contains("`src/legacy/loader.py`: kept (the release no longer ships it)"))
    #expect(text.contains("`cortex gen cat 2 PATH`"))
    let json = try place.text(String(path.dropLast(2)) + "json")
    #expect(json.contains("\"generation\" : 3") && json.contains("\"dry_run\" : false"))
    #expect(report.databases.map(\.path) == [Workplace.database])
    #expect(report.databases.allSatisfy { $0.isSame })
    #expect(report.databases.first?.tables.first?.rowsAfter == 3)
  }

  @Test func `the same upgrade again has nothing to do`() throws {
    let place = try place()
    _ = try place.upgrade()
    let before = try place.tree()
    for _ in 0..<2 {
      let again = try place.upgrade()
      #expect(again.isNothingToDo && again.generation.rawValue == 3 && again.report == nil)
    }
    #expect(try place.tree() == before)
    #expect(try place.deployment.report(ListGenerations()).generations.count == 3)
  }

  @Test func `a rollback with its data gives back every managed file`() throws {
    let place = try place()
    let before = try place.tree()
    _ = try place.upgrade()
    try place.write(Workplace.database, rows: ["one", "two", "three", "four"])
    let report = try place.deployment.carryOut(Switch(to: nil, data: .restore))
    #expect(report.from.rawValue == 3 && report.to.rawValue == 2 && report.saved?.rawValue == 4)
    #expect(report.databases.map(\.action) == [.restored])
    #expect(try place.tree() == before)
    try expectUnchanged(place)
  }

  @Test func `a rollback that keeps the data leaves the brain and gives back the rest`() throws {
    let place = try place()
    let before = try place.tree()
    let upgraded = try place.upgrade()
    try place.write(Workplace.database, rows: ["one", "two", "three", "four"])
    let middle = try place.tree()
    _ = try place.deployment.carryOut(Switch(to: nil))
    let after = try place.tree()
    let written = try #require(upgraded.report)
    let brain = [Workplace.database, "cortex-brain/documents/guides/upgrading.md", written]
    for path in brain {
      #expect(after[path] == middle[path] && after[path] != nil, "\(path)")
    }
    for path in Self.old.files.map(\.path) { #expect(after[path] == before[path], "\(path)") }
    for path in ["src/agents/reviewer.py", "src/upgrade/notes.py"] { #expect(after[path] == nil) }
    #expect(after["src/upgrade"] == nil && after["src/legacy/shims.py"] != nil)
    // A state that is not the generation's own is one that can be kept.
    #expect(try place.deployment.carryOut(TakeSnapshot(note: "")).created)
    try expectUnchanged(place)
  }

  @Test func `a rollback can be undone, and generation 1 is what init found`() throws {
    let place = try Workplace.sample()
    let found = try place.tree()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade()
    let upgraded = try place.tree()
    _ = try place.deployment.carryOut(Switch(to: nil, data: .restore))
    #expect(try place.tree() == found)
    _ = try place.deployment.carryOut(Switch(to: place.number(2), data: .restore))
    #expect(try place.tree() == upgraded)
    try place.write("src/entry.py", "# edited\n")
    try place.write("cortex-brain/user-dictionary.yaml", "terms: []\n")
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore, isExact: true))
    #expect(try place.tree() == found)
    try expectUnchanged(place)
    // What was edited meanwhile is in the generation that was saved.
    #expect(try place.text(of: "src/entry.py", in: 3) == "# edited\n")
  }
}
