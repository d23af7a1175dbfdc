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
    // An immutable file is not permitted to change.
    if [.permissionDenied, .readOnlyFileSystem, .notPermitted].contains(code) { return false }
    throw FileError(.inspect, path, code)
  }

  public func protection(of path: FilePath) -> FileProtection? {
    FileProtection(attributes: path.withPlatformString { cortex_attributes($0) })
  }

  // MARK: Errors

  func errors<Result>(
    _ operation: FileError.Operation, _ path: FilePath, _ body: () throws(Errno) -> Result
  ) throws(FileError) -> Result {
    do throws(Errno) { return try body() } catch { throw FileError(operation, path, error) }
  }

  /// As ``errors(_:_:_:)`` where a name is made: whether it is bytes that the disk lacks, or files, is a
  /// different thing to do.
  func newErrors<Result>(
    _ operation: FileError.Operation, _ path: FilePath, _ body: () throws(Errno) -> Result
  ) throws(FileError) -> Result {
    do throws(Errno) { return try body() } catch {
      // Only for the message: if it is unknown, the usual one is true.
      let left = error == .noSpace ? try? availableFiles(at: path.removingLastComponent()) : nil
      throw FileError(operation, path, error, lacksFiles: left == 0)
    }
  }

  func call(
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
