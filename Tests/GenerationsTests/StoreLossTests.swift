import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A store that has lost small files with their copies, or has those of another store.
@Suite(.tags(.sweep), .exceptQuick) struct StoreLossTests {
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
      try log().smallFileCheck().findings.map { "\($0.name) \($0.fault)" }
    }
    let loss = ["generations/2 is missing, and there is no copy of it"]
    #expect(try findings() == loss)

    try log().pin(number(1), Pin(reason: "a first write", until: nil))
    #expect(try findings() == loss)
    #expect(try log().allRecords().damaged.map(\.number) == [number(2)])
    #expect(throws: GenerationError.notWhole([FaultyFile("generations/2", .lost)])) {
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

  // MARK: Two losses at once

  /// A store in which generation 3 was deleted and freed, 2 was deleted, and 4 is in force.
  private func used() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"], ["a": "3"], ["a": "4"]])
    try log.delete([number(3)], now: Shelf.time)
    _ = try log.carryOut(
      log.planCollection(Retention(), now: Shelf.time, skippingGrace: true), now: Shelf.time)
    try log.delete([number(2)], now: Shelf.time)
    return disk
  }

  private func findings(_ disk: SimulatedDisk) throws -> [String] {
    try GenerationLog(try Scene.open(disk)).smallFileCheck().findings.map(\.name)
  }

  private func repair(_ disk: SimulatedDisk) throws {
    let log = GenerationLog(try Scene.open(disk))
    try log.store.smallFiles.repair(log.smallFileCheck(), current: nil)
  }

  @Test
  func `without a ledger, what was deleted is told from what is lost, and that is not forgotten`()
    throws
  {
    for isLost in [false, true] {
      let disk = try used()
      try disk.erase("/d/.cortex/ledger")
      if isLost { try disk.erase("/d/.cortex/generations/1") }
      #expect(try findings(disk) == ["ledger"] + (isLost ? ["generations/1"] : []))
      try repair(disk)
      #expect(try findings(disk) == (isLost ? ["generations/1"] : []))
      let log = GenerationLog(try Scene.open(disk))
      #expect(try log.trashed().map(\.generation.number) == [number(2)])
      if isLost {
        #expect(throws: GenerationError.self) {
          try log.planCollection(Retention(), now: Shelf.time, skippingGrace: false)
        }
        try log.delete([number(1)], now: Shelf.time)
      }
      _ = try log.planCollection(Retention(), now: Shelf.time, skippingGrace: false)
      #expect(try log.nextNumber() == number(5))
    }
  }

  @Test(arguments: [true, false])
  func `a pin that has ended does not say that its generation is lost`(hasLedger: Bool) throws {
    let disk = SimulatedDisk()
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"], ["a": "3"]])
    for value in [1, 2] {
      let end = Timestamp(seconds: Shelf.time.seconds - 5)
      try log.pin(number(value), Pin(reason: #"x,"until":"y"#, until: value == 1 ? nil : end))
    }
    try log.delete([number(2)], now: Shelf.time)
    _ = try log.carryOut(
      log.planCollection(Retention(), now: Shelf.time, skippingGrace: true), now: Shelf.time)
    try disk.erase("/d/.cortex/ledger")
    if !hasLedger {
      try disk.write(
        "/d/.cortex/format", disk.text("/d/.cortex/format").replacing(" ledger", with: ""))
      try disk.write("/d/.cortex/current", "3\n")
      try disk.write("/d/.cortex/highest", "3\n")
    }
    #expect(try findings(disk) == (hasLedger ? ["ledger"] : []))
    try disk.erase("/d/.cortex/generations/1")
    #expect(try findings(disk).contains("generations/1"))
  }

  @Test func `a repair takes 'format' from its copy, and without one from what it can be`() throws {
    for (format, ledger) in [(true, false), (false, true), (true, true), (false, false)] {
      for isFlipped in [true, false] {
        let disk = try used()
        let whole = try disk.text("/d/.cortex/format")
        if isFlipped {
          try disk.write("/d/.cortex/format", whole.replacing("groups", with: "grouqs"))
        } else if format {
          try disk.erase("/d/.cortex/format")
        } else {
          try disk.write("/d/.cortex/format", "")
        }
        if ledger {
          try disk.erase("/d/.cortex/ledger")
        } else {
          var bytes = try disk.read("/d/.cortex/ledger")
          bytes[bytes.count - 3] ^= 1
          try disk.replace("/d/.cortex/ledger", with: bytes)
        }
        #expect(try GenerationLog(try Scene.open(disk)).currentNumber() == number(4))
        #expect(try findings(disk).contains("format"))
        try repair(disk)
        #expect(try disk.text("/d/.cortex/format") == whole)
        #expect(try findings(disk) == [])
      }
    }
  }

  @Test(arguments: [0, 9])
  func `of another store's ledger nothing is taken over, be it shorter or longer`(
    more: Int
  ) throws {
    let (_, other) = try stores()
    for _ in 0..<more { try GenerationLog(try Scene.open(other)).makeCurrent(number(2)) }
    let disk = try used()
    try disk.replace("/d/.cortex/ledger", with: other.read("/d/.cortex/ledger"))
    let trashed = try disk.read("/d/.cortex/trash/2")
    #expect(try GenerationLog(try Scene.open(disk)).numbers() == [number(1), number(4)])
    try repair(disk)
    let log = GenerationLog(try Scene.open(disk))
    #expect(try log.numbers() == [number(1), number(4)] && log.currentNumber() == number(4))
    #expect(try disk.read("/d/.cortex/trash/2") == trashed)
    #expect(try findings(disk) == [])
  }

  @Test(arguments: ["generations", "pins", "trash", "staging", "packs"])
  func `a file in the place of a folder is found, refused, and moved away by a repair`(
    name: String
  ) throws {
    let disk = try used()
    let path = Scene.location.appending(name)
    try disk.removeTree(path)
    try disk.write(path, "no folder")
    #expect(try findings(disk).contains(name))
    #expect(throws: StoreError.damagedFile(path, .misplaced(.regular, needsFolder: true))) {
      _ = try StoreLock(Scene.location, on: disk, holder: "test")
    }
    do {
      let lock = try StoreLock(Scene.location, on: disk, holder: "test", repairing: true)
      try repair(disk)
      lock.hold()
    }
    #expect(try findings(disk).isEmpty)
    #expect(try disk.text(Scene.location.appending("damaged").appending(name)) == "no folder")
  }

  @Test func `a folder in the place of the lock lets nobody in but a repair`() throws {
    let disk = try used()
    try disk.remove("/d/.cortex/lock")
    try disk.createDirectory("/d/.cortex/lock", permissions: 0o755)
    #expect(try findings(disk) == ["lock"])
    #expect(throws: StoreError.self) {
      _ = try StoreLock(Scene.location, on: disk, holder: "test")
    }
    _ = try StoreLock(Scene.location, on: disk, holder: "test", repairing: true)
    #expect(try findings(disk).isEmpty)
  }

  @Test func `a cache that is no file is moved away by whoever changes something`() throws {
    let disk = try used()
    try disk.remove("/d/.cortex/stat-cache")
    try disk.createDirectory("/d/.cortex/stat-cache", permissions: 0o755)
    _ = try StoreLock(Scene.location, on: disk, holder: "test")
    #expect(try findings(disk).isEmpty)
  }

  @Test(arguments: ["current", "highest", "generations/4", "ledger", "format"])
  func `a folder in the place of a small file keeps nobody from reading, and is repaired`(
    name: String
  ) throws {
    let disk = try used()
    let path = Scene.location.pushing(FilePath(name))
    try disk.erase(path)
    try disk.createDirectory(path, permissions: 0o755)
    #expect(try GenerationLog(try Scene.open(disk)).currentNumber() == number(4))
    #expect(try findings(disk).contains(name))
    #expect(throws: (any Error).self) {
      try GenerationLog(try Scene.open(disk)).planCollection(
        Retention(), now: Shelf.time, skippingGrace: false)
    }
    try repair(disk)
    #expect(try findings(disk) == [])
    try GenerationLog(try Scene.open(disk)).makeCurrent(number(1))
  }

  @Test func `a journal that nothing can be done by is found, and set aside`() throws {
    for journal in ["", "garbage\n", nil] {
      let disk = try used()
      if let journal {
        try disk.write("/d/.cortex/journal", journal)
      } else {
        try disk.createDirectory("/d/.cortex/journal", permissions: 0o755)
      }
      #expect(try findings(disk) == ["journal"])
      try repair(disk)
      #expect(try findings(disk) == [])
      #expect(try disk.metadata("/d/.cortex/damaged/journal") != nil)
    }
  }
}
