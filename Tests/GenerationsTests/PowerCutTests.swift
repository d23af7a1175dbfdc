import Generations
import SystemPackage
import TestSupport
import Testing

/// The power is cut after every effect of a switch, and of what puts it right afterwards.
@Suite(.tags(.sweep), .exceptQuick) struct PowerCutTests {
  static func loop(_ scene: Scene) -> PowerCutLoop {
    PowerCutLoop(
      disk: scene.disk, command: { try scene.carryOut(on: $0) },
      next: { _ = try Scene.recover(on: $0) }, fault: { try scene.fault(on: $0, isFinished: $1) })
  }

  @Test func `a power cut at any effect of a switch leaves the old or the new deployment`() throws {
    #expect(Self.loop(try .ofEveryKind()).faults() == [])
  }

  @Test(arguments: 0..<2 as Range<UInt64>)
  func `a disk that reorders leaves the old or the new deployment`(seed: UInt64) throws {
    #expect(Self.loop(try .ofEveryKind()).faults(seed: seed * 7919) == [])
  }

  @Test func `a second cut at any effect of the recovery leaves the old or the new one`() throws {
    #expect(Self.loop(try .small()).faults(again: true) == [])
  }

  @Test func `many files that go to wait to be freed leave the old or the new deployment`() throws {
    let loop = Self.loop(try .ofManyRemovals())
    #expect(loop.faults() == [])
    #expect(loop.faults(seed: 13, every: 3) == [])
    #expect(loop.faults(again: true, every: 9) == [])
  }

  @Test func `files that come back instead of being written lose nothing either`() throws {
    let scene = try Scene.ofManyRemovals()
    try scene.carryOut(on: scene.disk)
    let loop = PowerCutLoop(
      disk: scene.disk,
      command: { try scene.carryOutBack(on: $0, SimulatedDatabases(on: $0)) },
      next: { _ = try Scene.recover(on: $0) },
      fault: { disk, isFinished in
        let state = try Scene.state(of: disk)
        if state == scene.old || state == scene.new && !isFinished {
          return try Scene.fault(inStoreOn: disk)
        }
        return "the deployment is \(Scene.differences(state, scene.old))"
      })
    #expect(loop.faults() == [])
    #expect(loop.faults(seed: 17, every: 3) == [])
    #expect(loop.faults(again: true, every: 9) == [])
  }

  @Test(arguments: [11, 12] as [UInt64])
  func `a second cut on a disk that reorders leaves the old or the new one`(seed: UInt64) throws {
    #expect(Self.loop(try .small()).faults(seed: seed, again: true, every: 5) == [])
  }

  @Test(arguments: [true, false])
  func `a folder that changes places with a link to its like loses nothing`(
    isForward: Bool
  ) throws {
    let loop = Self.loop(try .folderAndLink(isForward: isForward))
    #expect(loop.faults(again: true, every: 2) == [])
    for seed in 0..<6 as Range<UInt64> { #expect(loop.faults(seed: seed) == []) }
  }

  @Test func `a switch that is being undone is undone after a cut at any effect`() throws {
    let scene = try Scene.ofEveryKind()
    let loop = PowerCutLoop(
      disk: scene.disk,
      command: { disk in
        do {
          try scene.carryOut(on: disk) { throw GenerationError.noCurrent }
        } catch let error as SwitchError where error.outcome == .rolledBack {}
      },
      next: { _ = try Scene.recover(on: $0) },
      fault: { disk, isFinished in
        if isFinished, try Scene.state(of: disk) != scene.old { return "it is not the old one" }
        return try scene.fault(on: disk, isFinished: false)
      })
    #expect(loop.faults() == [])
    for seed in 0..<2 as Range<UInt64> { #expect(loop.faults(seed: seed, every: 4) == []) }
  }

  @Test func `a process ended at any effect, and a cut after the next command, lose nothing`()
    throws
  {
    let scene = try Scene.ofEveryKind()
    #expect(Self.loop(scene).faultsOfEndedProcess { try scene.carryOut(on: $0, $1) } == [])
  }

  // MARK: The loop can fail

  @Test(arguments: [
    // the journal, the pointer, the record, the contents, the names
    "/d/.cortex/.tmp-journal", "/d/.cortex/.tmp-current", "/d/.cortex/generations/.tmp-2",
    "/d/.cortex", "/d/.cortex/generations", "/d/.cortex-new-", "/d",
  ])
  func `without its sync a switch is lost`(path: String) throws {
    let loop = Self.loop(try .small())
    let isForgotten: @Sendable (String) -> Bool = { found in
      path.hasSuffix("-new-") ? found.hasPrefix(path) : found == path
    }
    #expect(loop.canFail(forgetting: isForgotten), "\(path) was never synced")
  }
}
