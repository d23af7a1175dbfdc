public import SystemPackage

/// Whole files, read and replaced at once.
extension FileSystem {
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

  /// Hands `body` the contents of a file, a mebibyte at a time.
  public func forEachPiece(
    of path: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let file = try open(path)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var offset: UInt64 = 0
    while true {
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
      try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += UInt64(count)
      if count < buffer.count { return }
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
}
