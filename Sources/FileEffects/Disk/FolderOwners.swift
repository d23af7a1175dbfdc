import Synchronization
public import SystemPackage

/// A file system in which what root creates belongs to the owner of the folder that it is created in.
///
/// Whoever has root run one command in a deployment of theirs must be able to go on without: what they
/// cannot write to would stop the next one.
public struct FolderOwners: FileSystem, ForwardingFileSystem {
  let base: any FileSystem
  private let known = Known()

  /// Whose folders are. That one gets another owner while a command runs is not reckoned with.
  private final class Known: Sendable {
    let owners = Mutex<[FilePath: FileOwner]>([:])
  }

  private init(_ base: any FileSystem) {
    self.base = base
  }

  /// The files as this user should see them: the same for everybody but root.
  public static func kept(on files: any FileSystem) -> any FileSystem {
    files.user.isRoot ? FolderOwners(files) : files
  }

  private func owner(of folder: FilePath) throws(FileError) -> FileOwner {
    if let owner = known.owners.withLock({ $0[folder] }) { return owner }
    // With its last dot a link to a folder is the folder.
    let place = folder.isEmpty ? FilePath(".") : folder.appending(".")
    let owner = try base.metadata(place)?.owner ?? base.user.owner
    known.owners.withLock { $0[folder] = owner }
    return owner
  }

  /// Gives a new file or folder to the owner of its folder.
  private func adopt(_ path: FilePath, permissions: UInt16) throws(FileError) {
    let owner = try owner(of: path.removingLastComponent())
    if owner == base.user.owner { return }
    try base.give(path, to: owner, permissions: permissions)
  }

  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    let file = try base.create(path, permissions: permissions)
    try adopt(path, permissions: permissions)
    return file
  }

  public func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try base.createDirectory(path, permissions: permissions)
    known.owners.withLock { $0[path] = nil }
    try adopt(path, permissions: permissions)
  }

  public func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError) {
    try base.createLink(path, to: target)
    try adopt(path, permissions: 0o777)
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    let isNew = try base.metadata(path) == nil
    let held = try base.lock(path)
    if isNew { try adopt(path, permissions: 0o644) }
    return held
  }

  public func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError) {
    try base.setOwner(path, owner)
    known.owners.withLock { $0[path] = nil }
  }
}
