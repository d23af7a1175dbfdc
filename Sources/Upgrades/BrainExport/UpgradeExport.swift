import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// The brain as YAML that an upgrade leaves in the store's folder: as it was before, and only of the latest.
///
/// It is read from the generation that holds the state from before, after the switch: then nothing waits for
/// it, no failure of it can undo the upgrade, and no switch touches it. Of any other generation
/// `gen export N --to DIR` makes the same.
struct UpgradeExport {
  let deployment: Deployment
  let store: Store

  /// Larger brains are left out, in bytes of their databases: an upgrade must not take minutes for it.
  static let limit: UInt64 = 256 << 20

  private var files: any FileSystem { deployment.files }
  private var folder: FilePath { deployment.storeLocation.appending(StoreLayout.brainExports) }

  /// Exports the databases of a generation; takes away what earlier upgrades left. Returns the folder.
  func make(of generation: Generation) throws -> FilePath {
    let listing = try ObjectReader(store).listing(of: generation.tree)
    let databases = listing.leaves.filter { $0.entry.kind == .database }
    let size = databases.reduce(0) { $0 + $1.entry.size }
    guard size <= Self.limit else {
      throw UpgradeError.brainTooLarge(size, limit: Self.limit, generation.number)
    }
    try files.ensureDirectory(folder)
    let unfinished = folder.appending(NewFile.temporaryPrefix + "export")
    try files.removeTree(unfinished)
    do {
      try write(databases, of: generation, to: unfinished)
    } catch {
      // Best effort: the next upgrade removes it; but the disk may be full because of it.
      try? files.removeTree(unfinished)
      throw error
    }
    let place = folder.appending("pre-upgrade-\(deployment.now.digits)")
    try files.removeTree(place)
    try files.rename(unfinished, over: place)
    try files.syncDirectory(folder)
    for entry in try files.contents(of: folder) {
      let other = folder.appending(bytes: entry.name)
      if other != place { try files.removeTree(other) }
    }
    return place
  }

  private func write(
    _ databases: [Listing.Item], of generation: Generation,
    to unfinished: FilePath
  ) throws {
    let copy = store.staging.appending("export.db")
    defer {
      // Best effort: the folder is emptied by whoever comes next.
      try? files.remove(copy)
    }
    let entries = Dictionary(uniqueKeysWithValues: databases.map { ($0.path, $0.entry) })
    _ = try BrainExport(deployment: deployment, folder: unfinished).write(
      databases, version: generation.version
    ) { path in
      try files.remove(copy)
      try deployment.checkOut(entries[path], to: copy, store)
      return copy
    }
  }
}

extension UpgradeReport {
  /// Leaves the brain from before as YAML in the store's folder; that it fails is told.
  mutating func exportBrain(_ writer: Writer) {
    guard let parent else { return }
    do {
      let export = UpgradeExport(deployment: writer.deployment, store: writer.store)
      brainExport = try export.make(of: writer.log.generation(parent)).spelling
    } catch {
      checksAfter.append(Check(.brainExport, .warning, .failed(.exportBrain, NotedError(error))))
    }
  }
}
