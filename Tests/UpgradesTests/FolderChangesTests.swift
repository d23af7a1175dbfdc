import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Folders count in every report as they count for a snapshot.
@Suite(.tags(.unit)) struct FolderChangesTests {
  private static let folder = "cortex-brain/documents/plans"

  private func managed() throws -> Workplace {
    let place = try Workplace.sample()
    try place.write(Self.folder + "/one.md", "one")
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    return place
  }

  /// What status names, and whether a snapshot would be made and is made.
  private func agreement(_ place: Workplace) throws -> [String] {
    let status = try place.deployment.report(ShowStatus())
    let names = status.modified + status.missing + status.added
    let dry = try place.deployment.plan(TakeSnapshot(note: "")).report.created
    let made = try place.deployment.carryOut(TakeSnapshot(note: "")).created
    #expect(dry == made && made == !names.isEmpty, "\(names), \(dry), \(made)")
    let after = try place.deployment.report(ShowStatus())
    #expect(after.modified + after.missing + after.added == [])
    return names
  }

  @Test func `the permissions of a folder count in status, snapshot, diff and switch`() throws {
    let place = try managed()
    #expect(try agreement(place) == [])
    try place.disk.setPermissions(place.path(Self.folder), 0o750)
    #expect(try place.deployment.report(ShowStatus()).modified == [Self.folder])
    #expect(try agreement(place) == [Self.folder])
    let two = Generation.Number.first.next
    let difference = try place.deployment.report(CompareGenerations(from: .first, to: two)).files
    #expect(difference.modified == [Self.folder] && difference.added + difference.removed == [])
    let dry = try place.deployment.plan(Switch(to: .first, data: .restore, isExact: true)).report
    #expect(dry.foldersChanged == 1 && dry.filesChanged == 0)
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore, isExact: true))
    #expect(try place.disk.metadata(place.path(Self.folder))?.permissions == 0o755)
    #expect(try agreement(place) == [])
  }

  @Test func `a folder that comes or goes empty is named, and one that holds something is not`()
    throws
  {
    let place = try managed()
    try place.disk.writeFolder(place.path("cortex-brain/documents/empty/inner"))
    #expect(try agreement(place) == ["cortex-brain/documents/empty/inner"])
    let two = Generation.Number.first.next
    #expect(
      try place.deployment.report(CompareGenerations(from: .first, to: two)).files.added
        == ["cortex-brain/documents/empty/inner"])
    try place.disk.erase(place.path("cortex-brain/documents/empty/inner"))
    #expect(try agreement(place) == ["cortex-brain/documents/empty/inner"])
    try place.disk.erase(place.path("cortex-brain/documents/empty"))
    #expect(try agreement(place) == ["cortex-brain/documents/empty"])
    try place.disk.erase(place.path(Self.folder))
    #expect(try agreement(place) == [Self.folder + "/one.md"])
    try place.write(Self.folder + "/deep/two.md", "two")
    #expect(try agreement(place) == [Self.folder + "/deep/two.md"])
  }

  @Test func `a folder in a file's place, and a file in a folder's, are named`() throws {
    let place = try managed()
    try place.disk.erase(place.path(Self.folder))
    try place.write(Self.folder, "now a file")
    #expect(try place.deployment.report(ShowStatus()).modified == [Self.folder])
    #expect(
      try agreement(place).sorted() == [Self.folder, Self.folder + "/one.md"])
  }

  @Test(arguments: ["tools", "missing", "README.md"])
  func `a folder that an upgrade makes a link to anything, itself too, goes back`(
    target: String
  ) throws {
    let place = try Workplace.sample()
    for root in [Workplace.root, Workplace.old] {
      try place.disk.write(root.appending("tools/a.py"), "a")
    }
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    let before = try place.disk.snapshotOfTree(Workplace.root.appending("tools"))
    try place.disk.createLink(Workplace.new.appending("tools"), to: Array(target.utf8))
    _ = try place.deployment.carryOut(
      Upgrade(source: Workplace.new, onConflict: .upgrade, allowsRemovals: true))
    #expect(try place.disk.linkTarget(place.path("tools")) == Array(target.utf8))
    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore, isExact: true))
    #expect(try place.disk.snapshotOfTree(Workplace.root.appending("tools")) == before)
  }
}
