public import FileEffects
public import SystemPackage

/// The right to write to a store, for as long as the value lives.
public struct StoreLock: ~Copyable {
  private let held: any HeldLock

  /// Takes the lock and takes away what a crash left in `staging/` and under temporary names.
  ///
  /// - Throws: ``StoreError/locked(_:holder:)`` at once if another process has it.
  public init(_ location: FilePath, on files: any FileSystem, holder: String) throws {
    let path = location.appending(StoreLayout.lock)
    guard let held = try files.lock(path) else {
      // The holder's words are only for the message: without them it is still true.
      let words = (try? files.readIfPresent(path)).flatMap { $0 } ?? []
      let text = String(decoding: words, as: UTF8.self)
      throw StoreError.locked(location, holder: text.isEmpty ? "unknown" : text)
    }
    // Whose words are still there was ended in the middle: what it renamed may not be durable, and
    // nothing durable may be built on that.
    if try files.metadata(path)?.size ?? 0 > 0 { try files.syncAll(at: location) }
    // Only for the other one's message, and a full disk must not stand in the way.
    try? held.describe(holder)
    // A copy of a store may lack folders that were empty.
    for folder in StoreLayout.folders { try files.ensureDirectory(location.appending(folder)) }
    try Self.removeLeftovers(in: location, on: files)
    self.held = held
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
        name == StoreLayout.staging || $0.name.starts(with: NewFile.temporaryPrefix.utf8)
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
