import FileEffects
import SystemPackage

extension SQLiteDatabases {
  /// How many bytes are handed out at a time: a multiple of every page size.
  static let pieceBytes = 1 << 20

  /// Runs `body` with a new, empty file at `scratch` that only this user may read, and takes it
  /// away after that, with whatever SQLite put beside it.
  func withScratch<Value>(
    _ scratch: FilePath, _ body: (any WritableFile) throws -> Value
  ) throws -> Value {
    try removeScratch(scratch)
    let result: Value
    do {
      result = try body(
        doorErrors(scratch) { () throws(FileError) in
          try LocalFileSystem().create(scratch, permissions: 0o600)
        })
    } catch {
      // The first error is the one to report; the next attempt cleans up.
      try? removeScratch(scratch)
      throw error
    }
    try removeScratch(scratch)
    return result
  }

  /// Runs `body` with a new, empty database that is thrown away after that.
  func withScratchDatabase<Value>(
    _ path: FilePath, _ body: (Connection) throws -> Value
  ) throws -> Value {
    try withScratch(path) { _ in
      try withConnection(to: path, .scratch) { scratch in
        // One transaction instead of one for each row; it is never committed.
        try scratch.execute("BEGIN")
        defer { try? scratch.rollBack() }
        return try body(scratch)
      }
    }
  }

  private func removeScratch(_ scratch: FilePath) throws(DatabaseAccessError) {
    try doorErrors(scratch) { () throws(FileError) in
      for suffix in [""] + DatabaseHeader.companions {
        try LocalFileSystem().remove(scratch.withSuffix(suffix))
      }
    }
  }

  /// Hands `body` the bytes of a file that no connection has open.
  func readPieces(
    of path: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let file = try doorErrors(path) { () throws(FileError) in try LocalFileSystem().open(path) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.pieceBytes, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: UInt64 = 0
    while true {
      let count = try doorErrors(path) { () throws(FileError) in
        try file.read(into: buffer, at: offset)
      }
      if count > 0 { try body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      if count < buffer.count { return }
      offset += UInt64(count)
    }
  }

  /// Runs `body`, and throws a refusal of the file system as one of the database.
  func doorErrors<Value>(
    _ database: FilePath, _ body: () throws(FileError) -> Value
  ) throws(DatabaseAccessError) -> Value {
    do throws(FileError) { return try body() } catch {
      throw error.isNoSpace
        ? .noSpace(database: database, .file(error)) : .failed(database: database, .file(error))
    }
  }
}
