import Glibc
import SystemPackage

/// Calls of the C library that swift-system does not offer; each throws its error number.
enum Syscalls {
  static func metadata(from status: stat) -> FileMetadata {
    let kind: FileMetadata.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .special(.fifo)
      case S_IFSOCK: .special(.socket)
      default: .special(.device)
      }
    return FileMetadata(
      kind: kind, permissions: UInt16(truncatingIfNeeded: status.st_mode & 0o7777),
      size: UInt64(max(0, status.st_size)), modifiedNanoseconds: nanoseconds(status.st_mtim),
      changedNanoseconds: nanoseconds(status.st_ctim), inode: UInt64(status.st_ino),
      device: UInt64(status.st_dev), owner: FileOwner(user: status.st_uid, group: status.st_gid),
      nameCount: UInt64(status.st_nlink))
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// The error number that the call before left.
  static var lastError: Errno { Errno(rawValue: errno) }

  /// Repeats `call` while a signal interrupts it; -1 becomes the error number.
  static func check(_ call: () -> Int) throws(Errno) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      let code = lastError
      if code != .interrupted { throw code }
    }
  }

  static func lstat(_ path: FilePath) throws(Errno) -> FileMetadata? {
    var status = stat()
    let result = path.withPlatformString { Glibc.lstat($0, &status) }
    if result == 0 { return metadata(from: status) }
    let code = lastError
    // A name below something that is no folder, or below a link that leads to itself, is not there.
    let absent: [Errno] = [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels]
    if absent.contains(code) { return nil }
    throw code
  }

  static func fstat(_ descriptor: Int32) throws(Errno) -> FileMetadata {
    var status = stat()
    _ = try check { Int(Glibc.fstat(descriptor, &status)) }
    return metadata(from: status)
  }

  /// Opens a file. A process that has reached its limit of open files raises it as far as it may, and
  /// tries once more.
  static func open(_ path: FilePath, _ flags: Int32, _ mode: mode_t = 0) throws(Errno) -> Int32 {
    func descriptor() throws(Errno) -> Int32 {
      Int32(
        try check {
          path.withPlatformString { Int(Glibc.open($0, flags | O_CLOEXEC | O_NOFOLLOW, mode)) }
        })
    }
    do { return try descriptor() } catch {
      guard error == .tooManyOpenFiles else { throw error }
      // Tried again whether that worked or not: another thread may have raised it just now.
      raiseFileLimit()
      return try descriptor()
    }
  }

  /// Raises the soft limit of open files to the hard one, if the system lets it.
  private static func raiseFileLimit() {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(files, &limit)
  }

  /// Opens the folder or file at `path`, syncs it, and closes it.
  static func sync(_ path: FilePath, _ flags: Int32, _ call: (Int32) -> Int32) throws(Errno) {
    let descriptor = try open(path, flags)
    defer { close(descriptor) }
    _ = try check { Int(call(descriptor)) }
  }
}
