import SystemPackage

/// A file system in front of another one: whatever it does not do itself is done by `base`.
///
/// Several files that are renamed or removed in one call reach `base` in one call.
protocol ForwardingFileSystem: FileSystem {
  var base: any FileSystem { get }
}

/// Calls that change nothing.
extension ForwardingFileSystem {
  public func metadata(_ path: FilePath) throws(FileError) -> FileMetadata? {
    try base.metadata(path)
  }

  public func contents(of directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try base.contents(of: directory)
  }

  public func linkTarget(_ path: FilePath) throws(FileError) -> [UInt8] {
    try base.linkTarget(path)
  }

  public func open(_ path: FilePath) throws(FileError) -> any ReadableFile {
    try base.open(path)
  }

  public func readNamed(_ path: FilePath, atMost limit: Int) throws(FileError) -> [UInt8] {
    try base.readNamed(path, atMost: limit)
  }

  public func availableBytes(at path: FilePath) throws(FileError) -> UInt64 {
    try base.availableBytes(at: path)
  }

  public func availableFiles(at path: FilePath) throws(FileError) -> UInt64? {
    try base.availableFiles(at: path)
  }

  public var user: FileUser { base.user }

  public func mayChange(_ path: FilePath) throws(FileError) -> Bool {
    try base.mayChange(path)
  }

  public func protection(of path: FilePath) -> FileProtection? {
    base.protection(of: path)
  }
}

/// Calls that change the disk.
extension ForwardingFileSystem {
  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    try base.create(path, permissions: permissions)
  }

  public func extend(_ path: FilePath) throws(FileError) -> any WritableFile {
    try base.extend(path)
  }

  public func truncate(_ path: FilePath, to size: UInt64) throws(FileError) {
    try base.truncate(path, to: size)
  }

  public func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try base.createDirectory(path, permissions: permissions)
  }

  public func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError) {
    try base.createLink(path, to: target)
  }

  public func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError) {
    try base.setPermissions(path, permissions)
  }

  public func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError) {
    try base.setOwner(path, owner)
  }

  public func rename(_ source: FilePath, over target: FilePath) throws(FileError) {
    try base.rename(source, over: target)
  }

  public func rename(_ moves: [Move]) throws(FileError) {
    try base.rename(moves)
  }

  public func remove(_ path: FilePath) throws(FileError) {
    try base.remove(path)
  }

  public func remove(_ paths: [FilePath]) throws(FileError) {
    try base.remove(paths)
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    try base.removeDirectory(path)
  }

  public func sync(_ path: FilePath) throws(FileError) {
    try base.sync(path)
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    try base.syncDirectory(path)
  }

  public func syncAll(at path: FilePath) throws(FileError) {
    try base.syncAll(at: path)
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    try base.lock(path)
  }
}
