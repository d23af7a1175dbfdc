import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import FileEffects

@Suite(.tags(.unit)) struct TracedFileSystemTests {
  @Test func `each change is told, and in its order`() throws {
    let told = Mutex<[FileEffect]>([])
    let files: any FileSystem = TracedFileSystem(SimulatedDisk()) { effect in
      told.withLock { $0.append(effect) }
    }
    let bytes: [UInt8] = [1, 2, 3]
    let file = try files.create("/a", permissions: 0o644)
    try bytes.withUnsafeBytes { try file.append($0) }
    try file.sync()
    _ = try files.extend("/a")
    try files.truncate("/a", to: 1)
    try files.createDirectory("/d", permissions: 0o755)
    try files.createLink("/l", to: [0x61])
    try files.setPermissions("/a", 0o600)
    try files.setOwner("/a", .root)
    try files.rename("/a", over: "/b")
    try files.rename([Move("/b", over: "/c")])
    try files.sync("/c")
    try files.remove("/c")
    try files.remove(["/l", "/none"])
    try files.removeDirectory("/d")
    try files.syncDirectory("/")
    try files.syncAll(at: "/")
    let held = try files.lock("/lock")
    #expect(try files.lock("/lock") == nil, "waiting for a lock is not told")
    withExtendedLifetime(held) {}

    let expected: [FileEffect] = [
      FileEffect(kind: .create, path: "/a"), FileEffect(kind: .sync(bytes: 3), path: "/a"),
      FileEffect(kind: .extend, path: "/a"), FileEffect(kind: .truncate, path: "/a"),
      FileEffect(kind: .createFolder, path: "/d"), FileEffect(kind: .createLink, path: "/l"),
      FileEffect(kind: .setPermissions, path: "/a"), FileEffect(kind: .setOwner, path: "/a"),
      FileEffect(kind: .rename(over: "/b"), path: "/a"),
      FileEffect(kind: .rename(over: "/c"), path: "/b"),
      FileEffect(kind: .sync(bytes: 0), path: "/c"), FileEffect(kind: .remove, path: "/c"),
      FileEffect(kind: .remove, path: "/l"), FileEffect(kind: .removeFolder, path: "/d"),
      FileEffect(kind: .syncFolder, path: "/"), FileEffect(kind: .syncDisk, path: "/"),
      FileEffect(kind: .lock, path: "/lock"),
    ]
    #expect(told.withLock { $0 } == expected)
  }

  @Test func `looking is not told`() throws {
    let told = Mutex<[FileEffect]>([])
    let disk = SimulatedDisk()
    try disk.write("/d/a", [1])
    try disk.writeLink("/l", to: "d/a")
    let files: any FileSystem = TracedFileSystem(disk) { effect in
      told.withLock { $0.append(effect) }
    }
    #expect(try files.metadata("/d/a")?.size == 1)
    #expect(try files.contents(of: "/d").count == 1)
    #expect(try files.linkTarget("/l") == Array("d/a".utf8))
    #expect(try files.read("/d/a") == [1])
    #expect(try files.readNamed("/l", atMost: 1) == [1])
    #expect(try files.mayChange("/d/a"))
    #expect(files.user == disk.user)
    #expect(told.withLock { $0.isEmpty })
  }
}
