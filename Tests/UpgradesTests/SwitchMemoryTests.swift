import FileEffects
import Generations
import ObjectStore
import Presentation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// What a switch has read or written, the first look after it does not read again.
@Suite(.tags(.unit)) struct SwitchMemoryTests {
  private let place: Workplace

  init() throws {
    place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
  }

  /// The files of the deployment that a status opens.
  private func openedByStatus() throws -> [String] {
    try allOpenedByStatus().filter { !$0.hasPrefix(".cortex/") }
  }

  private func allOpenedByStatus() throws -> [String] {
    try opened { deployment in
      let status = try deployment.report(ShowStatus())
      #expect(status.modified == [] && status.missing == [] && status.added == [])
    }
  }

  /// The files that something opens in the deployment and the store.
  private func opened(by body: (Deployment) throws -> Void) throws -> [String] {
    let opened = Mutex<[String]>([])
    let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
      guard call == .open, let own = RelativePath(path, below: Workplace.root) else { return }
      opened.withLock { $0.append(own.description) }
    }
    let deployment = Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: files, databases: SimulatedDatabases(on: place.disk), programs: place.programs,
      workers: 1, now: place.now, reportText: UpgradeDocuments.texts)
    try body(deployment)
    return opened.withLock { $0.sorted() }
  }

  /// Works in the deployment, and keeps that as a generation; returns its number.
  private func work() throws -> Generation.Number {
    try place.write("src/entry.py", "mine")
    try place.write(Workplace.database, rows: ["one", "two", "three"])
    place.disk.advanceClock(by: .seconds(1))
    return try place.deployment.carryOut(TakeSnapshot(note: "")).generation
  }

  @Test func `a plan opens no file of the brain that is known`() throws {
    // Long enough to be a database.
    let note = "cortex-brain/documents/note.md"
    try place.write(note, String(repeating: "note ", count: 50))
    place.disk.advanceClock(by: .seconds(1))
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    var listing = Listing()
    let files = try opened { deployment in
      listing = try deployment.plan(Upgrade(source: Workplace.new, onConflict: .upgrade)).local
    }
    let unneeded = files.filter { name in
      guard let entry = RelativePath(name).flatMap({ listing[$0] }) else { return false }
      return entry.kind == .file && entry.layer == .brain
    }
    #expect(unneeded == [] && !files.isEmpty)
    let unguided = try opened { deployment in
      _ = try DeploymentHealth(of: listing.items, in: deployment, scratch: Workplace.scratch)
    }
    #expect(unguided.contains(note))
  }

  @Test func `the first status after an upgrade opens no file`() throws {
    place.disk.advanceClock(by: .seconds(1))
    _ = try place.upgrade(.upgrade)
    #expect(try openedByStatus() == [])
  }

  @Test func `the first status after a rollback opens only a database that was restored`() throws {
    let worked = try work()
    for number in [Generation.Number.first, worked] {
      let report = try place.deployment.carryOut(Switch(to: number, data: .restore, isExact: true))
      #expect(report.databases.map(\.action) == [.restored])
      place.disk.advanceClock(by: .seconds(1))
      #expect(Set(try openedByStatus()) == [Workplace.database])
      #expect(try openedByStatus() == [])
    }
  }

  @Test func `status reads as many records however many states were kept`() throws {
    func recordsRead(after count: Int) throws -> Int {
      for number in 1...count {
        try place.write("src/entry.py", "\(count).\(number)")
        _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
      }
      return try allOpenedByStatus().count { $0.hasPrefix(".cortex/generations/") }
    }
    let few = try recordsRead(after: 2)
    #expect(try few > 0 && recordsRead(after: 20) == few)
  }

  @Test func `what is edited after a switch is found, whatever it keeps`() throws {
    place.disk.advanceClock(by: .seconds(1))
    _ = try place.upgrade(.upgrade)
    let text = try place.text("src/entry.py")
    // Of the same length.
    try place.write("src/entry.py", String(text.reversed()))
    try place.write(Workplace.database, rows: ["two", "one"])
    let status = try place.deployment.report(ShowStatus())
    #expect(status.modified == [Workplace.database, "src/entry.py"])
  }

  @Test func `of a switch that was undone nothing is believed`() throws {
    _ = try work()
    let before = try place.tree()
    let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
      if call == .create, path.lastComponent?.string == ".tmp-current" {
        throw FileError(.write, path, .noSpace)
      }
    }
    let full = Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: files, databases: SimulatedDatabases(on: place.disk), programs: place.programs,
      workers: 1, now: place.now, reportText: UpgradeDocuments.texts)
    let error = try #require(throws: SwitchError.self) {
      _ = try full.carryOut(Switch(to: .first, data: .restore, isExact: true))
    }
    #expect(error.outcome == .rolledBack)
    #expect(try place.tree() == before)
    // It says that nothing differs from the generation in force.
    _ = try openedByStatus()
  }
}
