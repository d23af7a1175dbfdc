import CLinux
import Glibc
public import SystemPackage

/// Calls that change the disk.
extension LocalFileSystem {
  public func create(
    _ path: FilePath, permissions: UInt16
  ) throws(FileError) -> any WritableFile {
    try newErrors(.create, path) { () throws(Errno) in
      let descriptor = try Syscalls.open(path, O_WRONLY | O_CREAT | O_EXCL, mode_t(permissions))
      // The process's mask removed bits; a store restores files unchanged.
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
    try Self.severalAtATime(moves.count) { number throws(FileError) in
      try rename(moves[number].source, over: moves[number].target)
    }
  }

  public func remove(_ path: FilePath) throws(FileError) {
    try call(.remove, path, allowing: [.noSuchFileOrDirectory, .notDirectory]) { unlink($0) }
  }

  /// Several at a time: a disk that learns at once what is free makes every removal wait for it.
  public func remove(_ paths: [FilePath]) throws(FileError) {
    try Self.severalAtATime(paths.count) { number throws(FileError) in
      try remove(paths[number])
    }
  }

  /// A disk is given up to eight calls to work on at once. Fewer than 16 are not worth a thread.
  private static func severalAtATime(
    _ count: Int, _ call: @Sendable (Int) throws(FileError) -> Void
  ) throws(FileError) {
    try Parallel.forEach(count: count, workers: min(8, count / 16)) { () throws(FileError) in
    } _: { (_: inout Void, number) throws(FileError) in
      try call(number)
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
}
