import FileEffects
import Foundation
import Generations
import ObjectStore
import Presentation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// Which deployment a store is for, and what several commands at once make of it.
@Suite(.tags(.process)) struct BelongingTests {
  private static let other: FilePath = "/home/other/CORTEX"
  private static let outside: FilePath = "/backup/store"

  /// Two deployments, the first with a store outside it.
  private func place() throws -> Workplace {
    let place = try Workplace.sample()
    try SampleDeployment.release(version: "5.2.0").install(on: place.disk, at: Self.other)
    try place.disk.ensureDirectory("/backup")
    _ = try InitialiseStore(release: Workplace.old, version: nil)
      .carryOut(on: place.deployment(on: place.disk, store: Self.outside))
    return place
  }

  /// Every command that would take the files of one deployment for those of the other.
  private func expectRefusal(_ deployment: Deployment) throws {
    for command in [
      { _ = try deployment.report(ShowStatus()) },
      { _ = try deployment.carryOut(TakeSnapshot(note: "")) },
      { _ = try deployment.plan(TakeSnapshot(note: "")).report },
      { _ = try InitialiseStore(release: nil, version: nil).carryOut(on: deployment) },
      { _ = try deployment.carryOut(Switch(to: nil)) },
      { _ = try deployment.carryOut(CollectGarbage(Retention(), skippingGrace: false)) },
      {
        _ = try deployment.plan(
          Upgrade(source: Workplace.new, onConflict: .abort, planID: nil)
        ).plan
      },
    ] {
      let error = #expect(throws: UpgradeError.self, performing: command)
      guard case .otherDeployment(Workplace.root, _, Self.other) = error else {
        Issue.record("\(error.map { "\($0)" } ?? "done")")
        continue
      }
    }
  }

  @Test func `a store that looks after another deployment is refused, and can be read`() throws {
    let place = try place()
    let other = place.deployment(on: place.disk, root: Self.other, store: Self.outside)
    let before = try place.everything()
    try expectRefusal(other)
    #expect(try other.report(ListGenerations()).generations.count == 1)
    _ = try RestoreToFolder(.first, paths: [], to: "/out").plan(on: other)
    #expect(
      try place.everything().filter { $0.key != "backup/store/lock" }
        == before.filter { $0.key != "backup/store/lock" })
    let own = place.deployment(on: place.disk, store: Self.outside)
    #expect(try own.report(ShowStatus()).modified == [])
  }

  @Test func `the store in another deployment is that one's`() throws {
    let place = try Workplace.sample()
    try SampleDeployment.release(version: "5.2.0").install(on: place.disk, at: Self.other)
    _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(on: place.deployment)
    try expectRefusal(place.deployment(on: place.disk, root: Self.other, store: Workplace.store))
  }

  @Test func `a deployment that was moved keeps its store, whatever is at its old place`() throws {
    let place = try place()
    let moved: FilePath = "/home/project/moved"
    try place.disk.rename(Workplace.root, over: moved)
    try place.disk.rename(Self.other, over: Workplace.root)
    let deployment = place.deployment(on: place.disk, root: moved, store: Self.outside)
    #expect(try deployment.report(ShowStatus()).modified == [])
    try place.disk.write(moved.appending("src/entry.py"), "edited\n")
    #expect(try deployment.carryOut(TakeSnapshot(note: "")).created)
    // It is known where it is now.
    try place.disk.rename(Workplace.root, over: Self.other)
    let other = place.deployment(on: place.disk, root: Self.other, store: Self.outside)
    #expect(throws: UpgradeError.self) { try other.carryOut(TakeSnapshot(note: "")) }
  }

  @Test func `a store whose deployment is gone can be taken over`() throws {
    let place = try place()
    try place.disk.removeTree(Workplace.root)
    let other = place.deployment(on: place.disk, root: Self.other, store: Self.outside)
    _ = try other.carryOut(TakeSnapshot(note: ""))
    #expect(try other.report(ListGenerations()).generations.count == 2)
  }

  @Test func `a deployment that was copied with its store has that store`() throws {
    let place = try LocalWorkplace()
    _ = try InitialiseStore(release: place.old, version: nil).carryOut(on: place.deployment)
    let copy = place.folder.path.appending("copy")
    try LocalWorkplace.python(
      "import shutil, sys; shutil.copytree(sys.argv[1], sys.argv[2], symlinks=True)",
      [place.root, copy])
    let deployment = Deployment(
      root: copy, storeLocation: copy.appending(".cortex"),
      scratch: place.folder.path.appending("scratch"), files: place.files,
      databases: Deployment.localDatabases, programs: SimulatedPrograms(), workers: 1,
      now: Workplace.noon, reportText: UpgradeDocuments.texts)
    try place.files.replace(copy.appending("src/entry.py"), with: Array("edited\n".utf8))
    #expect(try deployment.carryOut(TakeSnapshot(note: "")).created)
    #expect(try place.files.metadata(copy.appending(".cortex/deployment")) == nil)
  }

  // At every call of the first: a sweep.
  @Test(.tags(.sweep), .exceptQuick)
  func `of two that take a deployment under management one does, whenever the other begins`()
    throws
  {
    let tiny = try Workplace.tiny()
    for number in 0... {
      let place = Workplace(disk: tiny.disk.copy())
      let calls = Counter()
      let second = Mutex<(any Error)?>(nil)
      let files = HookedFileSystem(place.disk) { (_, _) throws(FileError) in
        guard calls.next() == number else { return }
        do {
          _ = try InitialiseStore(release: Workplace.old, version: nil).carryOut(
            on: place.deployment)
        } catch { second.withLock { $0 = error } }
      }
      var first: (any Error)?
      do {
        _ = try InitialiseStore(release: Workplace.old, version: nil)
          .carryOut(on: place.deployment(on: files))
      } catch { first = error }
      let errors = [first, second.withLock { $0 }].compactMap(\.self)
      #expect(errors.count == (calls.count > number ? 1 : 0), "\(errors) at call \(number)")
      for error in errors {
        switch error {
        case StoreError.locked, UpgradeError.alreadyInitialised: break
        default: Issue.record("\(error) at call \(number)")
        }
      }
      #expect(try place.deployment.report(ListGenerations()).generations.count == 1)
      if calls.count <= number { break }
    }
  }
}
