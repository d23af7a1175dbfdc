import Glibc
public import SystemPackage

extension LocalFileSystem {
  public func readNamed(_ path: FilePath, atMost limit: Int) throws(FileError) -> [UInt8] {
    do throws(Errno) {
      // Opened as a shell would: links are followed, and whoever names a FIFO waits for its writer.
      let file = LocalFile(try Self.openNamed(path), path)
      let kind = try Syscalls.fstat(file.descriptor).kind
      if kind == .directory { throw Errno.isDirectory }
      return try file.rest(atMost: kind == .regular ? .max : limit)
    } catch { throw FileError(.read, path, error) }
  }

  private static func openNamed(_ path: FilePath) throws(Errno) -> Int32 {
    do throws(Errno) {
      return Int32(
        try Syscalls.check { path.withPlatformString { Int(Glibc.open($0, O_RDONLY | O_CLOEXEC)) } }
      )
    } catch {
      // A socket, as some programs give to those that they start, has no file to be opened again.
      guard error == .noSuchAddressOrDevice, let number = descriptor(named: path) else {
        throw error
      }
      return Int32(try Syscalls.check { Int(fcntl(number, F_DUPFD_CLOEXEC, 0)) })
    }
  }

  /// The number of the open file that is called so, if it is one of this process.
  private static func descriptor(named path: FilePath) -> Int32? {
    if path == "/dev/stdin" { return 0 }
    guard path.removingLastComponent() == "/dev/fd" else { return nil }
    return path.lastComponent.flatMap { Int32($0.string) }
  }
}

extension LocalFile {
  /// What comes until the end. More than `limit` bytes are an error.
  fileprivate func rest(atMost limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var window = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = try Syscalls.check {
        window.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      }
      if count == 0 { return bytes }
      bytes += window.prefix(count)
      if bytes.count > limit { throw .fileTooLarge }
    }
  }
}
