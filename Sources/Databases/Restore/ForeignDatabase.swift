import CSQLite
import FileEffects
public import SystemPackage

/// Databases that are not ours: in a release, in a folder that is imported.
extension SQLiteDatabases {
  /// Hands `body` the bytes of one consistent state of a database in somebody else's folder, in order,
  /// in pieces of at most 1 MiB.
  ///
  /// Nothing in that folder is changed or made. Where a log or a journal lies beside the database, all
  /// of it is copied to `scratch`, and SQLite recovers the copy.
  /// - Throws: ``DatabaseAccessError``, or what `body` throws.
  public func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    // SQLite would ignore it, and a copy would lack it.
    if let obstacle = try obstacle(beside: database), obstacle.ending != "-shm" {
      throw DatabaseAccessError.obstructed(database: database, by: obstacle)
    }
    guard try needsCopy(database) else {
      return try withConnection(to: database, .foreign) { connection in
        try connection.reading { try connection.readFile(body) }
      }
    }
    let end = ContinuousClock.now + .seconds(busySeconds)
    while true {
      let isDone = try withScratch(scratch) { file in
        guard try copyUnchanged(database, to: file, at: scratch) else { return false }
        try snapshot(scratch, scratch: scratch.withSuffix("-state"), body)
        return true
      }
      if isDone { return }
      guard ContinuousClock.now < end else {
        throw DatabaseAccessError.busy(
          database: database, seconds: busySeconds,
          holder: LockHolder.find(of: database, on: LocalFileSystem()))
      }
      sqlite3_sleep(Int32(Self.tickNanoseconds / 1_000_000))
    }
  }

  /// Whether SQLite could not read the database without leaving something beside it, or finishing what
  /// another program began.
  private func needsCopy(_ database: FilePath) throws -> Bool {
    if try fingerprints(of: database).dropFirst().contains(where: { ($0?.size ?? 0) > 0 }) {
      return true
    }
    let start = try doorErrors(database) { () throws(FileError) in
      try LocalFileSystem().open(database).bytes(at: 0, count: DatabaseHeader.size)
    }
    guard start.count == DatabaseHeader.size else { return false }
    return start[18] == 2 || start[19] == 2
  }

  /// File times move on in steps of up to this long (ext4: one timer tick of at most 10 ms).
  private static let tickNanoseconds: Int64 = 20_000_000

  /// Copies a database with its log and journal to the empty `file` at `scratch`, and beside it; returns
  /// whether nobody wrote to any of them meanwhile.
  private func copyUnchanged(
    _ database: FilePath, to file: any WritableFile, at scratch: FilePath
  ) throws -> Bool {
    let before = try fingerprints(of: database)
    // The disk's own clock: a file that was changed within a tick of it may be changed once more, and
    // look the same.
    let clock = try doorErrors(scratch) { () throws(FileError) in
      try LocalFileSystem().metadata(scratch)?.changedNanoseconds ?? .min
    }
    let isRecent = before.contains { metadata in
      metadata.map { (clock - Self.tickNanoseconds...clock).contains($0.changedNanoseconds) }
        ?? false
    }
    if isRecent { return false }
    try append(database, to: file, at: scratch)
    for (suffix, found) in zip(Self.companions, before.dropFirst()) where found != nil {
      let place = scratch.withSuffix(suffix)
      let copy = try doorErrors(place) { () throws(FileError) in
        try LocalFileSystem().create(place, permissions: 0o600)
      }
      try append(database.withSuffix(suffix), to: copy, at: place)
    }
    return try fingerprints(of: database) == before
  }

  /// What rows may be in, beside the database itself. The index of a log is made from that.
  private static let companions = ["-wal", "-journal"]

  private func fingerprints(of database: FilePath) throws(DatabaseAccessError) -> [FileMetadata?] {
    try doorErrors(database) { () throws(FileError) in
      var found: [FileMetadata?] = []
      for suffix in [""] + Self.companions {
        let metadata = try LocalFileSystem().metadata(database.withSuffix(suffix))
        found.append(metadata?.isRegular ?? false ? metadata : nil)
      }
      return found
    }
  }

  private func append(
    _ source: FilePath, to file: any WritableFile, at place: FilePath
  ) throws {
    try readPieces(of: source) { piece in
      try doorErrors(place) { () throws(FileError) in try file.append(piece) }
    }
  }
}
