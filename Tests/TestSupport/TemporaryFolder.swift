public import FileEffects
import Glibc
public import SystemPackage

/// A new, empty folder on the disk of this machine, removed with all that is in it when the last
/// reference goes.
public final class TemporaryFolder: Sendable {
  public let path: FilePath

  public init() throws(FileError) {
    let base = getenv("TMPDIR").map { FilePath(platformString: $0) } ?? "/tmp"
    var template = Array("\(base.appending("cortex-test-XXXXXX"))".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { FilePath(platformString: $0) }
    }
    guard let made else { throw FileError(.createDirectory, base, Errno(rawValue: errno)) }
    path = made
  }

  deinit {
    // Best effort: what cannot be removed is in the system's folder for what may be removed.
    try? LocalFileSystem().removeTree(path)
  }
}
