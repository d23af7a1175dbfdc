import FileEffects
import Generations
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// What a switch removes waits in the store to be freed, and comes back from there.
@Suite(.tags(.unit)) struct RemovedFilesTests {
  static let waiting: FilePath = "/d/.cortex/removed/1"

  private func removed(on disk: SimulatedDisk) -> RemovedFiles {
    RemovedFiles(of: Scene.location, on: disk)
  }

  /// A scene after its switch.
  private func switched() throws -> Scene {
    let scene = try Scene.ofManyRemovals()
    try scene.carryOut(on: scene.disk)
    #expect(try Scene.state(of: scene.disk) == scene.new)
    return scene
  }

  private func now(_ disk: SimulatedDisk, plus seconds: Int64) throws -> Timestamp {
    let changed = try #require(try disk.metadata(Self.waiting)).changedNanoseconds
    return Timestamp(seconds: changed / 1_000_000_000 + seconds)
  }

  @Test func `many removed files wait, but no database, and no folder`() throws {
    let scene = try switched()
    let names = try scene.disk.contents(of: Self.waiting)
    #expect(names.count == 35 && !names.contains(where: \.metadata.isDirectory))
    #expect(try !scene.disk.exists("/d/gone"))
    #expect(try removed(on: scene.disk).byteCount() > 0)
  }

  @Test func `a few removed files are gone at once`() throws {
    let scene = try Scene.ofEveryKind()
    try scene.carryOut(on: scene.disk)
    #expect(try !scene.disk.exists("/d/.cortex/removed"))
  }

  @Test func `where room is short all are gone at once`() throws {
    let scene = try Scene.ofManyRemovals()
    scene.disk.capacityBytes -= try scene.disk.availableBytes(at: "/") - (32 << 20)
    try scene.carryOut(on: scene.disk)
    #expect(try Scene.state(of: scene.disk) == scene.new)
    #expect(try !scene.disk.exists(Self.waiting))
  }

  @Test func `on a disk that refuses the rename all are removed`() throws {
    let scene = try Scene.ofManyRemovals()
    let files = HookedFileSystem(scene.disk) { (call, path) throws(FileError) in
      if call == .rename, path.string.hasPrefix("/d/gone") {
        throw FileError(.rename, path, .improperLink)
      }
    }
    try scene.carryOut(on: files, SimulatedDatabases(on: scene.disk))
    #expect(try Scene.state(of: scene.disk) == scene.new)
    #expect(try scene.disk.contents(of: Self.waiting).isEmpty)
  }

  @Test func `going back takes them out of there, and writes only what is not there`() throws {
    let scene = try switched()
    let created = Mutex<[String]>([])
    let files = HookedFileSystem(scene.disk) { (call, path) in
      if call == .create, path.string.contains(".cortex-new-") {
        created.withLock { $0.append(path.string) }
      }
    }
    try scene.carryOutBack(on: files, SimulatedDatabases(on: scene.disk))
    #expect(try Scene.state(of: scene.disk) == scene.old)
    // The edited file, and the database.
    #expect(created.withLock(\.count) == 2)
  }

  @Test func `one that was changed while it waited is written anew`() throws {
    let scene = try switched()
    for entry in try scene.disk.contents(of: Self.waiting) where !entry.metadata.isDirectory {
      let path = Self.waiting.appending(bytes: entry.name)
      let bytes = try scene.disk.read(path)
      try scene.disk.erase(path)
      try scene.disk.write(path, Array(bytes.reversed()))
    }
    try scene.carryOutBack(on: scene.disk, SimulatedDatabases(on: scene.disk))
    #expect(try Scene.state(of: scene.disk) == scene.old)
  }

  @Test(arguments: [HookedFileSystem.Call.open, .rename])
  func `what is freed while it is being taken back is written instead`(
    moment: HookedFileSystem.Call
  ) throws {
    let scene = try switched()
    let disk = scene.disk
    let files = HookedFileSystem(disk) { (call, path) in
      if call == moment, path.removingLastComponent() == Self.waiting { try? disk.erase(path) }
    }
    try scene.carryOutBack(on: files, SimulatedDatabases(on: disk))
    #expect(try Scene.state(of: disk) == scene.old)
  }

  @Test func `a file made in a folder that is just going stays`() throws {
    let scene = try Scene.ofManyRemovals()
    let disk = scene.disk
    let files = HookedFileSystem(disk) { (call, path) in
      guard call == .removeDirectory, path == "/d/gone/deep0" else { return }
      try? disk.write("/d/gone/deep0/mine", "new")
    }
    try scene.carryOut(on: files, SimulatedDatabases(on: disk))
    #expect(try disk.text("/d/gone/deep0/mine") == "new")
  }

  @Test func `what the last switch removed waits ten minutes, and what others removed does not`()
    throws
  {
    let scene = try switched()
    let disk = scene.disk
    let removed = removed(on: disk)
    #expect(try !removed.isAnythingOver(at: now(disk, plus: 599)))
    try removed.freeOver(at: now(disk, plus: 599))
    #expect(try disk.exists(Self.waiting))
    #expect(try removed.isAnythingOver(at: now(disk, plus: 600)))
    try disk.write("/d/.cortex/removed/2/0123456789abcdef", "newer")
    #expect(try removed.isAnythingOver(at: now(disk, plus: 1)))
    try removed.freeOver(at: now(disk, plus: 1))
    #expect(try !disk.exists(Self.waiting))
    #expect(try disk.exists("/d/.cortex/removed/2/0123456789abcdef"))
    try removed.freeAll()
    #expect(try disk.contents(of: "/d/.cortex/removed").isEmpty)
    #expect(try Scene.state(of: disk) == scene.new)
  }
}
