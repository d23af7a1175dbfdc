import FileEffects
import Generations
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct CollectionPlanTests {
  private let disk = SimulatedDisk()

  private func number(_ value: Int) -> Generation.Number { Shelf.number(value) }

  private func collect(
    _ log: GenerationLog, keepLast: Int = 1, now: Timestamp = Shelf.time,
    skippingGrace: Bool = false
  ) throws -> CollectionPlan {
    let plan = try log.planCollection(
      Retention(keepLast: keepLast), now: now, skippingGrace: skippingGrace)
    _ = try log.carryOut(plan, now: now)
    return plan
  }

  /// Everything that any record needs is there and whole.
  private func expectWhole(_ log: GenerationLog) throws {
    #expect(try Scene.fault(inStoreOn: disk) == nil)
  }

  @Test func `a plan changes nothing, and what it drops can be brought back`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"], ["a": "3"]])
    let before = try disk.snapshotOfTree("/")
    let plan = try log.planCollection(Retention(keepLast: 1), now: Shelf.time, skippingGrace: false)
    #expect(try disk.snapshotOfTree("/") == before)
    #expect(plan.dropped == [number(1), number(2)] && plan.freedBytes == 0)
    #expect(try log.carryOut(plan, now: Shelf.time) == 0)
    #expect(try log.numbers() == [number(3)])
    try log.undelete(number(1))
    try expectWhole(log)
  }

  @Test func `what is in the trash is freed after the grace period, not before`() throws {
    let log = try Shelf.make(on: disk, [["a": Shelf.long("1")], ["a": Shelf.long("2")]])
    _ = try collect(log)
    let bytes = log.store.figures.bytes
    let since = try #require(try log.trashed().first).since.seconds
    let grace = GenerationLog.gracePeriod.components.seconds
    let early = try collect(log, now: Timestamp(seconds: since + grace - 1))
    #expect(early.expired.isEmpty && log.store.figures.bytes == bytes)
    let late = try collect(log, now: Timestamp(seconds: since + grace))
    #expect(late.expired == [number(1)] && log.store.figures.bytes < bytes)
    #expect(try log.trashed().isEmpty)
    try expectWhole(log)
  }

  @Test func `there is no plan where no generation goes, and one when a deleted one expires`()
    throws
  {
    let log = try Shelf.make(on: disk, [["a": Shelf.long("1")], ["a": Shelf.long("2")]])
    let none = try log.planCollection(ifAnyGoesBy: Retention(), now: Shelf.time)
    #expect(none == nil)
    let some = try log.planCollection(ifAnyGoesBy: Retention(keepLast: 1), now: Shelf.time)
    #expect(some?.dropped == [number(1)])
    _ = try collect(log)
    let since = try #require(try log.trashed().first).since.seconds
    let grace = GenerationLog.gracePeriod.components.seconds
    let early = Timestamp(seconds: since + grace - 1)
    let late = Timestamp(seconds: since + grace)
    #expect(try log.planCollection(ifAnyGoesBy: Retention(keepLast: 1), now: early) == nil)
    let over = try log.planCollection(ifAnyGoesBy: Retention(keepLast: 1), now: late)
    #expect(over?.expired == [number(1)])
  }

  @Test func `without grace the bytes that the plan tells are free at once`() throws {
    let log = try Shelf.make(on: disk, [["a": Shelf.long("1")], ["a": Shelf.long("2")]])
    let plan = try log.planCollection(Retention(keepLast: 1), now: Shelf.time, skippingGrace: true)
    #expect(plan.freedBytes > 300)
    #expect(try log.carryOut(plan, now: Shelf.time) == plan.freedBytes)
    try expectWhole(log)
  }

  @Test func `a pin keeps a generation until it is over`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"]])
    try log.pin(
      number(1), Pin(reason: "for a day", until: Timestamp(seconds: Shelf.time.seconds + 1)))
    #expect(try collect(log).dropped.isEmpty)
    #expect(
      try collect(log, now: Timestamp(seconds: Shelf.time.seconds + 1)).dropped == [number(1)])
    try expectWhole(log)
  }

  @Test func `nothing is collected while something that is needed is missing`() throws {
    let log = try Shelf.make(on: disk, [["a": "1"], ["a": "2"]])
    let lost = try log.generation(number(2)).tree
    for name in try disk.contents(of: "/d/.cortex/packs").map(\.name) {
      let path = FilePath("/d/.cortex/packs").appending(bytes: name)
      let bytes = try disk.read(path)
      try disk.erase(path)
      if try Scene.open(disk).contains(lost) { try disk.write(path, bytes) } else { break }
    }
    let damaged = GenerationLog(try Scene.open(disk))
    #expect(throws: GenerationError.lacksObjects([number(2)], example: lost)) {
      try damaged.planCollection(Retention(), now: Shelf.time, skippingGrace: true)
    }
    try damaged.makeCurrent(number(1))
    try damaged.delete([number(2)], now: Shelf.time)
    // It can be brought back, and its pack may be found: nothing says what else it needs.
    #expect(throws: GenerationError.deletedLacksObjects([number(2)], example: lost)) {
      try damaged.planCollection(Retention(), now: Shelf.time, skippingGrace: false)
    }
    // What was given up need not be whole.
    let plan = try damaged.planCollection(Retention(), now: Shelf.time, skippingGrace: true)
    _ = try damaged.carryOut(plan, now: Shelf.time)
    #expect(try damaged.generation(number(1)).number == number(1))
  }

  @Test func `what an unfinished switch goes from and to is kept`() throws {
    let scene = try Scene.small()
    let cut = scene.disk.copy()
    cut.cutPower(afterEffects: 12)
    #expect(throws: (any Error).self) { try scene.carryOut(on: cut) }
    cut.restart()
    let log = GenerationLog(try Scene.open(cut))
    #expect(try log.hasJournal())
    let plan = try log.planCollection(Retention(), now: Shelf.time, skippingGrace: true)
    _ = try log.carryOut(plan, now: Shelf.time)
    #expect(try #require(try Scene.recover(on: cut)).isFinished)
    #expect(try scene.fault(on: cut, isFinished: true) == nil)
  }

  @Test func `a disk too full to rewrite a pack still frees the others`() throws {
    let log = try Shelf.make(
      on: disk, [["a": "shared", "b": Shelf.long("b")], ["c": Shelf.long("c")], ["a": "shared"]])
    let plan = try log.planCollection(Retention(keepLast: 1), now: Shelf.time, skippingGrace: true)
    try log.delete(plan.dropped, now: Shelf.time)
    let packs = log.store.figures.packs
    let full = HookedFileSystem(disk) { (call, path) throws(FileError) in
      if call == .create, path.string.contains("staging/") {
        throw FileError(.create, path, .noSpace)
      }
    }
    let fullLog = GenerationLog(try Store.open(at: Scene.location, on: full, workers: 1))
    let again = try fullLog.planCollection(
      Retention(keepLast: 1), now: Shelf.time, skippingGrace: true)
    #expect(try fullLog.carryOut(again, now: Shelf.time) > 0)
    #expect(fullLog.store.figures.packs < packs)
    try expectWhole(GenerationLog(try Scene.open(disk)))
  }

  @Test func `the bytes that only one generation holds are told for each`() throws {
    let log = try Shelf.make(
      on: disk, [["a": Shelf.long("both")], ["a": Shelf.long("both"), "b": Shelf.long("one")]])
    let bytes = try log.uniqueBytes(of: try log.all())
    #expect(bytes[0] < 150 && bytes[1] > 300)
    let alone = try log.uniqueBytes(of: [try log.generation(number(1))])
    #expect(alone[0] > 300)
  }

  @Test func `the names in the store are looked for once, however many generations are deleted`()
    throws
  {
    func listings(deleting count: Int) throws -> Int {
      let disk = SimulatedDisk()
      try Shelf.make(on: disk, (0...count).map { ["a": "\($0)"] })
      let listings = Mutex(0)
      let files = HookedFileSystem(disk) { (call, _) in
        if call == .contents { listings.withLock { $0 += 1 } }
      }
      let log = GenerationLog(try Scene.open(files))
      try log.delete((1...count).map { number($0) }, now: Shelf.time)
      #expect(try log.numbers() == [number(count + 1)])
      return listings.withLock(\.self)
    }
    #expect(try listings(deleting: 40) == listings(deleting: 8))
  }
}
