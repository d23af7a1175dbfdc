import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// An empty store beside a folder to capture, on a disk.
struct Bench {
  let files: any FileSystem
  let root: FilePath
  let location: FilePath
  let store: Store
  let databases: any DatabaseAccess
  private let temporary: TemporaryFolder?

  /// On a simulated disk, with one worker.
  init(_ disk: SimulatedDisk = SimulatedDisk()) throws {
    try disk.writeFolder("/disk/d")
    try self.init(disk, SimulatedDatabases(on: disk), "/disk", workers: 1, nil)
  }

  /// On the disk of this machine, with two workers; there must be no databases.
  static func local() throws -> Bench {
    let folder = try TemporaryFolder()
    try LocalFileSystem().createDirectory(folder.path.appending("d"), permissions: 0o755)
    let databases = SimulatedDatabases(on: SimulatedDisk())
    return try Bench(LocalFileSystem(), databases, folder.path, workers: 2, folder)
  }

  private init(
    _ files: any FileSystem, _ databases: any DatabaseAccess, _ folder: FilePath, workers: Int,
    _ temporary: TemporaryFolder?
  ) throws {
    self.files = files
    self.databases = databases
    self.temporary = temporary
    root = folder.appending("d")
    location = folder.appending("store")
    try Store.create(at: location, on: files)
    store = try Store.open(at: location, on: files, workers: workers)
  }

  func reopened(on other: (any FileSystem)? = nil) throws -> Store {
    try Store.open(at: location, on: other ?? files, workers: store.workers)
  }

  /// Every name but those that begin with `skip`; the folder `skipped` is not looked into. That never
  /// changes.
  struct Rules: CaptureRules {
    func layer(of path: RelativePath) -> Layer? {
      path.name.starts(with: "skip".utf8) ? nil : .core
    }
    func mayHold(_ folder: RelativePath) -> Bool { folder.description != "skipped" }
    func isSettled(_ folder: RelativePath?, as tree: ObjectID) -> Bool { true }
  }

  /// A capture, durable, with the tree's name.
  func capture(
    on other: (any FileSystem)? = nil, in store: Store? = nil, previous: Listing = Listing()
  ) throws -> (listing: Listing, warnings: [CaptureWarning], tree: ObjectID) {
    let store = store ?? self.store
    let batch = try store.batch()
    let found = try Capture(
      root: root, rules: Rules(), files: other ?? files, databases: databases,
      scratch: store.staging, store: store, previous: { previous[$0] }
    ).run(into: batch)
    let tree = try batch.addTrees(of: found)
    try batch.commit()
    try found.remember()
    return (found.listing, found.warnings, tree)
  }

  func entry(_ name: String, in listing: Listing) throws -> Entry {
    let path = try #require(RelativePath(name))
    return try #require(listing[path])
  }

  /// Writes a file without a sync.
  func write(_ name: String, _ bytes: [UInt8], permissions: UInt16 = 0o644) throws {
    let path = root.appending(bytes: Array(name.utf8))
    try files.ensureDirectory(path.removingLastComponent())
    try files.remove(path)
    let file = try files.create(path, permissions: permissions)
    try bytes.withUnsafeBytes { try file.append($0) }
    try files.setPermissions(path, permissions)
  }

  func write(_ name: String, _ text: String, permissions: UInt16 = 0o644) throws {
    try write(name, Array(text.utf8), permissions: permissions)
  }

  /// Stores blobs in one pack.
  @discardableResult
  func add(_ blobs: [[UInt8]]) throws -> [ObjectID] {
    let batch = try store.batch()
    let objects = try blobs.map { try batch.add($0) }
    try batch.commit()
    return objects
  }

  /// The paths of the packs on disk.
  func packPaths() throws -> [FilePath] {
    let folder = location.appending("packs")
    return try files.contents(of: folder).map { folder.appending(bytes: $0.name) }
      .sorted { $0.string < $1.string }
  }

  /// Bytes that do not compress, the same for the same seed.
  static func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return random.bytes(count)
  }
}
