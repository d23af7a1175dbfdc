import FileEffects
import Generations
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.unit)) struct SwitchingTests {
  @Test func `a switch makes every kind of change and puts the generation in force`() throws {
    let scene = try Scene.ofEveryKind()
    let inode = try scene.disk.metadata("/d/live.db")?.inode
    try scene.carryOut(on: scene.disk)
    #expect(try Scene.state(of: scene.disk) == scene.new)
    #expect(try scene.fault(on: scene.disk, isFinished: true) == nil)
    #expect(try scene.disk.metadata("/d/live.db")?.inode == inode, "restored in place")
    #expect(try scene.disk.text("/d/shared/mine.txt") == "stays")
    #expect(try scene.disk.metadata("/d/gone") == nil)
  }

  @Test func `a switch and one back leave the deployment as it was`() throws {
    let scene = try Scene.ofEveryKind()
    try scene.carryOut(on: scene.disk)
    let order = SwitchOrder(
      from: Scene.second, to: Scene.first, record: nil, before: scene.order.after,
      beforeTree: scene.order.afterTree, after: scene.order.before,
      afterTree: scene.order.beforeTree)
    try Scene.switching(scene.disk, SimulatedDatabases(on: scene.disk)).carryOut(order)
    #expect(try Scene.state(of: scene.disk) == scene.old)
    #expect(try GenerationLog(Scene.open(scene.disk)).currentNumber() == Scene.first)
  }

  @Test(arguments: [true, false])
  func `a folder and a link to its like change places, whichever comes first`(
    isForward: Bool
  ) throws {
    let scene = try Scene.folderAndLink(isForward: isForward)
    try scene.carryOut(on: scene.disk)
    #expect(try Scene.state(of: scene.disk) == scene.new)
  }

  // MARK: Refusals

  @Test(arguments: [".git/hooks/x", "src/.HG", ".cortex/layers.yaml", "a/GIT~1/config"])
  func `an order that writes to other programs' records is refused before anything`(
    path: String
  ) throws {
    let scene = try Scene.ofEveryKind()
    let disk = scene.disk.copy()
    var order = scene.order
    let path = RelativePath(unchecked: Array(path.utf8))
    let some = try #require(order.after.leaves.first { $0.entry.kind == .file })
    order.after = order.after.with([path: some.entry]) { _ in nil }
    let state = try Scene.state(of: disk)
    let error = try #require(throws: SwitchError.self) {
      try Scene.switching(disk, SimulatedDatabases(on: disk)).carryOut(order)
    }
    #expect(error.outcome == .nothingChanged && "\(error)".contains("reserved for version control"))
    #expect(try Scene.state(of: disk) == state)
  }

  /// Does something to the deployment first; the switch must refuse and leave all as it is then.
  private func expectRefusal(
    _ scene: Scene, _ change: (SimulatedDisk) throws -> Void
  ) throws -> any Error {
    let disk = scene.disk.copy()
    try change(disk)
    let state = try disk.snapshotOfTree(Scene.root)
    let failure = try #require(throws: SwitchError.self) { try scene.carryOut(on: disk) }
    #expect(failure.outcome == .nothingChanged)
    var after = try disk.snapshotOfTree(Scene.root)
    // The lock's words, and what makes the next capture faster, are no state.
    for name in [".cortex/lock", ".cortex/stat-cache"] { after[name] = state[name] }
    #expect(after == state, "\(Scene.differences(after, state))")
    #expect(try Scene.recover(on: disk) == nil)
    return failure.cause
  }

  @Test(arguments: [
    "edited.txt", "mode.sh", "file-folder", "folder-file/inner.txt", "gone/x.txt", "old.db",
  ])
  func `a file that was changed after it was saved is a reason to refuse`(name: String) throws {
    let path = Scene.root.appending(bytes: Array(name.utf8))
    let cause = try expectRefusal(try .ofEveryKind()) { try $0.write(path, "changed since") }
    #expect(cause as? GenerationError == .changedMeanwhile(path: name))
  }

  @Test func `an edit just after a file was compared is a reason to refuse`() throws {
    let scene = try Scene.ofEveryKind()
    let disk = scene.disk.copy()
    let path: FilePath = "/d/edited.txt"
    let isRead = Atomic(false)
    let isEdited = Atomic(false)
    let files = HookedFileSystem(disk) { (call, place) throws(FileError) in
      guard place == path else { return }
      if call == .open { isRead.store(true, ordering: .relaxed) }
      if call == .metadata && isRead.load(ordering: .relaxed)
        && !isEdited.exchange(true, ordering: .relaxed)
      {
        try disk.replace(path, with: Array("changed since".utf8))
      }
    }
    let failure = try #require(throws: SwitchError.self) {
      try scene.carryOut(on: files, SimulatedDatabases(on: disk))
    }
    #expect(failure.outcome == .rolledBack)
    #expect(failure.cause as? GenerationError == .changedMeanwhile(path: "edited.txt"))
    #expect(try disk.text(path) == "changed since")
  }

  @Test(arguments: ["added.db", "new", "closed/inner.txt"])
  func `a file where the generation has a new one is a reason to refuse`(name: String) throws {
    let path = Scene.root.appending(bytes: Array(name.utf8))
    let cause = try expectRefusal(try .ofEveryKind()) { try $0.write(path, "mine") }
    #expect(cause as? GenerationError == .blocked(path: name, by: .kind(.regular)))
  }

  @Test func `a FIFO in the way is a reason to refuse, and is named`() throws {
    let cause = try expectRefusal(try .ofEveryKind()) { try $0.writeSpecial("/d/added.db", .fifo) }
    #expect(cause as? GenerationError == .blocked(path: "added.db", by: .kind(.special(.fifo))))
  }

  @Test func `a folder that cannot go because of a user's file is a reason to refuse`() throws {
    let cause = try expectRefusal(try .ofEveryKind()) { disk in
      try disk.write("/d/folder-file/mine/notes.txt", "mine")
    }
    let blocked = GenerationError.blocked(
      path: "folder-file/mine", by: .foreign)
    #expect(cause as? GenerationError == blocked)
  }

  @Test func `nothing is written through a link on the way`() throws {
    let cause = try expectRefusal(try .ofEveryKind()) { disk in
      try disk.writeFolder("/elsewhere")
      try disk.writeLink("/d/new", to: "/elsewhere")
    }
    #expect(cause as? GenerationError == .blocked(path: "new", by: .kind(.symbolicLink)))
  }

  @Test func `nothing is written through a link that has taken a folder's place`() throws {
    let scene = try Scene { disk, root in
      try disk.write(root.appending("kept/a.txt"), "old")
    } after: { disk, root in
      try disk.write(root.appending("kept/a.txt"), "new")
    }
    let cause = try expectRefusal(scene) { disk in
      try disk.erase("/d/kept")
      try disk.write("/elsewhere/a.txt", "old")
      try disk.writeLink("/d/kept", to: "/elsewhere")
    }
    #expect(cause as? GenerationError == .blocked(path: "kept", by: .kind(.symbolicLink)))
  }

  @Test func `a database that is gone is a reason to refuse`() throws {
    let cause = try expectRefusal(try .ofEveryKind()) { try $0.erase("/d/live.db") }
    #expect(cause as? GenerationError == .changedMeanwhile(path: "live.db"))
  }

  @Test func `a refusal makes the next capture read every file`() throws {
    let scene = try Scene.ofEveryKind()
    try scene.disk.write("/d/.cortex/stat-cache", "believed")
    try scene.disk.write("/d/edited.txt", "changed since")
    #expect(throws: SwitchError.self) { try scene.carryOut(on: scene.disk) }
    #expect(try !scene.disk.exists("/d/.cortex/stat-cache"))
  }

  // MARK: Taking back

  private struct Unconfirmed: Error {}

  @Test func `a switch that is not confirmed puts everything back, byte for byte`() throws {
    let scene = try Scene.ofEveryKind()
    let failure = try #require(throws: SwitchError.self) {
      try scene.carryOut(on: scene.disk) {
        #expect(try Scene.state(of: scene.disk) == scene.new)
        throw Unconfirmed()
      }
    }
    #expect(failure.outcome == .rolledBack && failure.cause is Unconfirmed)
    #expect(try Scene.state(of: scene.disk) == scene.old)
    #expect(try scene.fault(on: scene.disk, isFinished: false) == nil)
    let log = GenerationLog(try Scene.open(scene.disk))
    #expect(try log.generation(Scene.second).state == .failed)
  }

  @Test func `a database that is written to while it is restored puts everything back`() throws {
    let scene = try Scene.ofEveryKind()
    var databases = SimulatedDatabases(on: scene.disk)
    databases.meanwhile = { [disk = scene.disk] path in
      if path == "/d/live.db" { try disk.write(path, Scene.rows("one", "written meanwhile")) }
    }
    let failure = try #require(throws: SwitchError.self) {
      try scene.carryOut(on: scene.disk, databases)
    }
    #expect(failure.outcome == .nothingChanged)
    var state = try Scene.state(of: scene.disk)
    #expect(state["live.db"] == "database 644 [\"one\", \"written meanwhile\"]")
    state["live.db"] = scene.old["live.db"]
    #expect(state == scene.old)
    #expect(try Scene.fault(inStoreOn: scene.disk) == nil)
  }

  @Test func `a database that is busy before it is begun leaves everything as it was`() throws {
    let scene = try Scene.ofEveryKind()
    var databases = SimulatedDatabases(on: scene.disk)
    databases.busy = ["/d/live.db"]
    let failure = try #require(throws: SwitchError.self) {
      try scene.carryOut(on: scene.disk, databases)
    }
    #expect(failure.outcome == .nothingChanged)
    #expect(try Scene.recover(on: scene.disk) == nil)
    #expect(try scene.fault(on: scene.disk, isFinished: false) == nil)
    #expect(try Scene.state(of: scene.disk) == scene.old)
  }

  @Test func `a disk that is full at any effect leaves the old deployment and nothing beside it`()
    throws
  {
    let scene = try Scene.ofEveryKind()
    for number in 1... {
      let disk = scene.disk.copy()
      disk.failEffect(number: number, with: .noSpace)
      var failure: (any Error)?
      do { try scene.carryOut(on: disk) } catch { failure = error }
      let failed = disk.effectLog.last { $0.contains("(failed") }
      let words: Comment = "\(number), \(failed ?? "")"
      #expect(try Scene.recover(on: disk) == nil, words)
      // A best effort may fail: the switch has come to its end all the same.
      #expect(try scene.fault(on: disk, isFinished: failure == nil) == nil, words)
      if let failure {
        #expect(try Scene.state(of: disk) == scene.old, words)
        if let failure = failure as? SwitchError {
          #expect([.nothingChanged, .rolledBack].contains(failure.outcome), words)
        }
      } else if failed == nil {
        return
      }
    }
  }

  @Test(
    arguments: [
      (10, .nothingChanged), (1000, .nothingChanged), (4000, .nothingChanged),
      (4200, .nothingChanged),
      // Room for the files and one database, not for a copy of the other.
      (6000, .rolledBack), (8300, .rolledBack),
    ] as [(UInt64, SwitchError.Outcome)])
  func `a disk that stays full leaves the old deployment and says whether it was touched`(
    freeBytes: UInt64, outcome: SwitchError.Outcome
  ) throws {
    let scene = try Scene.ofEveryKind()
    scene.disk.capacityBytes = scene.disk.usedBytes + freeBytes
    let failure = try #require(throws: SwitchError.self) { try scene.carryOut(on: scene.disk) }
    #expect(failure.outcome == outcome)
    #expect(try Scene.state(of: scene.disk) == scene.old)
    #expect(try scene.fault(on: scene.disk, isFinished: false) == nil)
  }
}
