public import SystemPackage

/// The only door to the disk.
///
/// Every effect the library has on files passes through here, so a test can put a simulated disk
/// in its place and cut the power after any one of them. Links are never followed in the last
/// component of a path.
public protocol FileSystem: Sendable {
  // MARK: Looking

  /// What is at `path`, or `nil` if nothing is.
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
  /// On whose behalf this is done.
  var user: FileUser { get }
  /// Whether this user may write to the file at `path`, or make and take away names in the folder.
  func mayChange(_ path: FilePath) throws(FileError) -> Bool
  /// What keeps anybody from changing what is at `path`, as far as the disk says; `nil` if nothing does.
  func protection(of path: FilePath) -> FileProtection?

  // MARK: Changing

  /// Makes a new, empty file with just these permission bits; refuses where the name is taken.
  func create(_ path: FilePath, permissions: UInt16) throws(FileError) -> any WritableFile
  /// Opens a regular file to add to its end.
  func extend(_ path: FilePath) throws(FileError) -> any WritableFile
  /// Cuts the file at `path` off after `size` bytes.
  func truncate(_ path: FilePath, to size: UInt64) throws(FileError)
  /// Makes a folder; refuses where the name is taken.
  func createDirectory(_ path: FilePath, permissions: UInt16) throws(FileError)
  /// Makes a symbolic link that holds `target`; refuses where the name is taken.
  func createLink(_ path: FilePath, to target: [UInt8]) throws(FileError)
  func setPermissions(_ path: FilePath, _ permissions: UInt16) throws(FileError)
  /// Gives a file, folder or link to a user and a group. Of a file the bits that lend its owner's rights
  /// to whoever runs it may be gone then.
  func setOwner(_ path: FilePath, _ owner: FileOwner) throws(FileError)
  /// Moves `source` over `target` in one step: readers see one or the other.
  func rename(_ source: FilePath, over target: FilePath) throws(FileError)
  /// Does so for each of these, in no order. After an error some of the others have their names.
  func rename(_ moves: [Move]) throws(FileError)
  /// Takes the name of a file or link away; nothing happens if there is none.
  func remove(_ path: FilePath) throws(FileError)
  /// Takes away files and links, in no order; ones that are not there are no error. After an error some
  /// of the others are gone as well.
  func remove(_ paths: [FilePath]) throws(FileError)
  /// Takes an empty folder away; nothing happens if there is none. One that is not empty is an error.
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

/// A file open for reading; closed when the last reference goes.
public protocol ReadableFile: AnyObject, Sendable {
  /// Fills `buffer` from `offset` on; fewer bytes than asked for only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(FileError) -> Int
}

extension ReadableFile {
  /// So many bytes from `offset` on; fewer only at the file's end.
  public func bytes(at offset: UInt64, count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    // Memory that is not written to first: of what is read only the beginning, only that is touched.
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { window, filled in
      do throws(FileError) {
        filled = try read(into: UnsafeMutableRawBufferPointer(window), at: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// A file being written, or added to; closed when the last reference goes.
public protocol WritableFile: AnyObject, Sendable {
  /// Adds `bytes` at the end, all of them.
  func append(_ bytes: UnsafeRawBufferPointer) throws(FileError)
  /// Adds so many zero bytes, for which the disk need not find room.
  func appendHole(_ count: Int) throws(FileError)
  /// Waits until what was appended would survive a power cut.
  func sync() throws(FileError)
  /// Has the disk begin with what was appended, if that is much, and does not wait: a sync at the end of a
  /// large file then waits for the rest alone. Promises nothing.
  func beginSync()
}

extension WritableFile {
  public func beginSync() {}
}

/// A lock that ends with the value, and with the process.
public protocol HeldLock: AnyObject, Sendable {
  /// Replaces the text in the lock's file, by which others learn who holds it.
  func describe(_ text: String) throws(FileError)
}

/// A name and the one that it is to be.
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

  /// The whole file; `nil` if there is none. One of more than `limit` bytes is an error.
  public func readIfPresent(
    _ path: FilePath, atMost limit: UInt64 = .max
  ) throws(FileError) -> [UInt8]? {
    guard let metadata = try metadata(path) else { return nil }
    guard metadata.isRegular else { throw FileError(.read, path, .invalidArgument) }
    guard metadata.size <= limit else { throw FileError(.read, path, .fileTooLarge) }
    do throws(FileError) { return try read(path) } catch {
      // Gone between being looked at and being read.
      guard error.code == .noSuchFileOrDirectory else { throw error }
      return nil
    }
  }

  /// The whole file.
  public func read(_ path: FilePath) throws(FileError) -> [UInt8] {
    let file = try open(path)
    let limit = 64 << 10
    var bytes: [UInt8] = []
    while true {
      let piece = try file.bytes(at: UInt64(bytes.count), count: limit)
      bytes += piece
      if piece.count < limit { return bytes }
    }
  }

  /// Replaces the file at `path` so that, whenever the power fails, either the old contents or
  /// the new ones are there, whole.
  ///
  /// The bytes go to a temporary neighbour, are synced, take the name in one rename, and the
  /// directory is synced. No step may be left out.
  public func replace(
    _ path: FilePath, with bytes: [UInt8], permissions: UInt16 = 0o644, owner: FileOwner? = nil
  ) throws(FileError) {
    let file = try NewFile(path, permissions: permissions, owner: owner, on: self)
    try file.append(bytes)
    try file.commit()
  }

  /// Gives a new file, folder or link to `owner`, as far as this user may, and keeps its permissions.
  public func give(
    _ path: FilePath, to owner: FileOwner, permissions: UInt16
  ) throws(FileError) {
    guard user.mayGive(to: owner), let found = try metadata(path), found.owner != owner else {
      return
    }
    try setOwner(path, owner)
    if found.isRegular && permissions & 0o6000 != 0 { try setPermissions(path, permissions) }
  }

  /// Makes the folder at `path` and those above it that are missing, each one durable.
  public func ensureDirectory(_ path: FilePath) throws(FileError) {
    if let found = try metadata(path) {
      guard found.isDirectory else { throw FileError(.createDirectory, path, .notDirectory) }
      return
    }
    let parent = path.removingLastComponent()
    if !parent.isEmpty && parent != path { try ensureDirectory(parent) }
    do throws(FileError) { try createDirectory(path, permissions: 0o755) } catch {
      // Somebody else may have made it just now.
      guard error.code == .fileExists, try metadata(path)?.isDirectory ?? false else { throw error }
    }
    try syncDirectory(parent.isEmpty ? "." : parent)
  }

  /// Takes a folder away with all that is in it, links as links; nothing happens if there is none.
  public func removeTree(_ path: FilePath) throws(FileError) {
    guard let found = try metadata(path) else { return }
    guard found.isDirectory else { return try remove(path) }
    // However deep it is: the system takes no path of more than 4,096 bytes.
    var far: [FilePath] = []
    try removeContents(of: path, top: path, far: &far)
    while let next = far.popLast() {
      try removeContents(of: next, top: path, far: &far)
      try removeDirectory(next)
    }
    try removeDirectory(path)
  }

  /// Empties a folder. One that is far down moves up to `top` and is added to `far`.
  private func removeContents(
    of folder: FilePath, top: FilePath, far: inout [FilePath]
  ) throws(FileError) {
    for entry in try contents(of: folder) {
      let inner = folder.appending(bytes: entry.name)
      if !entry.metadata.isDirectory {
        try remove(inner)
      } else if inner.length - top.length < Self.longestWayDown {
        try removeContents(of: inner, top: top, far: &far)
        try removeDirectory(inner)
      } else {
        var number = far.count
        while try metadata(top.appending("far-\(number)")) != nil { number += 1 }
        let near = top.appending("far-\(number)")
        try rename(inner, over: near)
        far.append(near)
      }
    }
  }

  private static var longestWayDown: Int { 1024 }
}
