import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// What the command after a crash meets that was not there before the crash.
@Suite(.tags(.sweep), .exceptQuick) struct RecoveryTests {
  /// Cuts a switch after every effect, lets a user do something, and hands the recovered disk on,
  /// with what the recovery found if the generation was not in force yet.
  private func afterEveryCut(
    of scene: Scene, every step: Int = 1, user: (SimulatedDisk) throws -> Void,
    check: (SimulatedDisk, Switching.Recovered?, Comment) throws -> Void
  ) throws {
    for cut in stride(from: 0, to: .max, by: step) {
      let disk = scene.disk.copy(seed: UInt64(cut))
      disk.cutPower(afterEffects: cut)
      let isFinished = (try? scene.carryOut(on: disk)) != nil
      let words: Comment = "cut after \(cut) effects, \(disk.effectLog.last ?? "")"
      try #require(isFinished || disk.isPowerCut, words)
      disk.restart()
      if isFinished { return }
      try user(disk)
      let wasThrough = try GenerationLog(Scene.open(disk)).currentNumber() == Scene.second
      let recovered = try Scene.recover(on: disk)
      try check(disk, wasThrough ? nil : recovered, words)
      #expect(try Scene.fault(inStoreOn: disk) == nil, words)
      #expect(try Scene.recover(on: disk) == nil, words)
    }
  }

  @Test(arguments: [
    "edited.txt", "file-link", "link-file", "gone/x.txt", "new/deep/n.txt", "live.db",
  ])
  func `an edit between the crash and the recovery is never overwritten`(name: String) throws {
    let path = Scene.root.appending(bytes: Array(name.utf8))
    let bytes = name == "live.db" ? Scene.rows("mine") : Array("mine".utf8)
    try afterEveryCut(of: try .ofEveryKind(), every: 5) { disk in
      if try disk.exists(path) { try disk.erase(path) }
      try disk.write(path, bytes)
    } check: { (disk, recovered, words) throws in
      #expect(try disk.read(path) == bytes, words)
      if let recovered { #expect(recovered.left.map(\.description) == [name], words) }
    }
  }

  @Test func `a file that was removed between the crash and the recovery stays removed`() throws {
    try afterEveryCut(of: try .ofEveryKind(), every: 5) { disk in
      try disk.erase("/d/edited.txt")
      try disk.erase("/d/live.db")
    } check: { (disk, recovered, words) throws in
      #expect(try !disk.exists("/d/edited.txt"), words)
      #expect(try !disk.exists("/d/live.db"), words)
      if let recovered {
        #expect(recovered.left.map(\.description) == ["edited.txt", "live.db"], words)
      }
    }
  }

  @Test func `a database that became something else is left`() throws {
    try afterEveryCut(of: try .ofEveryKind(), every: 5) { disk in
      try disk.write("/d/live.db", "no database any more")
    } check: { (disk, _, words) throws in
      #expect(try disk.text("/d/live.db") == "no database any more", words)
    }
  }

  @Test func `a folder that became a link is left, and so is what it leads to`() throws {
    let scene = try Scene { disk, root in
      try disk.write(root.appending("kept/a.txt"), "old")
      try disk.write(root.appending("kept/gone.txt"), "goes")
    } after: { disk, root in
      try disk.write(root.appending("kept/a.txt"), "new")
      try disk.write(root.appending("kept/b.txt"), "comes")
    }
    try afterEveryCut(of: scene) { disk in
      try disk.write("/elsewhere/a.txt", "old")
      try disk.write("/elsewhere/gone.txt", "goes")
      try disk.erase("/d/kept")
      try disk.writeLink("/d/kept", to: "/elsewhere")
    } check: { (disk, recovered, words) throws in
      let elsewhere = try disk.snapshotOfTree("/elsewhere")
      #expect(elsewhere == ["a.txt": "file 644 old", "gone.txt": "file 644 goes"], words)
      if let recovered {
        #expect(recovered.left.map(\.description) == ["kept/a.txt", "kept/b.txt"], words)
      }
    }
  }

  @Test func `a user's file where a folder was coming is left, with what was to be in it`() throws {
    let scene = try Scene { disk, root in
      try disk.write(root.appending("thing"), "was a file")
    } after: { disk, root in
      try disk.write(root.appending("thing/inner/x.txt"), "comes")
    }
    try afterEveryCut(of: scene) { disk in
      try disk.erase("/d/thing")
      try disk.write("/d/thing", "mine")
    } check: { (disk, recovered, words) throws in
      #expect(try disk.text("/d/thing") == "mine", words)
      if let recovered { #expect(recovered.left.count == 3, words) }
    }
  }

  @Test func `a user's file in a folder that was to become a file is left`() throws {
    let scene = try Scene { disk, root in
      try disk.write(root.appending("thing/x.txt"), "goes")
    } after: { disk, root in
      try disk.write(root.appending("thing"), "is a file")
    }
    try afterEveryCut(of: scene) { disk in
      try disk.erase("/d/thing")
      try disk.write("/d/thing/notes.txt", "mine")
    } check: { (disk, recovered, words) throws in
      #expect(try disk.text("/d/thing/notes.txt") == "mine", words)
      if let recovered { #expect(recovered.left.map(\.description) == ["thing"], words) }
    }
  }

  @Test func `what SQLite kept beside a database goes with it, also after a crash`() throws {
    let scene = try Scene { disk, root in
      try disk.write(root.appending("old.db"), Scene.rows("goes"))
    } after: { disk, root in
      try disk.write(root.appending("added.db"), Scene.rows("comes"))
    }
    for name in ["old.db-wal", "old.db-shm", "added.db-wal"] {
      try scene.disk.write(Scene.root.appending(name), "left by a program")
    }
    try afterEveryCut(of: scene) { _ in
    } check: { (disk, recovered, words) throws in
      guard recovered?.isFinished ?? false else { return }
      #expect(try Scene.state(of: disk) == scene.new, words)
    }
  }

  @Test func `a switch to the generation in force is finished, too`() throws {
    let scene = try Scene.small()
    var order = scene.order
    order.to = Scene.first
    order.record = nil
    for cut in 0... {
      let disk = scene.disk.copy(seed: UInt64(cut))
      disk.cutPower(afterEffects: cut)
      let isFinished = (try? attempt(order, on: disk)) != nil
      disk.restart()
      let recovered = try Scene.recover(on: disk)
      let state = try Scene.state(of: disk)
      #expect(state == scene.new || state == scene.old && !isFinished && recovered == nil)
      #expect(try Scene.fault(inStoreOn: disk) == nil)
      #expect(try GenerationLog(Scene.open(disk)).currentNumber() == Scene.first)
      if isFinished { return }
    }
  }

  private func attempt(_ order: SwitchOrder, on disk: SimulatedDisk) throws {
    let lock = try StoreLock(Scene.location, on: disk, holder: "test")
    try Scene.switching(disk, SimulatedDatabases(on: disk)).carryOut(order)
    lock.hold()
  }

  @Test func `a recovery on a full disk takes the switch back`() throws {
    let scene = try Scene.small()
    // The journal is there, the contents are not.
    let disk = scene.disk.copy()
    disk.cutPower(afterEffects: 10)
    #expect(throws: (any Error).self) { try scene.carryOut(on: disk) }
    disk.restart()
    disk.capacityBytes = disk.usedBytes + 20
    let recovered = try #require(try Scene.recover(on: disk))
    #expect(!recovered.isFinished)
    #expect(try scene.fault(on: disk, isFinished: false) == nil)
    #expect(try Scene.state(of: disk) == scene.old)
  }

  @Test func `a switch whose new contents are damaged is undone`() throws {
    let scene = try Scene { disk, root in
      try disk.write(root.appending("a.txt"), "old")
    } after: { disk, root in
      try disk.write(root.appending("a.txt"), "new")
    }
    var order = scene.order
    // A tree that the store has, of a file that it has not.
    let store = try Scene.open(scene.disk)
    let path = try #require(RelativePath("a.txt"))
    order.after = Listing([
      path: Entry(
        kind: .file, layer: .core, permissions: 0o644, size: 1, object: ObjectID(of: [9]))
    ])
    let batch = try store.batch()
    order.afterTree = try batch.addTrees(of: order.after)
    try batch.commit()
    let failure = try #require(throws: SwitchError.self) { try attempt(order, on: scene.disk) }
    #expect(failure.outcome == .nothingChanged)
    #expect(failure.cause as? StoreError == .missing(ObjectID(of: [9])))
    #expect(try scene.disk.text("/d/a.txt") == "old")

    // The same, found by the command after a crash.
    for cut in 6..<30 {
      let disk = scene.disk.copy()
      disk.cutPower(afterEffects: cut)
      if (try? attempt(order, on: disk)) != nil { break }
      disk.restart()
      if let recovered = try Scene.recover(on: disk) { #expect(!recovered.isFinished) }
      #expect(try disk.text("/d/a.txt") == "old")
      #expect(try Scene.recover(on: disk) == nil)
    }
  }
}
