import Synchronization
public import SystemPackage

/// A file system that tells of every change before it makes it, and of a lock once it is held.
public struct TracedFileSystem: FileSystem, ForwardingFileSystem {
  /// Hears of each change.
  public typealias Note = @Sendable (FileEffect) -> Void

  let base: any FileSystem
  private let note: Note

  public init(_ base: any FileSystem, note: @escaping Note) {
    (self.base, self.note) = (base, note)
  }

  private func tell(_ kind: FileEffect.Kind, _ path: FilePath) {
    note(FileEffect(kind: kind, path: path))
  }

  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    tell(.create, path)
    return TracedWriter(try base.create(path, permissions: permissions), path, note)
  }

  public func extend(_ path: FilePath) throws(FileError) -> any WritableFile {
    tell(.extend, path)
    return TracedWriter(try base.extend(path), path, note)
  }

  public func truncate(_ path: FilePath, to size: UInt64) throws(FileError) {
    tell(.truncate, path)
    try base.truncate(path, to: size)
  }

  public func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    tell(.createFolder, path)
    try base.createDirectory(path, permissions: permissions)
  }

  public func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError) {
    tell(.createLink, path)
    try base.createLink(path, to: target)
  }

  public func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError) {
    tell(.setPermissions, path)
    try base.setPermissions(path, permissions)
  }

  public func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError) {
    tell(.setOwner, path)
    try base.setOwner(path, owner)
  }

  public func rename(_ source: FilePath, over target: FilePath) throws(FileError) {
    tell(.rename(over: target), source)
    try base.rename(source, over: target)
  }

  public func rename(_ moves: [Move]) throws(FileError) {
    for move in moves { tell(.rename(over: move.target), move.source) }
    try base.rename(moves)
  }

  public func remove(_ path: FilePath) throws(FileError) {
    tellRemoval(path)
    try base.remove(path)
  }

  public func remove(_ paths: [FilePath]) throws(FileError) {
    for path in paths { tellRemoval(path) }
    try base.remove(paths)
  }

  /// Many a file is removed in case it exists.
  private func tellRemoval(_ path: FilePath) {
    let isMissing = (try? base.metadata(path) == nil) ?? false
    if !isMissing { tell(.remove, path) }
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    tell(.removeFolder, path)
    try base.removeDirectory(path)
  }

  public func sync(_ path: FilePath) throws(FileError) {
    tell(.sync(bytes: 0), path)
    try base.sync(path)
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    tell(.syncFolder, path)
    try base.syncDirectory(path)
  }

  public func syncAll(at path: FilePath) throws(FileError) {
    tell(.syncDisk, path)
    try base.syncAll(at: path)
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    let lock = try base.lock(path)
    // Whoever waits for it tries again and again.
    if lock != nil { tell(.lock, path) }
    return lock
  }
}

/// A file that counts what is written to it.
private final class TracedWriter: WritableFile {
  private let base: any WritableFile
  private let path: FilePath
  private let note: TracedFileSystem.Note
  private let written = Atomic<UInt64>(0)

  init(_ base: any WritableFile, _ path: FilePath, _ note: @escaping TracedFileSystem.Note) {
    (self.base, self.path, self.note) = (base, path, note)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try base.append(bytes)
    written.add(UInt64(bytes.count), ordering: .relaxed)
  }

  func appendHole(_ count: Int) throws(FileError) {
    try base.appendHole(count)
    written.add(UInt64(count), ordering: .relaxed)
  }

  func sync() throws(FileError) {
    note(FileEffect(kind: .sync(bytes: written.exchange(0, ordering: .relaxed)), path: path))
    try base.sync()
  }

  func beginSync() { base.beginSync() }
}
