import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A store with the ledger of another one, or that lost something before it had one.
@Suite struct LedgerOfAnotherTests {
  private func number(_ value: Int) -> Generation.Number { Shelf.number(value) }

  /// Stores of the same history, but for what was in the files.
  private func stores() throws -> (ours: SimulatedDisk, other: SimulatedDisk) {
    let (ours, other) = (SimulatedDisk(), SimulatedDisk())
    try Shelf.make(on: ours, [["a": "1"], ["a": "2"], ["a": "3"]])
    try Shelf.make(on: other, [["a": "x"], ["a": "y"], ["a": "z"]]).makeCurrent(number(1))
    return (ours, other)
  }

  @Test func `the ledger of another store is not believed, not added to, and found out`() throws {
    let (ours, other) = try stores()
    try ours.replace("/d/.cortex/ledger", with: other.read("/d/.cortex/ledger"))
    let log = GenerationLog(try Scene.open(ours))
    #expect(try log.currentNumber() == number(3))
    #expect(throws: StoreError.self) { try log.makeCurrent(number(2)) }
    let check = try log.smallFileCheck()
    #expect(check.findings.map(\.name) == ["ledger"])
    try log.store.smallFiles.repair(check, current: nil)
    let repaired = GenerationLog(try Scene.open(ours))
    #expect(try repaired.smallFileCheck().findings.isEmpty)
    #expect(try repaired.currentNumber() == number(3))
    try repaired.makeCurrent(number(2))
  }

  @Test func `so is that of a copy of the store that went another way`() throws {
    let (ours, _) = try stores()
    let copy = SimulatedDisk()
    try Shelf.make(on: copy, [["a": "1"], ["a": "2"], ["a": "3"]])
    for (disk, text) in [(ours, "4"), (copy, "4, of the copy")] {
      let log = GenerationLog(try Scene.open(disk))
      try Shelf.add(["a": text], as: 4, to: log)
      try log.makeCurrent(number(4))
    }
    try ours.replace("/d/.cortex/ledger", with: copy.read("/d/.cortex/ledger"))
    let log = GenerationLog(try Scene.open(ours))
    #expect(try log.smallFileCheck().findings.map(\.name) == ["ledger"])
    #expect(throws: StoreError.self) { try log.makeCurrent(number(2)) }
  }

  @Test func `'current' of another store does not overrule the ledger`() throws {
    let (ours, _) = try stores()
    let other = SimulatedDisk()
    try Shelf.make(on: other, [["a": "x"], ["a": "y"], ["a": "z"]])
    try ours.replace("/d/.cortex/current", with: other.read("/d/.cortex/current"))
    let log = GenerationLog(try Scene.open(ours))
    #expect(try log.currentNumber() == number(3))
    #expect(try log.smallFileCheck().findings.map(\.name) == ["current"])
  }

  @Test
  func `what a store lost before it had a ledger stays known to be lost, until it is deleted`()
    throws
  {
    let disk = SimulatedDisk()
    try Shelf.make(on: disk, [["a": "1"], ["a": "2"], ["a": "3"]])
    let lost = try disk.read("/d/.cortex/generations/2")
    try disk.write(
      "/d/.cortex/format", disk.text("/d/.cortex/format").replacing(" ledger", with: ""))
    try disk.write("/d/.cortex/current", "3\n")
    for name: FilePath in ["ledger", "generations/2"] {
      try disk.erase(Scene.location.pushing(name))
    }
    func log() throws -> GenerationLog { GenerationLog(try Scene.open(disk)) }
    func findings() throws -> [String] {
      try log().smallFileCheck().findings.map { "\($0.name) \($0.problem)" }
    }
    let loss = ["generations/2 is missing, and there is no copy of it"]
    #expect(try findings() == loss)

    try log().pin(number(1), Pin(reason: "a first write", until: nil))
    #expect(try findings() == loss)
    #expect(try log().damagedRecords().map(\.number) == [number(2)])
    #expect(throws: GenerationError.notWhole(loss)) {
      try log().planCollection(Retention(), now: Shelf.time, skippingGrace: false)
    }
    try log().store.smallFiles.repair(log().smallFileCheck(), current: nil)
    #expect(try findings() == loss, "a repair has nothing to make it from")

    // Its record, from elsewhere.
    let copy = try disk.read("/d/.cortex/ledger")
    try log().restoreRecord(lost, from: "/export")
    #expect(try findings() == [] && log().numbers().map(\.rawValue) == [1, 2, 3])
    try disk.replace("/d/.cortex/ledger", with: copy)
    try disk.erase("/d/.cortex/generations/2")

    try log().delete([number(2)], now: Shelf.time)
    #expect(try findings() == [])
    #expect(try log().nextNumber() == number(4))
    #expect(throws: GenerationError.noGeneration(number(2))) { try log().generation(number(2)) }
  }
}
