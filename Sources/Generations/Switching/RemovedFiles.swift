public import FileEffects
import ObjectStore
public import SystemPackage

/// What switches took out of the deployment: it waits in the store's `removed/`, a numbered folder for each
/// switch, to be freed.
///
/// To remove a file the disk frees its blocks, and many disks make the caller wait for that; a rename
/// takes a fifth of the time. A rollback soon after a switch finds the files there: see ``ReusedFiles``. Nothing relies on them: whoever comes across them may free them, at any time and
/// without the lock. A folder of the deployment goes there only if it is empty, and is freed only if it
/// still is.
public struct RemovedFiles {
  private let files: any FileSystem
  private let folder: FilePath

  /// - Parameter store: The store's folder.
  public init(of store: FilePath, on files: any FileSystem) {
    self.files = files
    folder = store.appending(StoreLayout.removed)
  }

  /// A file or link of the deployment, and where it is.
  struct Doomed {
    var path: RelativePath
    var place: FilePath
    /// In bytes.
    var size: UInt64
  }

  // MARK: Taking

  /// Below this, removing files is as quick as starting a process that does it.
  static let many = 32

  /// Takes files and links out of the deployment, in no order; a missing one is no error. Returns where
  /// they wait, or `nil` if they are gone: a few are, and all where room is short, or on another disk.
  func take(_ doomed: [Doomed]) throws(FileError) -> FilePath? {
    if doomed.count >= Self.many, try hasRoom(for: doomed) {
      do throws(FileError) {
        let waiting = try makeFolder()
        // One by one: the system lets no two files change their folders at once.
        for file in doomed {
          try files.rename(file.place, over: Self.place(of: file.path, in: waiting))
        }
        return waiting
      } catch {
        // Some may be gone, which the removal does not mind. It says what is really wrong.
      }
    }
    try files.remove(doomed.map(\.place))
    return nil
  }

  /// Whether the disk can do without what is taken until that is freed.
  private func hasRoom(for doomed: [Doomed]) throws(FileError) -> Bool {
    let store = folder.removingLastComponent()
    let bytes = doomed.reduce(Self.spareBytes) { $0 + $1.size }
    let count = Self.spareFiles + UInt64(doomed.count)
    guard try files.availableBytes(at: store) > bytes else { return false }
    return try files.availableFiles(at: store) ?? .max > count
  }

  private static let spareBytes: UInt64 = 64 << 20
  private static let spareFiles: UInt64 = 1000

  private func makeFolder() throws(FileError) -> FilePath {
    if try files.metadata(folder) == nil {
      try files.createDirectory(folder, permissions: 0o700)
    }
    let new = folder.appending("\((try numbers().last ?? 0) + 1)")
    try files.createDirectory(new, permissions: 0o700)
    return new
  }

  /// Takes an empty folder out of the deployment; a missing one is no error, one that is not empty is.
  func takeFolder(
    _ path: RelativePath, at place: FilePath, to waiting: FilePath
  ) throws(FileError) {
    if try files.metadata(place) == nil { return }
    let notEmpty = FileError(.removeDirectory, place, .directoryNotEmpty)
    guard try files.contents(of: place).isEmpty else { throw notEmpty }
    let target = Self.place(of: path, in: waiting)
    do throws(FileError) { try files.rename(place, over: target) } catch {
      return try files.removeDirectory(place)
    }
    // Somebody may have made a file in it just then.
    if try files.contents(of: target).isEmpty { return }
    try files.rename(target, over: place)
    throw notEmpty
  }

  /// Puts a folder back that a crash kept ``takeFolder(_:at:to:)`` from looking into once more.
  func putBack(_ path: RelativePath, at place: FilePath) throws(FileError) {
    for waiting in try waiting() {
      let target = Self.place(of: path, in: waiting)
      guard try files.metadata(target)?.isDirectory ?? false, try files.metadata(place) == nil
      else { continue }
      do throws(FileError) {
        if try files.contents(of: target).isEmpty { continue }
        try files.ensureDirectory(place.removingLastComponent())
        try files.rename(target, over: place)
      } catch {
        // It was empty, and was freed just now; or something else is in the way: then it stays where it
        // is, which nobody frees.
        guard [.noSuchFileOrDirectory, .notDirectory].contains(error.code) else { throw error }
      }
    }
  }

  // MARK: Waiting

  /// The folders in which files wait, the newest first.
  func waiting() throws(FileError) -> [FilePath] {
    try numbers().reversed().map { folder.appending("\($0)") }
  }

  private func numbers() throws(FileError) -> [Int] {
    guard try files.metadata(folder) != nil else { return [] }
    return try files.contents(of: folder)
      .compactMap { Int(String(decoding: $0.name, as: UTF8.self)) }.sorted()
  }

  /// Where a file waits: named like its path, whatever its name.
  static func place(of path: RelativePath, in waiting: FilePath) -> FilePath {
    waiting.appending(String(ObjectID(of: path.bytes).description.prefix(16)))
  }

  // MARK: Freeing

  /// How long the files of the last switch are kept for a rollback, in seconds.
  private static let patience: Int64 = 600

  /// What need not wait any longer: all but what the last switch removed, and after ten minutes that as
  /// well.
  private func over(at now: Timestamp) throws(FileError) -> [FilePath] {
    var over = try waiting()
    if let last = over.first,
      let changed = try files.metadata(last)?.changedNanoseconds,
      now.seconds - changed / 1_000_000_000 < Self.patience
    {
      over.removeFirst()
    }
    return over
  }

  /// Whether ``freeOver(at:)`` has anything to do.
  public func isAnythingOver(at now: Timestamp) -> Bool {
    (try? !over(at: now).isEmpty) ?? false
  }

  /// Frees what need not wait any longer.
  public func freeOver(at now: Timestamp) throws(FileError) {
    for waiting in try over(at: now) { try free(waiting) }
  }

  /// Frees everything.
  public func freeAll() throws(FileError) {
    for waiting in try waiting() { try free(waiting) }
  }

  /// Whoever else is at it is no hindrance.
  private func free(_ waiting: FilePath) throws(FileError) {
    var others: [FilePath] = []
    let entries: [DirectoryEntry]
    do throws(FileError) { entries = try files.contents(of: waiting) } catch {
      if error.code == .noSuchFileOrDirectory { return }
      throw error
    }
    for entry in entries {
      let path = waiting.appending(bytes: entry.name)
      if entry.metadata.isDirectory { try removeIfEmpty(path) } else { others.append(path) }
    }
    try files.remove(others)
    try removeIfEmpty(waiting)
  }

  private func removeIfEmpty(_ path: FilePath) throws(FileError) {
    do throws(FileError) { try files.removeDirectory(path) } catch {
      guard error.code == .directoryNotEmpty else { throw error }
    }
  }
}
