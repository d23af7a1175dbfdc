import CLinux
import Glibc
public import SystemPackage

/// The disk of this machine.
public struct LocalFileSystem: FileSystem {
  public init() {}

  public func metadata(_ path: FilePath) throws(FileError) -> FileMetadata? {
    do throws(Errno) { return try Syscalls.lstat(path) } catch {
      throw FileError(.inspect, path, error)
    }
  }

  public func contents(of directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    let stream = try errors(.list, directory) { () throws(Errno) in
      let descriptor = try Syscalls.open(directory, O_RDONLY | O_DIRECTORY)
      guard let stream = fdopendir(descriptor) else {
        let code = Syscalls.lastError
        close(descriptor)
        throw code
      }
      return stream
    }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let found = readdir(stream) else {
        guard errno == 0 else { throw FileError(.list, directory, Syscalls.lastError) }
        return entries
      }
      let start = UnsafeRawPointer(found).advanced(
        by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      let length = strlen(start.assumingMemoryBound(to: CChar.self))
      let name = Array(UnsafeRawBufferPointer(start: start, count: length))
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      var status = stat()
      let result = fstatat(
        dirfd(stream), start.assumingMemoryBound(to: CChar.self), &status, AT_SYMLINK_NOFOLLOW)
      if result != 0 {
        // Gone between being listed and being looked at: as if it had never been listed.
        if errno == ENOENT { continue }
        throw FileError(.inspect, directory.appending(bytes: name), Syscalls.lastError)
      }
      entries.append(DirectoryEntry(name: name, metadata: Syscalls.metadata(from: status)))
    }
  }

  public func linkTarget(_ path: FilePath) throws(FileError) -> [UInt8] {
    try errors(.readLink, path) { () throws(Errno) in
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = try Syscalls.check {
        path.withPlatformString { name in
          buffer.withUnsafeMutableBytes { window in
            guard let start = window.baseAddress else { return 0 }
            return readlink(name, start.assumingMemoryBound(to: CChar.self), window.count)
          }
        }
      }
      return Array(buffer[..<count])
    }
  }

  public func open(_ path: FilePath) throws(FileError) -> any ReadableFile {
    try errors(.read, path) { () throws(Errno) in
      // Without O_NONBLOCK the open of a FIFO would wait for a writer for ever.
      let file = LocalFile(try Syscalls.open(path, O_RDONLY | O_NONBLOCK), path)
      // A FIFO would read as an empty file.
      switch try Syscalls.fstat(file.descriptor).kind {
      case .regular: return file
      case .directory: throw .isDirectory
      case .symbolicLink, .special: throw .invalidArgument
      }
    }
  }

  public func availableBytes(at path: FilePath) throws(FileError) -> UInt64 {
    var status = statvfs()
    guard path.withPlatformString({ statvfs($0, &status) }) == 0 else {
      throw FileError(.measureSpace, path, Syscalls.lastError)
    }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  public func availableFiles(at path: FilePath) throws(FileError) -> UInt64? {
    var status = statvfs()
    guard path.withPlatformString({ statvfs($0, &status) }) == 0 else {
      throw FileError(.measureSpace, path, Syscalls.lastError)
    }
    return status.f_files == 0 ? nil : UInt64(status.f_favail)
  }

  public var user: FileUser { Self.user }

  private static let user: FileUser = {
    var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
    let count = getgroups(Int32(groups.count), &groups)
    return FileUser(
      owner: FileOwner(user: geteuid(), group: getegid()),
      groups: Set(groups.prefix(Int(max(0, count)))))
  }()

  public func mayChange(_ path: FilePath) throws(FileError) -> Bool {
    let isFolder = try metadata(path)?.isDirectory ?? false
    let result = path.withPlatformString {
      faccessat(AT_FDCWD, $0, isFolder ? W_OK | X_OK : W_OK, AT_EACCESS)
    }
    if result == 0 { return true }
    let code = Syscalls.lastError
    // Not permitted is what is immutable.
    if [.permissionDenied, .readOnlyFileSystem, .notPermitted].contains(code) { return false }
    throw FileError(.inspect, path, code)
  }

  public func protection(of path: FilePath) -> FileProtection? {
    FileProtection(attributes: path.withPlatformString { cortex_attributes($0) })
  }

  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    try newErrors(.create, path) { () throws(Errno) in
      let descriptor = try Syscalls.open(path, O_WRONLY | O_CREAT | O_EXCL, mode_t(permissions))
      // The process's mask took bits away; a store gives files back as they were.
      if fchmod(descriptor, mode_t(permissions)) != 0 {
        let code = Syscalls.lastError
        close(descriptor)
        throw code
      }
      return LocalFile(descriptor, path)
    }
  }

  public func extend(_ path: FilePath) throws(FileError) -> any WritableFile {
    try errors(.write, path) { () throws(Errno) in
      let file = LocalFile(try Syscalls.open(path, O_WRONLY | O_APPEND | O_NONBLOCK), path)
      guard try Syscalls.fstat(file.descriptor).kind == .regular else { throw .invalidArgument }
      return file
    }
  }

  public func truncate(_ path: FilePath, to size: UInt64) throws(FileError) {
    try errors(.write, path) { () throws(Errno) in
      let file = LocalFile(try Syscalls.open(path, O_WRONLY | O_NONBLOCK), path)
      _ = try Syscalls.check { Int(ftruncate(file.descriptor, off_t(size))) }
    }
  }

  public func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try newErrors(.createDirectory, path) { () throws(Errno) in
      _ = try Syscalls.check { Int(path.withPlatformString { mkdir($0, mode_t(permissions)) }) }
    }
    try setPermissions(path, permissions)
  }

  public func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError) {
    let text = target.map { CChar(bitPattern: $0) } + [0]
    try newErrors(.createLink, path) { () throws(Errno) in
      _ = try Syscalls.check { Int(path.withPlatformString { symlink(text, $0) }) }
    }
  }

  public func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError) {
    // Plain chmod would follow a link, out of the folder that the caller is at work in.
    try call(.setPermissions, path) {
      fchmodat(AT_FDCWD, $0, mode_t(permissions), AT_SYMLINK_NOFOLLOW)
    }
  }

  public func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError) {
    try call(.setOwner, path) { lchown($0, owner.user, owner.group) }
  }

  public func rename(_ source: FilePath, over target: FilePath) throws(FileError) {
    try call(.rename, target) { target in
      source.withPlatformString { Glibc.rename($0, target) }
    }
  }

  /// Several at a time: what was there is removed, as by ``remove(_:)``.
  public func rename(_ moves: [Move]) throws(FileError) {
    try BlockingIOPool.forEach(count: moves.count) { number throws(FileError) in
      try rename(moves[number].source, over: moves[number].target)
    }
  }

  public func remove(_ path: FilePath) throws(FileError) {
    try call(.remove, path, allowing: [.noSuchFileOrDirectory, .notDirectory]) { unlink($0) }
  }

  /// Several at a time: a disk that is told at once what is free makes every removal wait for it.
  public func remove(_ paths: [FilePath]) throws(FileError) {
    try BlockingIOPool.forEach(count: paths.count) { number throws(FileError) in
      try remove(paths[number])
    }
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    try call(.removeDirectory, path, allowing: [.noSuchFileOrDirectory]) { rmdir($0) }
  }

  public func sync(_ path: FilePath) throws(FileError) {
    try errors(.sync, path) { () throws(Errno) in
      try Syscalls.sync(path, O_RDONLY | O_NONBLOCK, fsync)
    }
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    try errors(.sync, path) { () throws(Errno) in
      try Syscalls.sync(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY, fsync)
    }
  }

  public func syncAll(at path: FilePath) throws(FileError) {
    try errors(.sync, path) { () throws(Errno) in
      try Syscalls.sync(path, O_RDONLY | O_DIRECTORY, syncfs)
    }
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)? {
    try errors(.lock, path) { () throws(Errno) -> (any HeldLock)? in
      let file = LocalLock(try Syscalls.open(path, O_RDWR | O_CREAT, 0o644), path)
      // What was given back is held for a moment more by a program that is being started meanwhile: until
      // then it has all files of the one that starts it. Nobody is known to have the lock then.
      var attempts = 20
      while true {
        do throws(Errno) {
          _ = try Syscalls.check { Int(flock(file.descriptor, LOCK_EX | LOCK_NB)) }
          return file
        } catch {
          guard error == .wouldBlock else { throw error }
        }
        attempts -= 1
        if attempts == 0 || LockHolder.find(ofLock: path, on: self) != nil { return nil }
        usleep(5_000)
      }
    }
  }

  private func errors<Result>(
    _ operation: FileError.Operation, _ path: FilePath, _ body: () throws(Errno) -> Result
  ) throws(FileError) -> Result {
    do throws(Errno) { return try body() } catch { throw FileError(operation, path, error) }
  }

  /// As ``errors(_:_:_:)`` where a name is made: whether it is bytes that the disk lacks, or files, is a
  /// different thing to do.
  private func newErrors<Result>(
    _ operation: FileError.Operation, _ path: FilePath, _ body: () throws(Errno) -> Result
  ) throws(FileError) -> Result {
    do throws(Errno) { return try body() } catch {
      // Only for the words: where it cannot be told, the usual ones are true.
      let left = error == .noSpace ? try? availableFiles(at: path.removingLastComponent()) : nil
      throw FileError(operation, path, error, lacksFiles: left == 0)
    }
  }

  private func call(
    _ operation: FileError.Operation, _ path: FilePath, allowing allowed: [Errno] = [],
    _ body: (UnsafePointer<CInterop.PlatformChar>) -> Int32
  ) throws(FileError) {
    do throws(Errno) {
      _ = try Syscalls.check { Int(path.withPlatformString(body)) }
    } catch {
      if !allowed.contains(error) { throw FileError(operation, path, error) }
    }
  }
}
