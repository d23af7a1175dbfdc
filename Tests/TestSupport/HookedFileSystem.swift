public import FileEffects
public import SystemPackage

/// A file system that asks a test before every call, which may count it, refuse it, or change the
/// disk behind the program's back.
public struct HookedFileSystem: FileSystem {
  public enum Call: Hashable, Sendable {
    case metadata, contents, linkTarget, open, read, availableBytes
    case create, append, createDirectory, createLink, setPermissions, setOwner, rename, remove
    case removeDirectory, sync, lock, describe
  }

  /// Runs before each call; the call throws what it throws.
  public typealias Hook = @Sendable (Call, FilePath) throws(FileError) -> Void

  private let base: any FileSystem
  private let hook: Hook

  public init(_ base: any FileSystem, hook: @escaping Hook) {
    self.base = base
    self.hook = hook
  }

  /// The files of a process that is ended once the disk has seen so many effects: from then on it
  /// does nothing more, and the disk keeps its power.
  public init(endedAfterEffects count: Int, on disk: SimulatedDisk) {
    let end = disk.effects + count
    self.init(disk) { (_, path) throws(FileError) in
      if disk.effects >= end { throw FileError(.inspect, path, .noSuchProcess) }
    }
  }

  public func metadata(_ path: FilePath) throws(FileError) -> FileMetadata? {
    try hook(.metadata, path)
    return try base.metadata(path)
  }

  public func contents(of directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try hook(.contents, directory)
    return try base.contents(of: directory)
  }

  public func linkTarget(_ path: FilePath) throws(FileError) -> [UInt8] {
    try hook(.linkTarget, path)
    return try base.linkTarget(path)
  }

  public func open(_ path: FilePath) throws(FileError) -> any ReadableFile {
    try hook(.open, path)
    return HookedReader(try base.open(path), path, hook)
  }

  public func availableBytes(at path: FilePath) throws(FileError) -> UInt64 {
    try hook(.availableBytes, path)
    return try base.availableBytes(at: path)
  }

  public func availableFiles(at path: FilePath) throws(FileError) -> UInt64? {
    try hook(.availableBytes, path)
    return try base.availableFiles(at: path)
  }

  public var user: FileUser { base.user }

  public func mayChange(_ path: FilePath) throws(FileError) -> Bool {
    try hook(.metadata, path)
    return try base.mayChange(path)
  }

  public func protection(of path: FilePath) -> FileProtection? { base.protection(of: path) }

  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    try hook(.create, path)
    return HookedWriter(try base.create(path, permissions: permissions), path, hook)
  }

  public func extend(_ path: FilePath) throws(FileError) -> any WritableFile {
    try hook(.open, path)
    return HookedWriter(try base.extend(path), path, hook)
  }

  public func truncate(_ path: FilePath, to size: UInt64) throws(FileError) {
    try hook(.append, path)
    try base.truncate(path, to: size)
  }

  public func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try hook(.createDirectory, path)
    try base.createDirectory(path, permissions: permissions)
  }

  public func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError) {
    try hook(.createLink, path)
    try base.createLink(path, to: target)
  }

  public func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError) {
    try hook(.setPermissions, path)
    try base.setPermissions(path, permissions)
  }

  public func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError) {
    try hook(.setOwner, path)
    try base.setOwner(path, owner)
  }

  public func rename(_ source: FilePath, over target: FilePath) throws(FileError) {
    try hook(.rename, source)
    try base.rename(source, over: target)
  }

  public func remove(_ path: FilePath) throws(FileError) {
    try hook(.remove, path)
    try base.remove(path)
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    try hook(.removeDirectory, path)
    try base.removeDirectory(path)
  }

  public func sync(_ path: FilePath) throws(FileError) {
    try hook(.sync, path)
    try base.sync(path)
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    try hook(.sync, path)
    try base.syncDirectory(path)
  }

  public func syncAll(at path: FilePath) throws(FileError) {
    try hook(.sync, path)
    try base.syncAll(at: path)
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    try hook(.lock, path)
    return try base.lock(path).map { HookedLock($0, path, hook) }
  }
}

/// A file being read, of a ``HookedFileSystem``.
private final class HookedReader: ReadableFile {
  private let base: any ReadableFile
  private let path: FilePath
  private let hook: HookedFileSystem.Hook

  init(_ base: any ReadableFile, _ path: FilePath, _ hook: @escaping HookedFileSystem.Hook) {
    (self.base, self.path, self.hook) = (base, path, hook)
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(FileError) -> Int {
    try hook(.read, path)
    return try base.read(into: buffer, at: offset)
  }
}

/// A file being written, of a ``HookedFileSystem``.
private final class HookedWriter: WritableFile {
  private let base: any WritableFile
  private let path: FilePath
  private let hook: HookedFileSystem.Hook

  init(_ base: any WritableFile, _ path: FilePath, _ hook: @escaping HookedFileSystem.Hook) {
    (self.base, self.path, self.hook) = (base, path, hook)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try hook(.append, path)
    try base.append(bytes)
  }

  func appendHole(_ count: Int) throws(FileError) {
    try hook(.append, path)
    try base.appendHole(count)
  }

  func sync() throws(FileError) {
    try hook(.sync, path)
    try base.sync()
  }
}

/// A lock of a ``HookedFileSystem``.
private final class HookedLock: HeldLock {
  private let base: any HeldLock
  private let path: FilePath
  private let hook: HookedFileSystem.Hook

  init(_ base: any HeldLock, _ path: FilePath, _ hook: @escaping HookedFileSystem.Hook) {
    (self.base, self.path, self.hook) = (base, path, hook)
  }

  func describe(_ text: String) throws(FileError) {
    try hook(.describe, path)
    try base.describe(text)
  }
}

/// The databases of a process that can be ended: its door asks the same hook.
public struct HookedDatabases: DatabaseAccess {
  private let base: any DatabaseAccess
  private let files: HookedFileSystem

  public init(_ base: any DatabaseAccess, in files: HookedFileSystem) {
    self.base = base
    self.files = files
  }

  public func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    _ = try files.metadata(database)
    try base.snapshot(database, scratch: scratch, body)
  }

  public func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    _ = try files.metadata(database)
    try base.foreignSnapshot(database, scratch: scratch, body)
  }

  public func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool
  ) throws {
    _ = try files.metadata(database)
    try base.restore(
      copy, into: database, scratch: scratch, isExpected: isExpected, isRestored: isRestored)
  }

  public func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
    _ = try files.metadata(database)
    return try base.patch(database, with: patch)
  }

  public func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    for migration in migrations { _ = try files.metadata(migration.database) }
    try base.migrate(
      migrations, scratch: scratch, body, committed: committed, takeBack: takeBack)
  }

  public func schemaVersion(of database: FilePath) throws -> Int {
    _ = try files.metadata(database)
    return try base.schemaVersion(of: database)
  }
}
