import FileEffects
import Generations
import ObjectStore
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct RetentionTests {
  private static func day(_ number: Int64) -> Timestamp {
    Timestamp(seconds: Workplace.noon.seconds + number * 86_400)
  }

  /// A deployment that was upgraded once a day to a release that differs in one file.
  private func upgraded(days: ClosedRange<Int>) throws -> Workplace {
    var place = Workplace()
    try place.write("src/entry.py", "0\n")
    try place.write(Workplace.database, rows: ["one"])
    try place.disk.write("/releases/first/src/entry.py", "0\n")
    _ = try InitialiseStore(release: "/releases/first", version: nil).carryOut(on: place.deployment)
    for day in days {
      place.now = Self.day(Int64(day))
      try place.disk.write("/releases/next/VERSION", "5.\(day).0\n")
      try place.disk.write("/releases/next/src/entry.py", "\(day)\n")
      _ = try place.upgrade(to: "/releases/next")
    }
    return place
  }

  @Test func `an upgrade drops old generations, never the first, the current or its parent`() throws
  {
    let place = try upgraded(days: 1...8)
    let list = try place.deployment.report(ListGenerations())
    #expect(list.current?.rawValue == 9)
    #expect(list.generations.map(\.number.rawValue) == [1, 5, 6, 7, 8, 9])
    let log = try place.deployment.log()
    #expect(try log.trashed().map(\.generation.number.rawValue) == [2, 3, 4])
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    // A number that was dropped is not given again, and can be brought back.
    try place.deployment.carryOut(UndeleteGeneration(place.number(3)))
    #expect(try place.text(of: "src/entry.py", in: 3) == "2\n")
    try place.write("src/entry.py", "edited\n")
    let snapshot = try place.deployment.carryOut(TakeSnapshot(note: ""))
    #expect(snapshot.generation.rawValue == 10)
  }

  @Test func `a collection frees what only dropped generations hold, and nothing else`() throws {
    var place = try upgraded(days: 1...8)
    let large = (0..<40_000).map { String($0 &* 2_654_435_761, radix: 36) }.joined()
    try place.write("cortex-brain/documents/large.md", large)
    _ = try place.deployment.carryOut(TakeSnapshot(note: "large"))
    try place.disk.erase(place.path("cortex-brain/documents/large.md"))
    _ = try place.deployment.carryOut(TakeSnapshot(note: "without it"))
    try place.write("cortex-brain/documents/small.md", "small\n")
    _ = try place.deployment.carryOut(TakeSnapshot(note: "a small one"))
    let before = try place.tree()
    place.now = Self.day(60)

    let retention = Retention(keepLast: 1)
    let planned = try place.deployment.plan(CollectGarbage(retention, skippingGrace: true)).report
    let done = try place.deployment.carryOut(CollectGarbage(retention, skippingGrace: true))
    #expect(done.dropped == planned.dropped && done.freedBytes > 50_000)
    #expect(done.dropped.map(\.rawValue) == [5, 6, 7, 10])
    #expect(
      done.kept.map(\.number.rawValue) == [1, 8, 9, 11, 12],
      "with the last upgrade and what was before it")
    #expect(throws: GenerationError.noGeneration(try place.number(10))) {
      try place.contents(of: 10)
    }
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    #expect(try place.tree() == before)

    _ = try place.deployment.carryOut(Switch(to: .first, data: .restore))
    #expect(try place.text("src/entry.py") == "0\n")
  }

  @Test func `snapshots without end leave few packs, each one whole, and no file is read again`()
    throws
  {
    let place = Workplace()
    let entry = "src/entry.py"
    try place.write(entry, "0\n")
    try place.write(Workplace.database, rows: ["one"])
    try place.disk.write("/releases/first/src/entry.py", "0\n")
    _ = try InitialiseStore(release: "/releases/first", version: nil).carryOut(on: place.deployment)
    var (number, last, merges) = (0, 0, 0)
    while merges < 1 && number < 2 * GarbageCollection.smallLimit {
      number += 1
      try place.write(entry, "\(number)\n")
      place.disk.advanceClock(by: .seconds(1))
      let report = try place.deployment.carryOut(TakeSnapshot(note: ""))
      #expect(report.created && report.warnings == [])
      let packs = try place.disk.contents(of: Workplace.store.appending("packs")).count
      #expect(packs <= GarbageCollection.smallLimit)
      if packs < last {
        merges += 1
        let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
          if call == .open && path == Workplace.root.appending(entry) {
            throw FileError(.read, path, .ioError)
          }
        }
        let watched = Deployment(
          root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
          files: files, databases: SimulatedDatabases(on: place.disk), workers: 1, now: place.now,
          reportText: UpgradeDocuments.texts)
        #expect(try !watched.carryOut(TakeSnapshot(note: "")).created)
      }
      last = packs
    }
    #expect(merges == 1)
    #expect(try place.deployment.report(VerifyStore(.full)).ok)
    #expect(try place.deployment.report(ListGenerations()).generations.count == number + 1)
  }

  @Test func `what is pinned is kept until it is unpinned`() throws {
    var place = try upgraded(days: 1...3)
    try place.deployment.carryOut(PinGeneration(place.number(2), Pin(reason: "good old days")))
    place.now = Self.day(60)
    let retention = Retention(keepLast: 0)
    var report = try place.deployment.carryOut(CollectGarbage(retention, skippingGrace: false))
    #expect(report.kept.map(\.number.rawValue) == [1, 2, 3, 4])
    try place.deployment.carryOut(UnpinGeneration(place.number(2)))
    report = try place.deployment.carryOut(CollectGarbage(retention, skippingGrace: false))
    #expect(report.dropped.map(\.rawValue) == [2])
  }
}
