import FileEffects
import Generations
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A deployment with its store on a simulated disk, with generation 1 in force and generation 2
/// ready to be switched to.
struct Scene: Sendable {
  static let root: FilePath = "/d"
  static let location: FilePath = "/d/.cortex"
  static let first = Generation.Number.first
  static let second = Generation.Number.first.next

  let disk: SimulatedDisk
  let order: SwitchOrder
  /// The deployment before and after the switch.
  let old: [String: String]
  let new: [String: String]

  /// Everything but names that begin with `mine`.
  struct Rules: CaptureRules {
    func layer(of path: RelativePath) -> Layer? {
      path.name.starts(with: Array("mine".utf8)) ? nil : .core
    }
    func mayHold(_ folder: RelativePath) -> Bool { true }
  }

  /// Calls `before` and `after` with the folder to fill; what is `mine` is in both.
  init(
    before: (SimulatedDisk, FilePath) throws -> Void,
    after: (SimulatedDisk, FilePath) throws -> Void
  ) throws {
    disk = SimulatedDisk()
    let target: FilePath = "/b"
    try disk.writeFolder(Self.root)
    try disk.writeFolder(target)
    try before(disk, Self.root)
    try after(disk, target)
    try Store.create(at: Self.location, on: disk)
    let store = try Self.open(disk)
    let log = GenerationLog(store)
    let (old, oldTree) = try Self.capture(Self.root, disk, store)
    let (new, newTree) = try Self.capture(target, disk, store)
    try log.add(Self.generation(1, tree: oldTree))
    try log.makeCurrent(Self.first)
    order = SwitchOrder(
      from: Self.first, to: Self.second, record: Self.generation(2, tree: newTree), before: old,
      beforeTree: oldTree, after: new, afterTree: newTree)
    self.old = try Self.state(of: disk, Self.root)
    self.new = try Self.state(of: disk, target)
    try disk.erase(target)
    try disk.syncAll(at: "/")
  }

  static func generation(_ number: Int, tree: ObjectID) -> Generation {
    var made = Generation.Number.first
    for _ in 1..<number { made = made.next }
    return Generation(
      number: made, parent: nil, created: Timestamp(seconds: 1_750_000_000), version: "",
      kind: .snapshot, note: "", contents: .init(tree: tree, files: 0, bytes: 0), base: nil)
  }

  /// One worker, so that effects come in the same order every time.
  static func open(_ files: any FileSystem) throws -> Store {
    try Store.open(at: location, on: files, workers: 1)
  }

  static func capture(
    _ root: FilePath, _ disk: SimulatedDisk, _ store: Store
  ) throws -> (Listing, ObjectID) {
    let batch = try store.batch()
    let listing = try Capture(
      root: root, rules: Rules(), files: disk, databases: SimulatedDatabases(on: disk),
      scratch: store.staging, store: store
    ).run(into: batch).listing
    let tree = try batch.addTrees(of: listing)
    try batch.commit()
    return (listing, tree)
  }

  /// All but the store, with rows for databases: SQLite changes counters with every restore.
  static func state(of disk: SimulatedDisk, _ root: FilePath) throws -> [String: String] {
    var state = try disk.snapshotOfTree(root)
    for name in state.keys where name.hasPrefix(".cortex/") || name == ".cortex" {
      state[name] = nil
    }
    for name in state.keys where name.hasSuffix(".db") {
      let path = root.appending(bytes: Array(name.utf8))
      let mode = try disk.metadata(path)?.permissions ?? 0
      let rows = SimulatedDatabases.rows(of: try disk.read(path))
      state[name] = "database \(String(mode, radix: 8)) \(rows)"
    }
    return state
  }

  static func state(of disk: SimulatedDisk) throws -> [String: String] {
    try state(of: disk, root)
  }

  // MARK: Commands

  /// What every command does first.
  static func recover(on disk: SimulatedDisk) throws -> Switching.Recovered? {
    try recover(on: disk, SimulatedDatabases(on: disk))
  }

  static func recover(
    on files: any FileSystem, _ databases: any DatabaseAccess
  ) throws -> Switching.Recovered? {
    let lock = try StoreLock(location, on: files, holder: "test")
    let found = try switching(files, databases).recover()
    lock.hold()
    return found
  }

  static func switching(
    _ files: any FileSystem, _ databases: any DatabaseAccess
  ) throws -> Switching {
    Switching(log: GenerationLog(try open(files)), root: root, databases: databases)
  }

  /// Switches to generation 2, as a command does.
  func carryOut(on disk: SimulatedDisk, confirm: () throws -> Void = {}) throws {
    try carryOut(on: disk, SimulatedDatabases(on: disk), confirm: confirm)
  }

  func carryOut(
    on files: any FileSystem, _ databases: any DatabaseAccess, confirm: () throws -> Void = {}
  ) throws {
    let lock = try StoreLock(Self.location, on: files, holder: "test")
    let switching = try Self.switching(files, databases)
    _ = try switching.recover()
    try switching.carryOut(order) { _ in try confirm() }
    lock.hold()
  }

  /// Goes back to generation 1, as a rollback does.
  func carryOutBack(
    on files: any FileSystem, _ databases: any DatabaseAccess
  ) throws {
    let lock = try StoreLock(Self.location, on: files, holder: "test")
    let switching = try Self.switching(files, databases)
    try switching.carryOut(
      SwitchOrder(
        from: Self.second, to: Self.first, record: nil, before: order.after,
        beforeTree: order.afterTree, after: order.before, afterTree: order.beforeTree))
    lock.hold()
  }

  // MARK: Judging

  /// The fault of a disk on which a command, or a recovery, has just ended; `nil` if it has none.
  ///
  /// The deployment must be the old or the new one, the new one if `isFinished`, and all else agree.
  func fault(on disk: SimulatedDisk, isFinished: Bool) throws -> String? {
    let state = try Self.state(of: disk)
    guard state == new || state == old && !isFinished else {
      return "the deployment is \(Self.differences(state, isFinished ? new : old))"
    }
    let log = GenerationLog(try Self.open(disk))
    let expected = state == new && (new != old || isFinished) ? Self.second : Self.first
    let current = try log.currentNumber()
    if current != expected { return "current is \(current?.rawValue ?? 0), not \(expected)" }
    return try Self.fault(inStoreOn: disk)
  }

  /// The faults of the store itself: a record, an object, or a temporary file left behind.
  static func fault(inStoreOn disk: SimulatedDisk) throws -> String? {
    let store = try Store.open(at: location, on: disk, workers: 1, strict: true)
    let log = GenerationLog(store)
    _ = try log.current()
    if try log.hasJournal() { return "the journal is left" }
    if let name = try leftover(below: root, on: disk) { return "\(name) is left" }
    if let found = try log.smallFileCheck().findings.first {
      return "\(found.name) \(found.fault)"
    }
    let roots = try (log.all() + log.trashed().map(\.generation)).flatMap(\.roots)
    let verification = try Verification(of: store, roots: roots, level: .full)
    return verification.isOK
      ? nil : "verify finds \(verification.damage) \(verification.damagedPacks)"
  }

  /// A name that only something unfinished has.
  private static func leftover(
    below folder: FilePath, isStaging: Bool = false, on disk: SimulatedDisk
  ) throws -> String? {
    for entry in try disk.contents(of: folder) {
      let name = String(decoding: entry.name, as: UTF8.self)
      if isStaging || name.hasPrefix(".tmp-") || name.hasPrefix(".cortex-new-") { return name }
      if entry.metadata.isDirectory,
        let found = try leftover(
          below: folder.appending(bytes: entry.name), isStaging: name == "staging", on: disk)
      {
        return found
      }
    }
    return nil
  }

  static func differences(_ found: [String: String], _ expected: [String: String]) -> String {
    Set(found.keys).union(expected.keys).sorted().filter { found[$0] != expected[$0] }
      .map { "\($0): \(found[$0] ?? "nothing"), not \(expected[$0] ?? "nothing")" }
      .joined(separator: "; ")
  }
}
