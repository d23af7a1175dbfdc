import FileEffects
import SystemPackage

/// A folder into which a whole listing is written.
///
/// All of it goes first into a folder inside, which has a name of ours; once it is whole and durable that
/// gets another name, and its contents are moved up. So the leftovers of an interrupted attempt are known:
/// the next one removes them and begins again, or only has to finish. Nothing else is removed.
struct RestoredFolder {
  private let listing: Listing
  private let folder: FilePath
  private let store: Store
  private let unfinished: FilePath
  private let finished: FilePath

  private typealias Layout = StoreLayout.Restored

  private var files: any FileSystem { store.files }

  init(_ listing: Listing, at folder: FilePath, from store: Store) throws {
    (self.listing, self.folder, self.store) = (listing, folder, store)
    let id = Array(try listing.treeID().description.prefix(Layout.digits).utf8)
    unfinished = folder.appending(bytes: Layout.unfinishedPrefix + id)
    finished = folder.appending(bytes: Layout.finishedPrefix + id)
  }

  func make() throws {
    let isNew = try prepare()
    if try files.metadata(finished) == nil {
      do { try write() } catch {
        // Best effort: the next attempt cleans up; but the disk may be full because of it.
        try? files.removeTree(unfinished)
        if isNew { try? files.removeDirectory(folder) }
        throw error
      }
    }
    try finish()
  }

  /// Makes the folder if it is missing, and returns whether it was; otherwise removes what an interrupted
  /// attempt left.
  private func prepare() throws -> Bool {
    guard let found = try files.metadata(folder) else {
      try files.ensureDirectory(folder)
      return true
    }
    guard found.isDirectory else { throw StoreError.notEmpty(folder) }
    let isFinished = try files.metadata(finished) != nil
    let top = Set(listing.items.filter { $0.path.parent == nil }.map(\.path.name))
    var left: [FilePath] = []
    for entry in try files.contents(of: folder) {
      let path = folder.appending(bytes: entry.name)
      if path == finished { continue }
      // What was moved up before it was cut short.
      if isFinished && top.contains(entry.name) { continue }
      guard entry.metadata.isDirectory, Self.isUnfinished(entry.name) else {
        throw StoreError.notEmpty(folder)
      }
      left.append(path)
    }
    for path in left {
      let lock = path.appending(Layout.lock)
      // Somebody may be at it right now. On a full disk there may be no room to make one.
      let held = try files.metadata(lock) == nil ? nil : try files.lock(lock)
      if try held == nil && files.metadata(lock) != nil { throw StoreError.notEmpty(folder) }
      try withExtendedLifetime(held) { try files.removeTree(path) }
    }
    return false
  }

  private static func isUnfinished(_ name: [UInt8]) -> Bool {
    let id = name.dropFirst(Layout.unfinishedPrefix.count)
    return name.starts(with: Layout.unfinishedPrefix) && id.count == Layout.digits
      && id.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }

  /// All of it, whole and durable, under its own name inside.
  private func write() throws {
    try files.createDirectory(unfinished, permissions: 0o700)
    let lockPath = unfinished.appending(Layout.lock)
    guard let lock = try files.lock(lockPath) else { throw StoreError.notEmpty(folder) }
    try withExtendedLifetime(lock) {
      for item in listing.items where item.entry.isDirectory {
        // Open to ourselves until what is in it has been written, and until it can be taken away again.
        try files.createDirectory(
          item.path.resolved(in: unfinished),
          permissions: item.entry.written(over: nil).permissions | 0o700)
      }
      try Checkout.write(
        listing.leaves.map {
          Checkout.Target(entry: $0.entry, path: $0.path.resolved(in: unfinished))
        }, from: store)
      try files.remove(lockPath)
      try files.syncAll(at: folder)
      try files.rename(unfinished, over: finished)
      try files.syncDirectory(folder)
    }
  }

  /// Moves the whole contents up, as far as that is not done yet.
  private func finish() throws {
    for entry in try files.contents(of: finished) {
      let place = folder.appending(bytes: entry.name)
      guard try files.metadata(place) == nil else { throw StoreError.notEmpty(folder) }
      try files.rename(finished.appending(bytes: entry.name), over: place)
    }
    let closed = listing.items.filter {
      $0.entry.isDirectory && $0.entry.permissions & 0o700 != 0o700
    }
    for item in closed.reversed() {
      try files.setPermissions(
        item.path.resolved(in: folder), item.entry.written(over: nil).permissions)
    }
    if closed.isEmpty { try files.syncDirectory(folder) } else { try files.syncAll(at: folder) }
    try files.removeDirectory(finished)
    // All is whole and durable: should the empty folder be back after a power cut, it does no harm.
    try? files.syncDirectory(folder)
  }
}
