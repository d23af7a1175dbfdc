import FileEffects
import Generations
import ObjectStore
import Presentation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Deleting, bringing back and pinning, twice or too late.
@Suite(.tags(.unit)) struct KeepingTests {
  /// A deployment with three generations.
  private func place(_ place: Workplace) throws -> Workplace {
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    for text in ["one", "two"] {
      try place.write("src/entry.py", text)
      _ = try place.deployment.carryOut(TakeSnapshot(note: text))
    }
    return place
  }

  @Test(arguments: [true, false])
  func `a generation that is named twice is deleted once`(dryRun: Bool) throws {
    let place = try place(.sample())
    let two = try place.number(2)
    #expect(
      try place.deployment.run(DeleteGenerations([two, two]), dryRun: dryRun).generations == [two])
    #expect(try place.deployment.report(ListGenerations()).generations.count == (dryRun ? 3 : 2))
  }

  @Test func `with one that cannot be deleted none is`() throws {
    let place = try place(.sample())
    let before = try place.everything()
    #expect(throws: GenerationError.noGeneration(try place.number(99))) {
      try place.deployment.carryOut(DeleteGenerations([place.number(2), place.number(99)]))
    }
    #expect(try place.everything() == before)
  }

  @Test func `of a deleted generation it is said until when it can be brought back`() throws {
    var place = try place(.sample())
    let two = try place.number(2)
    try place.deployment.carryOut(DeleteGenerations([two]))
    place.now = Timestamp(seconds: Workplace.noon.seconds + 86_400)
    let before = try place.everything()
    let until = Timestamp(seconds: Workplace.noon.seconds + 7 * 86_400)
    for dryRun in [true, false] {
      let error = #expect(throws: GenerationError.alreadyDeleted(two, until: until)) {
        try place.deployment.run(DeleteGenerations([two]), dryRun: dryRun)
      }
      #expect(
        error.map { "\($0)" }?.hasPrefix(
          "generation 2 is already deleted; run 'cortex gen undelete 2'")
          == true)
    }
    #expect(try place.everything() == before)
    try place.deployment.carryOut(UndeleteGeneration(two))
    for dryRun in [true, false] {
      #expect(throws: GenerationError.notDeleted(two)) {
        try place.deployment.run(UndeleteGeneration(two), dryRun: dryRun)
      }
      #expect(throws: GenerationError.noGeneration(try place.number(9))) {
        try place.deployment.run(UndeleteGeneration(place.number(9)), dryRun: dryRun)
      }
    }
  }

  @Test(arguments: [Workplace.noon.seconds, Workplace.noon.seconds - 1, 0])
  func `a new pin that has ended is refused, and one that ends later is not`(
    until: Int64
  ) throws {
    let place = try place(.sample())
    let (two, end) = (try place.number(2), Timestamp(seconds: until))
    for dryRun in [true, false] {
      #expect(throws: GenerationError.pinEnded(until: end)) {
        try place.deployment.run(
          PinGeneration(two, Pin(reason: "past", until: end)), dryRun: dryRun)
      }
    }
    #expect(try place.deployment.report(ListGenerations()).generations[1].pinned == nil)
    let later = Timestamp(seconds: Workplace.noon.seconds + 1)
    try place.deployment.carryOut(PinGeneration(two, Pin(reason: "later", until: later)))
    #expect(
      try place.deployment.report(ListGenerations()).generations[1].pinned
        == .whole(Pin(reason: "later", until: later)))
  }

  @Test func `a pin is shown as long as it keeps something`() throws {
    var place = try place(.sample())
    try place.write("src/entry.py", "three")
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    let (two, end) = (try place.number(2), Timestamp(seconds: Workplace.noon.seconds + 60))
    try place.deployment.carryOut(PinGeneration(two, Pin(reason: "for a minute", until: end)))
    #expect(throws: GenerationError.self) { try place.deployment.plan(DeleteGenerations([two])) }
    place.now = end
    #expect(try place.deployment.report(ListGenerations()).generations[1].pinned == nil)
    #expect(try place.deployment.report(ShowGeneration(two)).generation.pinned == nil)
    _ = try place.deployment.plan(DeleteGenerations([two]))
    let plan = try place.deployment.plan(
      CollectGarbage(Retention(keepLast: 0), skippingGrace: false)
    ).report
    #expect(plan.dropped == [two])
  }

  @Test func `what each generation alone holds is measured only where it is asked for`() throws {
    let deployment = try place(.sample()).deployment
    let list = try deployment.report(ListGenerations()).generations
    #expect(list.count == 3 && list.allSatisfy { $0.uniqueBytes == nil })
    let measured = try deployment.report(ListGenerations(measuring: true)).generations
    #expect(measured.allSatisfy { $0.uniqueBytes != nil })
    #expect(measured[2].uniqueBytes ?? 0 > 0)
    let two = try deployment.report(ShowGeneration(list[1].number)).generation
    #expect(two == measured[1])
  }

  @Test func `a list reads each record once, and nothing that grows with the files`() throws {
    let place = try place(.sample())
    _ = try place.deployment.carryOut(DeleteGenerations([place.number(2)]))
    let told = Mutex<[String]>([])
    let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
      if call == .open { told.withLock { $0.append(path.string) } }
    }
    _ = try place.deployment(on: files).report(ListGenerations())
    let store = Workplace.store.string + "/"
    let opened = told.withLock { $0 }.filter { $0.hasPrefix(store) }
      .map { String($0.dropFirst(store.count)) }
    #expect(
      opened.filter { $0.contains("/") }.sorted()
        == ["generations/1", "generations/3", "pins/1", "trash/2"])
    #expect(
      Set(opened.filter { !$0.contains("/") }).isSubset(of: ["current", "format", "ledger"]))
  }

  // At every call of the listing: a sweep.
  @Test(.tags(.sweep), .exceptQuick)
  func `what is listed beside a writer was so at one moment`() throws {
    let place = try place(.tiny("zero"))
    for number in 0... {
      let copy = Workplace(disk: place.disk.copy())
      let calls = Counter()
      let files = HookedFileSystem(copy.disk) { (_, _) throws(FileError) in
        guard calls.next() == number else { return }
        do {
          try copy.write("src/entry.py", "three")
          _ = try copy.deployment.carryOut(TakeSnapshot(note: "three"))
          _ = try copy.deployment.carryOut(
            CollectGarbage(Retention(keepLast: 0), skippingGrace: true))
        } catch { Issue.record("\(error)") }
      }
      let seen = try copy.deployment(on: files).report(ListGenerations())
      let numbers = seen.generations.map(\.number.rawValue)
      #expect(
        seen.current?.rawValue == 3 && numbers == [1, 2, 3]
          || seen.current?.rawValue == 4 && numbers == [1, 3, 4],
        "\(numbers), current \(seen.current.map { "\($0)" } ?? "none"), at call \(number)")
      if calls.count <= number { break }
    }
  }
}

/// Counts from 0; calls may come from several threads.
final class Counter: Sendable {
  private let value = Mutex(0)

  var count: Int { value.withLock { $0 } }

  func next() -> Int {
    value.withLock { value in
      value += 1
      return value - 1
    }
  }
}

extension Workplace {
  func deployment(
    on files: any FileSystem, root: FilePath = root, store: FilePath = store
  ) -> Deployment {
    Deployment(
      root: root, storeLocation: store, scratch: Self.scratch, files: files,
      databases: SimulatedDatabases(on: disk), programs: programs, workers: 1, now: now,
      reportText: UpgradeDocuments.texts)
  }
}
