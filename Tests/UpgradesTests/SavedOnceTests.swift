import FileEffects
import Generations
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// A state saved before a step that fails is not saved again by the next attempt.
@Suite(.tags(.unit)) struct SavedOnceTests {
  /// A deployment that is edited since its last generation.
  private func edited() throws -> Workplace {
    let place = try Workplace.sample()
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    _ = try place.upgrade(.upgrade)
    try place.write("src/entry.py", "mine")
    return place
  }

  /// The deployment, on a disk that has no room for what is written under this name.
  private func deployment(_ place: Workplace, lackingRoomFor name: String?) -> Deployment {
    let files = HookedFileSystem(place.disk) { (call, path) throws(FileError) in
      if call == .create, let name, path.lastComponent?.string == name {
        throw FileError(.write, path, .noSpace)
      }
    }
    return Deployment(
      root: Workplace.root, storeLocation: Workplace.store, scratch: Workplace.scratch,
      files: files, databases: SimulatedDatabases(on: place.disk), programs: place.programs,
      workers: 1, now: place.now, reportText: UpgradeDocuments.texts)
  }

  private func generations(_ place: Workplace) throws -> [GenerationSummary] {
    try place.deployment.report(ListGenerations()).generations
  }

  @Test(arguments: [".tmp-journal.copy", ".tmp-current"])
  func `of rollbacks and upgrades that fail one saved generation is left`(name: String) throws {
    let place = try edited()
    let full = deployment(place, lackingRoomFor: name)
    for _ in 1...3 {
      #expect(throws: (any Error).self) {
        _ = try full.carryOut(Switch(to: nil))
      }
    }
    #expect(try generations(place).count { $0.kind == .preRollback } == 1)
    for _ in 1...3 {
      #expect(throws: (any Error).self) {
        _ = try full.carryOut(
          Upgrade(
            source: Workplace.old, onConflict: .upgrade, allowsDowngrade: true,
            allowsRemovals: true))
      }
    }
    #expect(try generations(place).count { $0.kind == .preUpgrade } == 0)
    let saved = try #require(generations(place).first { $0.kind == .preRollback }).number
    let dry = try place.deployment.plan(Switch(to: nil)).report
    let done = try place.deployment.carryOut(Switch(to: nil))
    #expect(dry.saved == saved && done.saved == saved)
    _ = try place.deployment.carryOut(Switch(to: saved, isExact: true))
    #expect(try place.text("src/entry.py") == "mine")
  }

  @Test func `another state, or one saved before something else, is saved anew`() throws {
    let place = try edited()
    let full = deployment(place, lackingRoomFor: ".tmp-journal.copy")
    for text in ["one", "two", "one"] {
      try place.write("src/entry.py", text)
      #expect(throws: (any Error).self) {
        _ = try full.carryOut(Switch(to: nil))
      }
    }
    #expect(try generations(place).count { $0.kind == .preRollback } == 3)
    _ = try place.deployment.carryOut(TakeSnapshot(note: ""))
    try place.write("src/entry.py", "three")
    _ = try place.deployment.carryOut(Switch(to: nil))
    #expect(try generations(place).count { $0.kind == .preRollback } == 4)
  }

  @Test func `an answer that cannot be put in place saves the state once, too`() throws {
    let place = try MergingTests.place()
    _ = try place.upgrade(.local)
    try place.write("src/entry.py", "mine")
    let request = Resolve(
      file: MergingTests.templates, key: MergingTests.key, answer: .upgrade)
    let full = deployment(place, lackingRoomFor: ".tmp-journal.copy")
    for _ in 1...3 {
      #expect(throws: (any Error).self) { _ = try full.carryOut(request) }
    }
    let saved = try generations(place).filter { $0.note.hasPrefix("before resolving") }
    #expect(saved.count == 1)
    let done = try place.deployment.carryOut(request)
    #expect(done.saved == saved.first?.number && done.generation != done.saved)
    #expect(try place.deployment.log().current().parent == done.saved)
  }
}
