import FileEffects
import SystemPackage
import TestSupport
import Testing

/// The power is cut after every effect of the few things that all others are made of.
@Suite(.tags(.unit)) struct CrashTests {
  /// Replaces a file under a cut after each effect, and gives every state that breaks the promise
  /// that it is the old one or the new one, and the new one if the call returned.
  private static func brokenStates(
    seed: UInt64? = nil,
    forgetting isForgotten: @escaping @Sendable (String) -> Bool = { _ in false }
  ) throws -> [String] {
    var broken: [String] = []
    for cut in 0... {
      let disk = SimulatedDisk(seed: seed.map { $0 &+ UInt64(cut) &* 1_000_003 })
      try disk.write("/d/f", "the old text")
      disk.forgetSyncs(where: isForgotten)
      disk.cutPower(afterEffects: cut)
      let isFinished = (try? disk.replace("/d/f", with: Array("the new text".utf8))) != nil
      disk.restart()

      let found = try disk.readIfPresent("/d/f").map { String(decoding: $0, as: UTF8.self) }
      let allowed = isFinished ? ["the new text"] : ["the old text", "the new text"]
      if !allowed.contains(found ?? "(gone)") {
        broken.append("\(found ?? "(gone)") after \(cut) effects: \(disk.effectLog)")
      }
      if isFinished { return broken }
    }
    return broken
  }

  @Test func `a power cut at any effect leaves the old or the new file`() throws {
    #expect(try Self.brokenStates().isEmpty)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a disk that reorders leaves the old or the new file`(seed: UInt64) throws {
    #expect(try Self.brokenStates(seed: seed).isEmpty)
  }

  @Test func `without its sync a replaced file is lost`() throws {
    let broken = try Self.brokenStates { $0 == "/d/.tmp-f" }
    #expect(!broken.isEmpty, "the loop must see that contents were never synced")
  }

  @Test func `without the sync of its folder a replacement is lost`() throws {
    let broken = try Self.brokenStates { $0 == "/d" }
    #expect(broken.count == 1)
    #expect(broken.first?.hasPrefix("the old text after") == true)
  }

  @Test func `a disk that reorders finds a missing sync before the call returns`() throws {
    var found: [String] = []
    for seed in 0..<50 as Range<UInt64> {
      found += try Self.brokenStates(seed: seed) { path in path == "/d/.tmp-f" }
    }
    #expect(found.contains { $0.hasPrefix(" after") }, "no contents at all")
    #expect(found.contains { $0.hasPrefix("the n") && !$0.hasPrefix("the new text ") }, "a part")
  }

  @Test func `a folder that was ensured survives, with those above it`() throws {
    let disk = SimulatedDisk()
    try disk.ensureDirectory("/a/b/c")
    disk.restart()
    #expect(try disk.exists("/a/b/c"))
  }

  @Test(arguments: 1..<7)
  func `a full disk leaves the old file and nothing beside it`(number: Int) throws {
    let disk = SimulatedDisk()
    try disk.write("/d/f", "old")
    disk.failEffect(number: number, with: .noSpace)
    let failure = try code { try disk.replace("/d/f", with: Array("new".utf8)) }
    #expect(failure == (number <= 5 ? .noSpace : nil), "\(disk.effectLog)")
    // From the fifth on, the sync of the folder, the file has its name.
    #expect(
      try disk.snapshotOfTree("/d") == ["f": number < 5 ? "file 644 old" : "file 644 new"])
  }
}
