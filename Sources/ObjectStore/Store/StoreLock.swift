public import FileEffects
public import SystemPackage

/// The right to write to a store, for as long as the value lives.
public struct StoreLock: ~Copyable {
  private let held: any HeldLock

  /// Takes the lock, and removes what a crash left in `staging/` and under temporary names.
  ///
  /// - Throws: ``StoreError/locked(_:holder:)`` at once if another process has it.
  ///
  /// With `repairing`, whatever is where the lock or one of the store's folders belongs is moved to
  /// `damaged/`.
  public init(
    _ location: FilePath, on files: any FileSystem, holder: String, repairing: Bool = false
  ) throws {
    let path = location.appending(StoreLayout.lock)
    let damaged = DamagedFolder(location: location, files: files)
    let misplaced = try Self.misplaced(in: location, on: files, repairing: repairing)
    if misplaced.contains(where: { $0.name == StoreLayout.lock }) {
      // Nobody can have it.
      try damaged.take(StoreLayout.lock)
    }
    let found: (any HeldLock)?
    do throws(FileError) { found = try files.lock(path) } catch {
      // Even without the right to open it, this user can learn who has it.
      guard let holder = LockHolder.find(ofLock: path, on: files) else { throw error }
      throw StoreError.locked(location, holder: "\(holder)")
    }
    guard let held = found else {
      throw StoreError.locked(location, holder: Self.holder(of: path, on: files))
    }
    // A holder whose words are still there was killed: what it renamed may not be durable, and nothing
    // durable may be built on that.
    if try files.metadata(path)?.size ?? 0 > 0 { try files.syncAll(at: location) }
    // Only for the message of others: a full disk must not keep anybody from the lock.
    try? held.describe(holder)
    for found in misplaced where found.name != StoreLayout.lock {
      if found.isMovedAway(repairing: repairing) { try damaged.take(found.name) }
    }
    // A copy of a store may lack folders that were empty.
    for folder in StoreLayout.folders { try files.ensureDirectory(location.appending(folder)) }
    try Self.removeLeftovers(in: location, on: files)
    self.held = held
  }

  /// Refuses a store in which something else is where the lock or a folder belongs; takes no lock.
  public static func check(_ location: FilePath, on files: any FileSystem) throws {
    _ = try misplaced(in: location, on: files, repairing: false)
  }

  /// Obstacles that can be moved or ignored.
  private static func misplaced(
    in location: FilePath, on files: any FileSystem, repairing: Bool
  ) throws -> [Misplaced] {
    let all = try Misplaced.all(in: location, on: files)
    for found in all where !found.isMovedAway(repairing: repairing) {
      let path = location.appending(found.name)
      if found.name == StoreLayout.lock {
        throw StoreError.noLockFile(path, found.fault)
      }
      if StoreLayout.folders.contains(found.name) || found.name == StoreLayout.resolutions {
        guard found.isMovable else { throw StoreError.linkedFolder(path) }
        throw StoreError.damagedFile(path, found.fault)
      }
    }
    return all
  }

  /// Takes the lock of a new store and makes the store, unless somebody did meanwhile. Of several processes
  /// that try at once, one does, and the others find the lock taken, or a store.
  ///
  /// - Throws: ``StoreError/foreign(_:name:)`` for a folder that holds something else.
  public static func creating(
    _ location: FilePath, on files: any FileSystem, holder: String
  ) throws -> StoreLock {
    do { try Store.checkCreatable(at: location, on: files) } catch {
      // What looks strange in the folder may be a store by now.
      guard try Store.exists(at: location, on: files) else { throw error }
    }
    try Store.makeFolder(at: location, on: files)
    let lock = try StoreLock(location, on: files, holder: holder)
    if try !Store.exists(at: location, on: files) {
      try Store.checkCreatable(at: location, on: files)
      try Store.fill(location, on: files)
    }
    return lock
  }

  /// Who has the lock. The words in the file count only if the kernel does not know better: they may be
  /// those of an earlier holder that was killed.
  private static func holder(of path: FilePath, on files: any FileSystem) -> String {
    let words = (try? files.readIfPresent(path)).flatMap { $0 } ?? []
    let text = Spelling.line(String(decoding: words, as: UTF8.self))
    guard let holder = LockHolder.find(ofLock: path, on: files) else {
      return text.isEmpty ? "unknown" : text
    }
    if text.contains("process \(holder.process),") { return text }
    return text.isEmpty || text.contains("process ") ? "\(holder)" : "\(text), \(holder)"
  }

  deinit {
    // Best effort: words that stay cost the next writer a sync.
    try? held.describe("")
  }

  private static func removeLeftovers(
    in location: FilePath, on files: any FileSystem
  ) throws(FileError) {
    var pending: Set<FilePath>?
    for name in [StoreLayout.staging] + StoreLayout.recordFolders + [""] {
      let folder = location.appending(name)
      if try files.metadata(folder) == nil { continue }
      let left = try files.contents(of: folder).filter {
        name == StoreLayout.staging || $0.name.starts(with: StoreLayout.temporaryPrefix.utf8)
      }.map { folder.appending(bytes: $0.name) }
      if left.isEmpty { continue }
      if pending == nil { pending = Self.pending(in: location, on: files) }
      for path in left where pending?.contains(path) == false { try files.removeTree(path) }
      try files.syncDirectory(folder)
    }
  }

  /// Where the files of the ledger's last change wait for their names: ``SmallFiles/finish()`` gives them.
  private static func pending(in location: FilePath, on files: any FileSystem) -> Set<FilePath> {
    let ledger = try? files.readIfPresent(location.appending(StoreLayout.ledger))
    let images = (ledger ?? nil).flatMap { Ledger($0).last }?.images ?? []
    return Set(
      images.map { image in
        NewFile.temporary(
          for: image.name.split(separator: "/").reduce(location) { $0.appending(String($1)) })
      })
  }

  /// Says that the lock is needed up to here: a value may otherwise end with its last use.
  public borrowing func hold() {}
}
