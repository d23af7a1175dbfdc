import FileEffects
import SystemPackage
import TestSupport
import Testing

/// The promises that crash tests lean on.
@Suite(.tags(.unit)) struct SimulatedDiskTests {
  /// Makes a file through the door, without any sync.
  private func make(_ path: FilePath, _ text: String, on disk: SimulatedDisk) throws
    -> any WritableFile
  {
    let file = try disk.create(path, permissions: 0o644)
    try Array(text.utf8).withUnsafeBytes { try file.append($0) }
    return file
  }

  @Test func `a synced file without a synced name is gone, and the other way round is empty`()
    throws
  {
    let disk = SimulatedDisk()
    try disk.writeFolder("/named")
    try disk.writeFolder("/unnamed")
    _ = try make("/named/f", "text", on: disk)
    try disk.syncDirectory("/named")
    try make("/unnamed/f", "text", on: disk).sync()
    disk.restart()
    #expect(
      try disk.snapshotOfTree("/") == [
        "named": "folder 755", "named/f": "file 644 ", "unnamed": "folder 755",
      ])
  }

  @Test func `a removed name is back unless its folder was synced`() throws {
    let disk = SimulatedDisk()
    try disk.write("/a/f", "text")
    try disk.write("/b/f", "text")
    try disk.remove("/a/f")
    try disk.remove("/b/f")
    try disk.syncDirectory("/b")
    disk.restart()
    #expect(try disk.text("/a/f") == "text")
    #expect(try !disk.exists("/b/f"))
  }

  @Test func `a rename between folders is durable once both are synced`() throws {
    let disk = SimulatedDisk()
    try disk.write("/a/f", "text")
    try disk.writeFolder("/b")
    try disk.rename("/a/f", over: "/b/g")
    let neither = disk.copy()
    neither.restart()
    #expect(try neither.exists("/a/f") && !neither.exists("/b/g"))
    try disk.syncDirectory("/b")
    try disk.syncDirectory("/a")
    disk.restart()
    #expect(try disk.exists("/b/g") && !disk.exists("/a/f"))
  }

  @Test func `syncing everything makes contents, names, links and permissions durable`() throws {
    let disk = SimulatedDisk()
    try disk.createDirectory("/d", permissions: 0o700)
    _ = try make("/d/f", "text", on: disk)
    try disk.setPermissions("/d/f", 0o755)
    try disk.createLink("/d/l", to: [0x66])
    try disk.syncAll(at: "/")
    let before = try disk.snapshotOfTree("/")
    disk.restart()
    #expect(try disk.snapshotOfTree("/") == before)
    #expect(before == ["d": "folder 700", "d/f": "file 755 text", "d/l": "link f"])
  }

  @Test func `after the cut nothing is read, written or counted, until the restart`() throws {
    let disk = SimulatedDisk()
    try disk.write("/f", "text")
    disk.cutPower(afterEffects: 1)
    try disk.createDirectory("/d", permissions: 0o755)
    #expect(!disk.isPowerCut)
    #expect(try code { try disk.remove("/f") } == .ioError)
    #expect(disk.isPowerCut)
    #expect(try code { _ = try disk.metadata("/f") } == .ioError)
    #expect(try code { _ = try disk.read("/f") } == .ioError)
    #expect(disk.effects == 1)
    disk.restart()
    #expect(try disk.snapshotOfTree("/") == ["f": "file 644 text"])
  }

  @Test func `a restart ends locks, and kills what was open`() throws {
    let disk = SimulatedDisk()
    try disk.write("/f", "text")
    let reader = try disk.open("/f")
    let writer = try disk.create("/new", permissions: 0o644)
    let held = try #require(try disk.lock("/lock"))
    try disk.syncDirectory("/")
    disk.restart()

    let anew = try #require(try disk.lock("/lock"))
    #expect(try code { try held.describe("late") } == .badFileDescriptor)
    #expect(try code { try writer.sync() } == .badFileDescriptor)
    var byte: [UInt8] = [0]
    #expect(
      try code { try byte.withUnsafeMutableBytes { _ = try reader.read(into: $0, at: 0) } }
        == .badFileDescriptor)
    try anew.describe("now")
  }

  @Test func `an old lock that ends after a restart leaves the new one held`() throws {
    let disk = SimulatedDisk()
    var old = try disk.lock("/lock")
    try disk.syncDirectory("/")
    disk.restart()
    let anew = try disk.lock("/lock")
    #expect(old != nil && anew != nil)
    old = nil
    #expect(try disk.lock("/lock") == nil)
    withExtendedLifetime(anew) {}
  }

  @Test func `the same seed gives the same survivors, and seeds differ`() throws {
    func survivors(_ seed: UInt64) throws -> [String: String] {
      let disk = SimulatedDisk(seed: seed)
      for name in ["a", "b", "c", "d", "e"] { _ = try make(FilePath("/\(name)"), name, on: disk) }
      disk.restart()
      return try disk.snapshotOfTree("/")
    }
    let first = try (0..<20).map(survivors)
    #expect(try (0..<20).map(survivors) == first)
    #expect(Set(first).count > 10)
  }

  @Test func `a rename survives by chance as a whole`() throws {
    var outcomes: Set<[Bool]> = []
    for seed in 0..<30 as Range<UInt64> {
      let disk = SimulatedDisk(seed: seed)
      try disk.write("/a/f", "text")
      try disk.writeFolder("/b")
      try disk.rename("/a/f", over: "/b/f")
      disk.restart()
      outcomes.insert([try disk.exists("/a/f"), try disk.exists("/b/f")])
    }
    #expect(outcomes == [[true, false], [false, true]])
  }

  @Test func `a full disk takes what fits, refuses new names, and lets go what is removed`() throws
  {
    let disk = SimulatedDisk()
    try disk.write("/old", "12345")
    disk.capacityBytes = disk.usedBytes + 3
    let file = try disk.create("/f", permissions: 0o644)
    let bytes: [UInt8] = Array("abcdef".utf8)
    #expect(try code { try bytes.withUnsafeBytes { try file.append($0) } } == .noSpace)
    #expect(try disk.text("/f") == "abc")
    #expect(try code { _ = try disk.create("/g", permissions: 0o644) } == .noSpace)
    #expect(try disk.availableBytes(at: "/") == 0)
    try disk.remove("/old")
    #expect(try disk.availableBytes(at: "/") == 5)
    disk.restart()
    #expect(disk.usedBytes == 5, "the removal was not synced, and the new file had no name")
  }

  @Test func `one failed effect does nothing, and the next one happens`() throws {
    let disk = SimulatedDisk()
    disk.failEffect(number: 2, with: .ioError)
    try disk.createDirectory("/a", permissions: 0o755)
    #expect(try code { try disk.createDirectory("/b", permissions: 0o755) } == .ioError)
    try disk.createDirectory("/b", permissions: 0o755)
    #expect(disk.effects == 3)
    #expect(disk.effectLog.last == "createDirectory /b")
  }

  @Test func `a change in place keeps the inode and moves the times`() throws {
    let disk = SimulatedDisk()
    try disk.write("/f", "one")
    let before = try #require(try disk.metadata("/f"))
    try disk.write("/f", "two")
    let after = try #require(try disk.metadata("/f"))
    #expect(after.inode == before.inode && after.size == before.size)
    #expect(after.modifiedNanoseconds - before.modifiedNanoseconds == 20_000_000)
    #expect(after.changedNanoseconds == after.modifiedNanoseconds)
    #expect(disk.effects == 0)
  }

  @Test func `what a test writes is durable, also in a folder that is not`() throws {
    let disk = SimulatedDisk()
    try disk.createDirectory("/d", permissions: 0o755)
    _ = try make("/d/unsynced", "text", on: disk)
    try disk.write("/d/e/f", "text")
    disk.restart()
    #expect(
      try disk.snapshotOfTree("/") == [
        "d": "folder 755", "d/e": "folder 755", "d/e/f": "file 644 text",
      ])
  }

  @Test func `a folder half moved when the power failed has one place`() throws {
    let disk = SimulatedDisk()
    try disk.write("/a/d/f", "text")
    try disk.writeFolder("/b")
    try disk.rename("/a/d", over: "/b/d")
    try disk.syncDirectory("/b")
    disk.restart()
    #expect(try disk.exists("/a/d/f") != disk.exists("/b/d/f"))
  }

  @Test func `many threads leave a disk whole`() async throws {
    let disk = SimulatedDisk()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask { try disk.replace(FilePath("/f\(number)"), with: [UInt8(number)]) }
      }
      try await group.waitForAll()
    }
    #expect(try disk.contents(of: "/").count == 50)
  }
}
