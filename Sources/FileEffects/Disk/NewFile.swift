import Glibc
public import SystemPackage

/// A file being written under a temporary name, owned by one value, and not there for any reader
/// until ``commit()``.
///
/// Dropping the value without committing removes the temporary file.
public struct NewFile: ~Copyable {
  private let files: any FileSystem
  private let file: any WritableFile
  private let temporary: FilePath
  private let path: FilePath
  private var isCommitted = false

  /// Starts a file that will be at `path`, and will belong to `owner` if this user may give it away; what
  /// an interrupted attempt left is replaced.
  public init(
    _ path: FilePath, permissions: UInt16 = 0o644, owner: FileOwner? = nil,
    on files: any FileSystem
  ) throws(FileError) {
    let temporary = Self.temporary(for: path)
    try files.remove(temporary)
    let file = try files.create(temporary, permissions: permissions)
    if let owner {
      do throws(FileError) {
        try files.give(temporary, to: owner, permissions: permissions)
      } catch {
        try? files.remove(temporary)
        throw error
      }
    }
    self.file = file
    self.files = files
    self.temporary = temporary
    self.path = path
  }

  /// Temporary names begin so.
  public static let temporaryPrefix = ".tmp-"

  /// Where a file is written that will be at `path`.
  public static func temporary(for path: FilePath) -> FilePath {
    path.removingLastComponent().appending(bytes: temporaryName(for: path))
  }

  /// A name beside `path` that no other name has: bytes, since names need not be text.
  private static func temporaryName(for path: FilePath) -> [UInt8] {
    let name =
      path.lastComponent?.withPlatformString { start in
        Array(UnsafeBufferPointer(start: start, count: strlen(start))).map(UInt8.init(bitPattern:))
      } ?? []
    let prefix = Array(temporaryPrefix.utf8)
    if prefix.count + name.count <= longestName { return prefix + name }
    // FNV-1a tells apart long names that begin alike.
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return prefix + name.prefix(200) + Array("-\(String(digest, radix: 16))".utf8)
  }

  /// How many bytes a name may have on the file systems of Linux.
  private static let longestName = 255

  deinit {
    // Best effort: a file left behind has no name that a reader looks at.
    if !isCommitted { try? files.remove(temporary) }
  }

  public borrowing func append(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try file.append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  public borrowing func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try file.append(bytes)
  }

  /// Syncs the contents, gives the file its name, and syncs the directory.
  ///
  /// When this returns, the file would survive a power cut.
  public consuming func commit() throws(FileError) {
    try file.sync()
    try files.rename(temporary, over: path)
    isCommitted = true
    try files.syncDirectory(path.removingLastComponent())
  }
}
