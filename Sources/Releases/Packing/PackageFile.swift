public import FileEffects
public import ObjectStore
public import SystemPackage

/// A package while it is written: a zip archive under a temporary name.
///
/// Dropping it without ``commit()`` leaves nothing.
public final class PackageFile {
  /// Where it will be.
  public let path: FilePath
  private var file: NewFile?
  private var zip = ZipWriter()
  private var digest = RunningDigest()

  public init(_ path: FilePath, on files: any FileSystem) throws(FileError) {
    self.path = path
    file = try NewFile(path, on: files)
  }

  /// Where it can be read before it has its name.
  public var temporary: FilePath { NewFile.temporary(for: path) }
  /// Its length, in bytes.
  public var size: UInt64 { zip.size }

  /// Changes the archive, and writes out what that makes when it is enough, or the last.
  func write(isLast: Bool = false, _ change: (inout ZipWriter) -> Void) throws(FileError) {
    change(&zip)
    guard isLast || zip.output.count >= 1 << 20 else { return }
    zip.output.withUnsafeBytes { digest.add($0) }
    try file?.append(zip.output)
    zip.output.removeAll(keepingCapacity: true)
  }

  /// Ends the archive; returns the SHA-256 of all its bytes.
  public func finish() throws(FileError) -> ObjectID {
    try write(isLast: true) { $0.finish() }
    return digest.finish()
  }

  /// Gives the package its name, durably.
  public func commit() throws(FileError) {
    try file.take()?.commit()
  }
}
