public import FileEffects
import ObjectStore
public import SystemPackage

/// What switches took out of the deployment: it waits in the store's `removed/`, a numbered folder for each
/// switch, to be freed.
///
/// To remove a file the disk frees its blocks, and many disks make the caller wait for that; a rename
/// does not. A rollback soon after a switch finds the files there: see ``ReusedFiles``.
/// Nothing relies on them: whoever comes across them may free them, at any time and without the lock.
///
/// Folders do not go there: a program that stands in one, or has it open, would go on making files in it,
/// which nobody would find.
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

  /// Takes files and links out of the deployment, in no order; a missing one is no error. They wait then, or
  /// are gone: a few are, and all where room is short, or on another disk.
  func take(_ doomed: [Doomed]) throws(FileError) {
    if doomed.count >= Self.many, try hasRoom(for: doomed) {
      do throws(FileError) {
        let waiting = try makeFolder()
        // One by one: the system lets no two files change their folders at once.
        for file in doomed {
          try files.rename(file.place, over: Self.place(of: file.path, in: waiting))
        }
        return
      } catch {
        // Some may be gone, which the removal does not mind. It says what is really wrong.
      }
    }
    try files.remove(doomed.map(\.place))
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
    if let found = try files.metadata(folder) {
      guard found.isDirectory else { throw FileError(.createDirectory, folder, .notDirectory) }
    } else {
      try files.createDirectory(folder, permissions: 0o700)
    }
    let new = folder.appending("\((try numbers().last ?? 0) + 1)")
    try files.createDirectory(new, permissions: 0o700)
    return new
  }

  // MARK: Waiting

  /// The folders in which files wait, the newest first.
  func waiting() throws(FileError) -> [FilePath] {
    try numbers().reversed().map { folder.appending("\($0)") }
  }

  private func numbers() throws(FileError) -> [Int] {
    guard try files.metadata(folder)?.isDirectory ?? false else { return [] }
    // Whatever else is there is not of a switch.
    return try files.contents(of: folder).filter { $0.name.count < 10 }
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

  /// How many bytes wait.
  public func byteCount() throws(FileError) -> UInt64 {
    var bytes: UInt64 = 0
    for waiting in try waiting() {
      // A file with another name takes its room all the same.
      for entry in try entries(of: waiting) where entry.metadata.nameCount == 1 {
        bytes += entry.metadata.size
      }
    }
    return bytes
  }

  /// Frees everything.
  public func freeAll() throws(FileError) {
    for waiting in try waiting() { try free(waiting) }
  }

  private func free(_ waiting: FilePath) throws(FileError) {
    try files.remove(entries(of: waiting).map { waiting.appending(bytes: $0.name) })
    do throws(FileError) { try files.removeDirectory(waiting) } catch {
      // Others may be at it as well, or a switch may have begun to fill it.
      guard error.code == .directoryNotEmpty else { throw error }
    }
  }

  /// Files and links alone; none where somebody else has freed them.
  private func entries(of waiting: FilePath) throws(FileError) -> [DirectoryEntry] {
    do throws(FileError) {
      return try files.contents(of: waiting).filter { !$0.metadata.isDirectory }
    } catch {
      guard error.code == .noSuchFileOrDirectory else { throw error }
      return []
    }
  }
}
