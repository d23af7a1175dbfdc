public import SystemPackage

/// The only door to the disk.
///
/// Every effect the library has on files passes through here, so a test can put a simulated disk
/// in its place and cut the power after any one of them. Links are never followed in the last
/// component of a path.
public protocol FileSystem: Sendable {
  // MARK: Looking

  /// The metadata of `path`, or `nil` if nothing is there.
  func metadata(_ path: FilePath) throws(FileError) -> FileMetadata?
  /// Every name in a folder, but `.` and `..`, in no particular order.
  func contents(of directory: FilePath) throws(FileError) -> [DirectoryEntry]
  /// The bytes that a symbolic link points to.
  func linkTarget(_ path: FilePath) throws(FileError) -> [UInt8]
  /// Opens a regular file for reading.
  func open(_ path: FilePath) throws(FileError) -> any ReadableFile
  /// The contents of what somebody named: of a file, or of what a link leads to, all of it; of a pipe or
  /// a device what comes until its end. More than `limit` bytes of these are an error.
  func readNamed(_ path: FilePath, atMost limit: Int) throws(FileError) -> [UInt8]
  /// How many bytes can still be written to the disk that holds `path`.
  func availableBytes(at path: FilePath) throws(FileError) -> UInt64
  /// How many more files and folders the disk that holds `path` has room for, whatever their size; `nil`
  /// where it does not count them.
  func availableFiles(at path: FilePath) throws(FileError) -> UInt64?
  /// The user on whose behalf this process runs.
  var user: FileUser { get }
  /// Whether this user may write to the file at `path`, or add and remove names in the folder.
  func mayChange(_ path: FilePath) throws(FileError) -> Bool
  /// What keeps anybody from changing `path`, as far as the disk says; `nil` if nothing does.
  func protection(of path: FilePath) -> FileProtection?

  // MARK: Changing

  /// Creates an empty file with exactly these permission bits; refuses if the name is taken.
  func create(_ path: FilePath, permissions: UInt16) throws(FileError) -> any WritableFile
  /// Opens a regular file to add to its end.
  func extend(_ path: FilePath) throws(FileError) -> any WritableFile
  /// Cuts the file at `path` off after `size` bytes.
  func truncate(_ path: FilePath, to size: UInt64) throws(FileError)
  /// Creates a folder; refuses if the name is taken.
  func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError)
  /// Creates a symbolic link to `target`; refuses if the name is taken.
  func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError)
  func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError)
  /// Gives a file, folder or link to a user and a group. Of a file the bits that lend its owner's rights
  /// to whoever runs it may be gone then.
  func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError)
  /// Moves `source` over `target` in one step: readers see one or the other.
  func rename(_ source: FilePath, over target: FilePath) throws(FileError)
  /// Does so for each of these, in no order. After an error some of the others have their names.
  func rename(_ moves: [Move]) throws(FileError)
  /// Removes a file or link; does nothing if there is none.
  func remove(_ path: FilePath) throws(FileError)
  /// Removes files and links, in no order; a missing one is no error. After an error some of the others
  /// are gone as well.
  func remove(_ paths: [FilePath]) throws(FileError)
  /// Removes an empty folder; does nothing if there is none. One that is not empty is an error.
  func removeDirectory(_ path: FilePath) throws(FileError)
  /// Waits until the contents of the file at `path` would survive a power cut.
  func sync(_ path: FilePath) throws(FileError)
  /// Waits until the names in the folder at `path` would survive a power cut.
  func syncDirectory(_ path: FilePath) throws(FileError)
  /// Waits until everything on the disk that holds `path` would survive a power cut.
  func syncAll(at path: FilePath) throws(FileError)
  /// Takes the lock of the file at `path`, made if missing, for as long as the value lives.
  ///
  /// Returns `nil` at once if another process has it.
  func lock(_ path: FilePath) throws(FileError) -> (any HeldLock)?
}

/// A lock that ends with the value, and with the process.
public protocol HeldLock: AnyObject, Sendable {
  /// Replaces the text in the lock's file, by which others learn who holds it.
  func describe(_ text: String) throws(FileError)
}

/// A rename: from one path to another.
public struct Move: Hashable, Sendable {
  public var source: FilePath
  public var target: FilePath

  public init(_ source: FilePath, over target: FilePath) {
    self.source = source
    self.target = target
  }
}

extension FileSystem {
  public func protection(of path: FilePath) -> FileProtection? { nil }

  /// Where there are files and links only.
  public func readNamed(_ path: FilePath, atMost limit: Int) throws(FileError) -> [UInt8] {
    try read(named(path))
  }

  public func rename(_ moves: [Move]) throws(FileError) {
    for move in moves { try rename(move.source, over: move.target) }
  }

  public func remove(_ paths: [FilePath]) throws(FileError) {
    for path in paths { try remove(path) }
  }
}
