import FileEffects
import Generations
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The set-user-ID, set-group-ID and sticky bits of files, when a step fails or is cut short.
@Suite(.tags(.unit)) struct KeptBitsTests {
  private static let theirs = FileOwner(user: 1000, group: 100)
  private static let replaced = "src/entry.py"
  private static let removed = "src/gone.py"

  /// A deployment in which a file that an upgrade replaces has such bits, and one that it removes.
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    try place.disk.write(Workplace.new.appending(Self.replaced), "another")
    for folder in [Workplace.root, Workplace.old] {
      try place.disk.write(folder.appending(Self.removed), "gone")
    }
    for path in [Self.replaced, Self.removed] {
      try place.disk.setPermissions(place.path(path), 0o6644)
    }
    try place.disk.give(Workplace.root, to: Self.theirs)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: deployment(place))
    return place
  }

  private func deployment(
    _ place: Workplace, _ files: (any FileSystem)? = nil
  ) -> Deployment {
    Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: FolderOwners.kept(on: files ?? place.disk),
      databases: SimulatedDatabases(on: place.disk), programs: place.programs, workers: 1,
      now: place.now, reportText: UpgradeDocuments.texts)
  }

  private func bits(_ disk: SimulatedDisk, _ path: String) throws -> UInt16? {
    try disk.metadata(Workplace.root.appending(path)).map { $0.permissions & 0o7000 }
  }

  private let request = Upgrade(source: Workplace.new, onConflict: .upgrade)

  @Test func `what is put back has them again`() throws {
    let place = try place()
    let tree = try place.tree()
    let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
      if call == .rename, path.lastComponent?.string == ".tmp-current" {
        throw FileError(.rename, path, .ioError)
      }
    }
    let error = try #require(throws: SwitchError.self) {
      _ = try deployment(place, files).carryOut(request)
    }
    #expect(error.outcome == .rolledBack && error.left == [])
    #expect(try place.tree() == tree)
    #expect(try bits(place.disk, Self.removed) == 0o6000)
  }

  @Test(.tags(.sweep), .exceptQuick)
  func `wherever root is cut short, no file gets any that it had not`() throws {
    let place = try place()
    var seen: Set<UInt16?> = []
    for count in stride(from: 1, to: 2000, by: 3) {
      let cut = Workplace(disk: place.disk.copy())
      let ended = HookedFileSystem(endedAfterEffects: count, on: cut.disk)
      let isDone = (try? deployment(cut, ended).carryOut(request)) != nil
      _ = try deployment(cut).report(ShowStatus())
      #expect(try bits(cut.disk, Self.replaced) == 0o6000, "\(count) effects")
      let left = try bits(cut.disk, Self.removed)
      seen.insert(left)
      #expect([nil, 0, 0o6000].contains(left), "\(count) effects")
      for path in try cut.tree().keys where ![Self.replaced, Self.removed].contains(path) {
        #expect(try bits(cut.disk, path) == 0, "\(path), \(count) effects")
      }
      if isDone { break }
    }
    #expect(seen.contains(nil) && seen.contains(0o6000))
  }
}
