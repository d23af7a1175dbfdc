import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// The power is cut after every effect of what changes a store: its making, a new generation, a
/// deletion, a collection.
@Suite(.tags(.sweep), .exceptQuick) struct StorePowerCutTests {
  static let location = Scene.location

  private static func loop(
    _ disk: SimulatedDisk, _ command: @escaping @Sendable (GenerationLog) throws -> Void,
    fault: @escaping @Sendable (GenerationLog, Bool) throws -> String?
  ) -> PowerCutLoop {
    PowerCutLoop(
      disk: disk,
      command: { disk in
        let lock = try StoreLock(location, on: disk, holder: "test")
        try command(GenerationLog(try Scene.open(disk)))
        lock.hold()
      },
      next: { _ = try Scene.recover(on: $0) },
      fault: { disk, isFinished in
        try fault(GenerationLog(try Scene.open(disk)), isFinished)
          ?? Scene.fault(inStoreOn: disk)
      })
  }

  private static func expectSafety(_ loop: PowerCutLoop) {
    let reordering = (0..<4 as Range<UInt64>).map { PowerCutLoop.Cuts(seed: $0) }
    let twice = [
      PowerCutLoop.Cuts(again: true), PowerCutLoop.Cuts(seed: 99, again: true, every: 2),
    ]
    #expect(loop.faults([PowerCutLoop.Cuts()] + reordering + twice) == [])
  }

  // MARK: A new generation

  private static func adding() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    try Shelf.make(on: disk, [["a": "one"]])
    return loop(disk) { log in
      try Shelf.add(["a": "one", "b": "two"], as: 2, to: log)
      try log.makeCurrent(Shelf.number(2))
    } fault: { log, isFinished in
      let current = try log.currentNumber()
      let allowed = isFinished ? [Shelf.number(2)] : [Shelf.number(1), Shelf.number(2)]
      return allowed.contains { $0 == current } ? nil : "current is \(current?.rawValue ?? 0)"
    }
  }

  @Test func `a generation that is in force is whole, whenever the power was cut`() throws {
    Self.expectSafety(try Self.adding())
  }

  @Test(arguments: [
    "staging/objects.pack", "packs", "generations/.tmp-2", "generations", ".tmp-current", "",
  ])
  func `without its sync a new generation is lost`(name: String) throws {
    let path = Self.location.appending(name).string
    #expect(try Self.adding().canFail { $0 == path })
  }

  /// A generation in two packs: one file is encoded against its earlier version, the other is not.
  private static func addingDeltas() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    try Shelf.make(on: disk, [["a": Shelf.long("a")]])
    return loop(disk) { log in
      try Shelf.add(["a": Shelf.long("a") + "changed", "b": "new"], as: 2, to: log)
      try log.makeCurrent(Shelf.number(2))
    } fault: { log, isFinished in
      let current = try log.currentNumber()
      if isFinished && log.store.figures.packs != 3 { return "there are no two new packs" }
      return isFinished && current != Shelf.number(2) ? "it is not in force" : nil
    }
  }

  @Test func `a generation of deltas is whole, whenever the power was cut`() throws {
    Self.expectSafety(try Self.addingDeltas())
  }

  @Test func `without its sync a pack of deltas is lost`() throws {
    let path = Self.location.appending("staging/deltas.pack").string
    #expect(try Self.addingDeltas().canFail { $0 == path })
  }

  // MARK: A deletion

  private static func deleting() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    try Shelf.make(on: disk, [["a": "one"], ["a": "two"], ["a": "three"]])
    return loop(disk) { log in
      try log.delete([Shelf.number(1), Shelf.number(2)], now: Shelf.time)
    } fault: { log, isFinished in
      let kept = try log.numbers()
      let trashed = try log.trashed().map(\.generation.number)
      if Set(kept + trashed).count != 3 { return "only \(kept) and \(trashed) are there" }
      return isFinished && kept != [Shelf.number(3)] ? "\(kept) are there" : nil
    }
  }

  @Test func `a deleted generation is in its place or in the trash`() throws {
    Self.expectSafety(try Self.deleting())
  }

  @Test(arguments: ["trash", "generations"])
  func `without its sync a deletion is lost`(name: String) throws {
    let path = Self.location.appending(name).string
    #expect(try Self.deleting().canFail { $0 == path })
  }

  @Test func `a generation that a cut left in both places can be deleted again`() throws {
    let disk = SimulatedDisk()
    try Shelf.make(on: disk, [["a": "one"], ["a": "two"]])
    for cut in 0... {
      let cutDisk = disk.copy()
      cutDisk.cutPower(afterEffects: cut)
      let isFinished =
        (try? GenerationLog(try Scene.open(cutDisk)).delete([Shelf.number(1)], now: Shelf.time))
        != nil
      cutDisk.restart()
      _ = try Scene.recover(on: cutDisk)
      let log = GenerationLog(try Scene.open(cutDisk))
      if try log.numbers().contains(Shelf.number(1)) {
        try log.delete([Shelf.number(1)], now: Shelf.time)
      }
      #expect(try log.numbers() == [Shelf.number(2)], "cut after \(cut)")
      #expect(try log.trashed().map(\.generation.number) == [Shelf.number(1)])
      if isFinished { return }
    }
  }

  // MARK: A collection

  @Sendable private static func collectAllButLast(_ log: GenerationLog) throws {
    let plan = try log.planCollection(
      Retention(keepLast: 1), now: Shelf.time, skippingGrace: true)
    _ = try log.carryOut(plan, now: Shelf.time)
  }

  private static func collecting() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    // What generation 3 keeps lies in a pack with what only 1 had: that pack is rewritten.
    try Shelf.make(
      on: disk, [["a": "one", "b": Shelf.long("only in 1")], ["c": "two"], ["a": "one"]])
    return loop(disk) { log in
      try collectAllButLast(log)
    } fault: { log, isFinished in
      let numbers = try log.numbers()
      if !numbers.contains(Shelf.number(3)) { return "the current generation is gone" }
      if isFinished && numbers != [Shelf.number(3)] { return "\(numbers) are left" }
      // What the cut left twice becomes one.
      try collectAllButLast(log)
      return try log.nextNumber() == Shelf.number(4) ? nil : "a number is used twice"
    }
  }

  @Test func `a collection keeps what is needed, whenever the power was cut`() throws {
    Self.expectSafety(try Self.collecting())
  }

  @Test(arguments: ["staging/objects.pack", "generations"])
  func `without its sync a collection is lost`(name: String) throws {
    let path = Self.location.appending(name).string
    #expect(try Self.collecting().canFail { $0 == path })
  }

  /// Only the last of four states is kept, which is encoded against the first.
  private static func collectingDeltas() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    try Shelf.make(
      on: disk, (0..<4).map { ["a": Shelf.long("a") + String(repeating: "x", count: $0)] })
    return loop(disk) { log in
      try collectAllButLast(log)
    } fault: { log, isFinished in
      let numbers = try log.numbers()
      if isFinished && numbers != [Shelf.number(4)] { return "\(numbers) are left" }
      try collectAllButLast(log)
      return numbers.contains(Shelf.number(4)) ? nil : "the current generation is gone"
    }
  }

  @Test func `a collection keeps what others are encoded against, whenever the power was cut`()
    throws
  {
    Self.expectSafety(try Self.collectingDeltas())
  }

  @Test func `a process ended in a collection, and a cut after the next command, lose nothing`()
    throws
  {
    let loop = try Self.collecting()
    let faults = loop.faultsOfEndedProcess { files, _ in
      let lock = try StoreLock(Self.location, on: files, holder: "test")
      let log = GenerationLog(try Scene.open(files))
      try Self.collectAllButLast(log)
      lock.hold()
    }
    #expect(faults == [])
  }

  // MARK: Small packs made one

  private static func merging() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    // Some are encoded against others, in packs of their own.
    try Shelf.make(
      on: disk,
      (0..<2).map { ["a": Shelf.long("a") + String(repeating: "x", count: $0), "b": "\($0)"] })
    @Sendable func merge(_ log: GenerationLog) throws {
      try GarbageCollection(mergingSmallPacksOf: log.store, beyond: 2)
        .carryOut(keeping: { _ in true }, in: log.store)
    }
    return loop(disk, merge) { log, isFinished in
      if try log.numbers().count != 2 { return "a generation is gone" }
      if isFinished && log.store.figures.packs > 2 { return "there are still many packs" }
      // What the cut left twice becomes one.
      try merge(log)
      return log.store.figures.packs > 2 ? "there are many packs again" : nil
    }
  }

  @Test func `packs that are made one keep all that is in them, whenever the power was cut`() throws
  {
    Self.expectSafety(try Self.merging())
  }

  @Test(arguments: ["staging/objects.pack", "staging/deltas.pack"])
  func `without its sync what is in packs that are made one is lost`(name: String) throws {
    let path = Self.location.appending(name).string
    #expect(try Self.merging().canFail { $0 == path })
  }

  // MARK: A repair

  @Test(arguments: [nil, 0, 1, 2] as [UInt64?])
  func `a repair that was cut is made again, and nothing is lost`(seed: UInt64?) throws {
    let disk = SimulatedDisk()
    try Shelf.make(
      on: disk,
      (0..<3).map { ["a": Shelf.long("a") + String(repeating: "x", count: $0), "b": "b"] })
    // One pack loses its index, one what is before its first frame, one a byte of that frame.
    let packs = Self.location.appending("packs")
    let names = try disk.contents(of: packs).map(\.name).sorted { $0.lexicographicallyPrecedes($1) }
    for (number, name) in names.enumerated() {
      let path = packs.appending(bytes: name)
      var bytes = try disk.read(path)
      if number % 2 == 0 { bytes.removeLast(50) } else { bytes[12] ^= 1 }
      try disk.write(path, bytes)
    }
    try disk.syncAll(at: "/")
    func repair(_ disk: SimulatedDisk) throws {
      let lock = try StoreLock(Self.location, on: disk, holder: "test")
      let log = GenerationLog(try Scene.open(disk))
      let roots = try log.all().flatMap(\.roots)
      let repair = try Repair(
        of: log.store, roots: roots, try Verification(of: log.store, roots: roots, level: .full))
      try repair.salvage()
      try repair.setDamagedAside()
      lock.hold()
    }
    for cut in 0... {
      let cutDisk = disk.copy(seed: seed.map { $0 &+ UInt64(cut) })
      cutDisk.cutPower(afterEffects: cut)
      let isFinished = (try? repair(cutDisk)) != nil
      cutDisk.restart()
      try repair(cutDisk)
      let fault = try Scene.fault(inStoreOn: cutDisk)
      #expect(fault == nil, "cut after \(cut): \(fault ?? "")")
      #expect(try cutDisk.contents(of: Self.location.appending("damaged")).count == names.count)
      if isFinished { return }
    }
  }

  @Test func `what an ended process published is durable before anything is built on it`() throws {
    let disk = SimulatedDisk()
    try Shelf.make(on: disk, [["a": "one"]])
    for end in 0... {
      let ended = disk.copy()
      func addSecond(_ files: any FileSystem) throws {
        let lock = try StoreLock(Self.location, on: files, holder: "test")
        let log = GenerationLog(try Scene.open(files))
        try Shelf.add(["b": "two"], as: 2, to: log)
        try log.makeCurrent(Shelf.number(2))
        lock.hold()
      }
      let isFinished =
        (try? addSecond(HookedFileSystem(endedAfterEffects: end, on: ended))) != nil
      try addSecond(ended)
      ended.restart()
      #expect(try Scene.fault(inStoreOn: ended) == nil, "ended after \(end)")
      #expect(try GenerationLog(Scene.open(ended)).currentNumber() == Shelf.number(2))
      if isFinished { return }
    }
  }

  // MARK: The store itself

  private static func creating() throws -> PowerCutLoop {
    let disk = SimulatedDisk()
    try disk.writeFolder(Scene.root)
    return PowerCutLoop(
      disk: disk, command: { try Store.create(at: location, on: $0) },
      next: { disk in
        if try Store.exists(at: location, on: disk) {
          _ = try Store.open(at: location, on: disk)
        } else {
          // For the judge: after an attempt that was finished this is never needed.
          try disk.write("/made-again", "")
          try Store.create(at: location, on: disk)
        }
        _ = try Scene.recover(on: disk)
      },
      fault: { disk, isFinished in
        if isFinished, try disk.exists("/made-again") { return "it was gone" }
        try Shelf.add(["a": "one"], as: 1, to: GenerationLog(Scene.open(disk)))
        try GenerationLog(Scene.open(disk)).makeCurrent(Shelf.number(1))
        return try Scene.fault(inStoreOn: disk)
      })
  }

  @Test func `a store that was cut in its making is made again`() throws {
    Self.expectSafety(try Self.creating())
  }

  @Test func `without its sync a new store is lost`() throws {
    let loop = try Self.creating()
    #expect(loop.canFail { $0 == Self.location.string })
    #expect(loop.canFail { $0 == Self.location.appending(".tmp-format").string })
  }
}
