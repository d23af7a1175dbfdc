import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct GenerationLogTests {
  private let disk = SimulatedDisk()

  private func number(_ value: Int) -> Generation.Number { Shelf.number(value) }

  @Test func `generations are listed in order, and the last one made current is in force`() throws {
    let log = try Shelf.make(on: disk, Array(repeating: ["a": "x"], count: 11))
    #expect(try log.numbers().map(\.rawValue) == Array(1...11))
    #expect(try log.current().number == number(11))
    try log.makeCurrent(number(2))
    #expect(try log.current().number == number(2))
    #expect(try log.nextNumber() == number(12))
  }

  @Test func `a new store has no current generation and begins with 1`() throws {
    let log = try Shelf.make(on: disk, [])
    #expect(try log.currentNumber() == nil)
    #expect(try log.nextNumber() == .first)
    #expect(throws: GenerationError.noCurrent) { try log.current() }
    #expect(throws: GenerationError.noGeneration(number(1))) { try log.generation(number(1)) }
  }

  @Test(arguments: ["", "1", "x\n", "0\n", "-1\n", "1\n\n", " 1\n", "99999999999999999999\n"])
  func `a pointer that holds no number is refused with its text`(text: String) throws {
    let log = try Shelf.make(on: disk, [["a": "x"]])
    try disk.write("/d/.cortex/current", text)
    #expect(try log.currentNumber() == number(1), "the ledger has a copy")
    try disk.erase("/d/.cortex/ledger")
    #expect(throws: GenerationError.unreadablePointer(text: text)) { try log.currentNumber() }
  }

  @Test func `an older 'current' does not overrule the ledger, nor an older ledger 'current'`()
    throws
  {
    let log = try Shelf.make(on: disk, [["a": "x"], ["a": "y"]])
    let pointer = try disk.text("/d/.cortex/current")
    let ledger = try disk.read("/d/.cortex/ledger")
    try log.makeCurrent(number(1))
    let newer = try disk.text("/d/.cortex/current")
    try disk.write("/d/.cortex/current", pointer)
    #expect(try log.currentNumber() == number(1))
    try disk.write("/d/.cortex/current", newer)
    try disk.write("/d/.cortex/ledger", ledger)
    #expect(try log.currentNumber() == number(1))
  }

  @Test func `a number is never used again, whatever was deleted and collected`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"], ["a": "3"], ["a": "4"]])
    try log.makeCurrent(number(1))
    try log.delete([number(4), number(3)], now: Shelf.time)
    #expect(try log.nextNumber() == number(5))
    let plan = try log.planCollection(Retention(keepLast: 0), now: Shelf.time, skippingGrace: true)
    _ = try log.carryOut(plan, now: Shelf.time)
    #expect(try log.trashed().isEmpty)
    #expect(try log.nextNumber() == number(5))
    disk.restart()
    #expect(try GenerationLog(Scene.open(disk)).nextNumber() == number(5))
  }

  @Test func `adding the same record again is no error, another one is refused`() throws {
    let log = try Shelf.make(on: disk, [["a": "x"]])
    var record = try log.generation(number(1))
    try log.add(record)
    record.note = "another"
    #expect(throws: GenerationError.numberTaken(number(1))) { try log.add(record) }
    #expect(try log.generation(number(1)).note == "")
  }

  @Test func `a record added again is durable, also where the first attempt ended in between`()
    throws
  {
    let log = try Shelf.make(on: disk, [["a": "x"]])
    var record = try log.generation(number(1))
    record.number = number(2)
    // Create, append, sync, rename, and the sync that fails.
    disk.failEffect(number: 5, with: .ioError)
    #expect(throws: FileError.self) { try log.add(record) }
    try log.add(record)
    try log.makeCurrent(number(2))
    disk.restart()
    #expect(try GenerationLog(Scene.open(disk)).current() == record)
  }

  @Test func `the current and a pinned generation cannot be deleted, nor any with them`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"], ["a": "3"]])
    try log.pin(number(2), Pin(reason: "the last with rows"))
    #expect(throws: GenerationError.isCurrent(number(3))) {
      try log.delete([number(1), number(3)], now: Shelf.time)
    }
    #expect(
      throws: GenerationError.isPinned(number(2), reason: "the last with rows")
    ) {
      try log.delete([number(1), number(2)], now: Shelf.time)
    }
    #expect(throws: GenerationError.noGeneration(number(9))) {
      try log.delete([number(9)], now: Shelf.time)
    }
    #expect(try log.numbers().count == 3)
  }

  @Test func `a deleted generation can be brought back as it was`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"]])
    let record = try log.generation(number(1))
    try log.delete([number(1)], now: Shelf.time)
    #expect(throws: GenerationError.deleted(number(1))) { try log.generation(number(1)) }
    #expect(try log.trashed().map(\.generation) == [record])
    #expect(throws: GenerationError.notDeleted(number(2))) { try log.undelete(number(2)) }
    #expect(throws: GenerationError.noGeneration(number(9))) { try log.undelete(number(9)) }
    try log.undelete(number(1))
    #expect(try log.generation(number(1)) == record)
    #expect(try log.trashed().isEmpty)
  }

  @Test func `a deleted generation tells since when it is deleted`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"]])
    let now = Timestamp(seconds: Shelf.time.seconds + 86_400)
    try log.delete([number(1)], now: now)
    #expect(try log.trashed().map(\.since) == [now])
  }

  @Test func `a pin can be replaced and taken away`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"]])
    try log.pin(number(1), Pin(reason: "first"))
    try log.pin(number(1), Pin(reason: "second", until: Shelf.time))
    #expect(try log.pins() == [number(1): Pin(reason: "second", until: Shelf.time)])
    try log.unpin(number(1))
    #expect(try log.pins().isEmpty)
    #expect(throws: GenerationError.notPinned(number(1))) { try log.unpin(number(1)) }
    #expect(throws: GenerationError.noGeneration(number(2))) {
      try log.pin(number(2), Pin(reason: "none"))
    }
  }

  @Test(arguments: [HookedFileSystem.Call.metadata, .open])
  func `a record that goes while all are listed is read from its copy, and blocks a collection`(
    call: HookedFileSystem.Call
  ) throws {
    let record: FilePath = "/d/.cortex/generations/2"
    let states = [["a": "1"], ["a": "2"], ["a": "3"]]
    for isListed in [true, false] {
      let disk = SimulatedDisk()
      _ = try Shelf.make(on: disk, states)
      let files = HookedFileSystem(disk) { (found, path) throws(FileError) in
        if found == call && path == record { try disk.erase(record) }
      }
      let log = GenerationLog(try Store.open(at: "/d/.cortex", on: files))
      if isListed {
        #expect(try log.all().map(\.number) == [number(1), number(2), number(3)])
      } else {
        #expect(throws: GenerationError.notWhole([FaultyFile("generations/2", .missing)])) {
          try log.planCollection(Retention(), now: Shelf.time, skippingGrace: false)
        }
      }
    }
  }

  @Test func `a damaged record without a copy is an error, not a missing generation`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"]])
    try disk.write("/d/.cortex/generations/1", "{}\n")
    #expect(try log.generation(number(1)).number == number(1), "the ledger has a copy")
    try disk.erase("/d/.cortex/ledger")
    #expect(throws: GenerationError.self) { try log.generation(number(1)) }
    #expect(throws: GenerationError.self) {
      try log.planCollection(Retention(), now: Shelf.time, skippingGrace: false)
    }
  }

  @Test(arguments: ["", "0", "-1", "+1", "1 ", "a", "１", "99999999999999999999"])
  func `a text that is no number of a generation is refused`(text: String) {
    #expect(Generation.Number(text) == nil)
  }
}
