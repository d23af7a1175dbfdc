import FileEffects
import Generations
import SystemPackage
import TestSupport
import Testing

/// A switch that was interrupted, and one of its two journals lost or damaged.
@Suite(.tags(.unit)) struct JournalCopyTests {
  @Test(arguments: ["journal", "journal.copy"], [nil, "", "{}\n"] as [String?])
  func `a switch is finished from either of its journals`(name: String, damage: String?) throws {
    let scene = try Scene.small()
    var disk = scene.disk
    for effects in 0... {
      disk = try Self.cut(scene, after: effects)
      if try disk.exists("/d/.cortex/journal") && disk.exists("/d/.cortex/journal.copy") { break }
    }
    let path = Scene.location.appending(name)
    try disk.erase(path)
    if let damage { try disk.write(path, damage) }
    let recovered = try Scene.recover(on: disk)
    #expect(recovered?.isFinished == true)
    let fault = try scene.fault(on: disk, isFinished: true)
    #expect(fault == nil)
  }

  private static func cut(_ scene: Scene, after effects: Int) throws -> SimulatedDisk {
    let disk = scene.disk.copy()
    disk.cutPower(afterEffects: effects)
    _ = try? scene.carryOut(on: disk)
    disk.restart()
    return disk
  }
}
