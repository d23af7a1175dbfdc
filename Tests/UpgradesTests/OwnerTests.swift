import FileEffects
import Generations
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Whose files are after a command of root's, and what others are told.
@Suite(.tags(.unit)) struct OwnerTests {
  private static let theirs = FileOwner(user: 1000, group: 100)
  private static let web = FileOwner(user: 33, group: 33)

  /// A deployment of a user's, in which some files belong to another one.
  private func place(web paths: [String] = []) throws -> Workplace {
    let place = try Workplace.sample()
    try place.disk.give(Workplace.root, to: Self.theirs)
    for path in paths { try place.disk.give(place.path(path), to: Self.web) }
    return place
  }

  private func deployment(_ place: Workplace, _ files: (any FileSystem)? = nil) -> Deployment {
    Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: files ?? FolderOwners.kept(on: place.disk),
      databases: SimulatedDatabases(on: place.disk), programs: place.programs, workers: 1,
      now: place.now, reportText: UpgradeDocuments.texts)
  }

  /// The paths that belong to somebody else, by owner.
  private func strangers(_ disk: SimulatedDisk) throws -> [String: FileOwner] {
    var found: [String: FileOwner] = [:]
    func look(_ folder: FilePath, _ name: String) throws {
      for entry in try disk.contents(of: folder) {
        let path = name + String(decoding: entry.name, as: UTF8.self)
        if entry.metadata.owner != Self.theirs { found[path] = entry.metadata.owner }
        if entry.metadata.isDirectory { try look(folder.appending(bytes: entry.name), path + "/") }
      }
    }
    try look(Workplace.root, "")
    return found
  }

  private func upgrade(_ deployment: Deployment) throws -> UpgradeReport {
    try deployment.carryOut(Upgrade(source: Workplace.new, onConflict: .upgrade))
  }

  @Test func `after root's init, upgrade, switch and rollback everything is whose it was`() throws {
    let place = try place(web: ["src/entry.py", "VERSION"])
    let before = try strangers(place.disk)
    #expect(before == ["src/entry.py": Self.web, "VERSION": Self.web])
    let deployment = deployment(place)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment)
    #expect(try strangers(place.disk) == before)
    #expect(try upgrade(deployment).plan.warnings == [])
    #expect(try strangers(place.disk) == before)
    try place.write("cortex-brain/documents/deep/er/note.md", "x")
    try place.disk.give(place.path("cortex-brain/documents/deep"), to: Self.theirs)
    _ = try deployment.carryOut(TakeSnapshot(note: ""))
    _ = try deployment.carryOut(Switch(to: .first, data: .restore, isExact: true))
    #expect(try !place.disk.exists(place.path("cortex-brain/documents/deep")))
    _ = try deployment.carryOut(
      Switch(to: Generation.Number(rawValue: 3), data: .restore, isExact: true))
    #expect(try place.disk.exists(place.path("cortex-brain/documents/deep/er/note.md")))
    _ = try deployment.carryOut(CollectGarbage(Retention(keepLast: 1), skippingGrace: true))
    #expect(try strangers(place.disk) == before)
  }

  @Test func `what is put back belongs to whom it did`() throws {
    let place = try place(web: ["src"])
    let before = try strangers(place.disk)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment(place))
    let tree = try place.disk.snapshotOfTree(place.path("src"))
    // The pointer cannot be replaced: everything is in place by then.
    let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
      if call == .rename, path.lastComponent?.string == ".tmp-current" {
        throw FileError(.rename, path, .ioError)
      }
    }
    let error = try #require(throws: SwitchError.self) {
      try upgrade(deployment(place, FolderOwners.kept(on: files)))
    }
    #expect(error.outcome == .rolledBack)
    #expect(try place.disk.snapshotOfTree(place.path("src")) == tree)
    #expect(try strangers(place.disk) == before)
  }

  @Test func `whoever would become the owner of others' files is told before`() throws {
    let place = try place(web: ["src"])
    place.disk.user = FileUser(owner: Self.theirs)
    let deployment = deployment(place)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment)
    let plan = try deployment.plan(
      Upgrade(source: Workplace.new, onConflict: .upgrade)
    ).plan
    let warning = try #require(
      plan.warnings.first { $0.contains("another user") })
    #expect(plan.files.replaced.contains { warning.contains($0) }, "\(warning)")
    #expect(
      try deployment.report(ExamineDeployment()).checks.contains {
        $0.name == .owners && $0.result == .warning
      })
    let report = try upgrade(deployment)
    #expect(report.plan.warnings.contains(warning))
    let back = try deployment.plan(Switch(to: nil)).report
    #expect(back.warnings.allSatisfy { !$0.contains("src/entry.py") }, "they are the user's now")
  }

  @Test func `a group that the user is in is kept, without a word`() throws {
    let place = try Workplace.sample()
    let shared = FileOwner(user: 1000, group: 50)
    try place.disk.give(Workplace.root, to: shared)
    place.disk.user = FileUser(owner: Self.theirs, groups: [50])
    let deployment = deployment(place)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment)
    let report = try upgrade(deployment)
    #expect(report.plan.warnings == [])
    for path in report.plan.files.replaced {
      #expect(try place.disk.metadata(place.path(path))?.owner == shared, "\(path)")
    }
  }
}
