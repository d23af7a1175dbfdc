public import FileEffects
public import SystemPackage

/// Databases on a simulated disk: files with SQLite's header and rows of text.
///
/// A restore is one effect, atomic and durable, as the commit of a database is, and changes the
/// header's counters as SQLite does.
public struct SimulatedDatabases: DatabaseAccess {
  static let pageSize = 4096
  static let headerSize = 100

  public let disk: SimulatedDisk
  /// Databases that another program keeps locked.
  public var busy: Set<FilePath> = []
  /// What another program does to a database after a restore has looked at it.
  public var meanwhile: (@Sendable (FilePath) throws -> Void)?

  public init(on disk: SimulatedDisk) {
    self.disk = disk
  }

  public func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try Self.handOut(read(database)) { piece in try body(piece) }
  }

  public func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws { try snapshot(database, scratch: scratch, body) }

  public func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool = { _ in true }
  ) throws {
    let new = try read(copy)
    let present = try read(database)
    try Self.handOut(present) { piece in _ = try isExpected(piece) }
    guard try isExpected(nil) else {
      throw DatabaseAccessError.changedMeanwhile(database: database)
    }
    try commit(new, replacing: present, in: database)
    try Self.handOut(read(database)) { piece in _ = try isRestored(piece) }
    guard try isRestored(nil) else {
      throw DatabaseAccessError.changedMeanwhile(database: database)
    }
  }

  public func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
    let present = try read(database)
    if Self.usesLog(present) { return false }
    let changed = DatabaseAccessError.changedMeanwhile(database: database)
    let seen = try failures(of: database) { () throws(FileError) in try disk.metadata(database) }
    if let fingerprint = patch.fingerprint, let seen, fingerprint.hasSameFingerprint(as: seen) {
      guard patch.sizes.before == UInt64(present.count) else { throw changed }
    } else {
      let isBefore = patch.judge()
      try Self.handOut(present) { piece in _ = try isBefore(piece) }
      guard try isBefore(nil) else { throw changed }
    }
    let ranges = patch.pageRanges
    let now = ranges.map { Array(present.dropFirst(Int($0.offset)).prefix($0.before)) }
    guard let contents = try patch.contents(of: ranges[...], replacing: now) else { throw changed }
    var new = present
    for (range, bytes) in zip(ranges, contents) {
      let place = Int(range.offset)..<Int(range.offset) + bytes.count
      new += [UInt8](repeating: 0, count: max(0, place.upperBound - new.count))
      new.replaceSubrange(place, with: bytes)
    }
    try commit(Array(new.prefix(Int(patch.sizes.after))), replacing: present, in: database)
    return true
  }

  private func commit(
    _ new: [UInt8], replacing present: [UInt8], in database: FilePath
  ) throws {
    try meanwhile?(database)
    let restored = Self.counted(new, after: present)
    let isDone = try failures(of: database) { () throws(FileError) in
      try disk.commit(restored, replacing: present, in: database)
    }
    guard isDone else { throw DatabaseAccessError.changedMeanwhile(database: database) }
  }

  /// A script's lines, but for comments, become rows; each commit is one effect.
  public func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    var commits: [(database: FilePath, present: [UInt8], new: [UInt8])] = []
    var results: [MigratedDatabase] = []
    for migration in migrations {
      let present = try read(migration.database)
      let version = Int(DatabaseHeader.number(at: Self.versionOffset, in: present))
      let scripts = migration.scripts.filter { $0.version > version }
      let before = Self.rows(of: present)
      let rows =
        before
        + scripts.flatMap { $0.text.split(separator: "\n").map(String.init) }
        .filter { !$0.hasPrefix("--") }
      let after = scripts.last?.version ?? version
      var new = Self.counted(Self.makeDatabase(rows: rows), after: present)
      DatabaseHeader.set(UInt32(after), at: Self.versionOffset, in: &new)
      commits.append((migration.database, present, new))
      results.append(
        MigratedDatabase(
          database: migration.database, versionBefore: version, versionAfter: after,
          durations: Dictionary(
            scripts.map { ($0.fileName, .zero) }, uniquingKeysWith: { first, _ in first }),
          tables: [
            MigratedDatabase.Table(
              name: "rows", rowsBefore: before.count, digestBefore: "\(before.sorted())",
              rowsAfter: rows.count, digestAfter: "\(rows.sorted())")
          ],
          schemaChanges: scripts.map {
            SchemaAlteration(kind: "table", name: $0.fileName, .added)
          }))
    }
    try body(results)
    var done: [(database: FilePath, new: [UInt8])] = []
    do {
      for commit in commits {
        let isDone = try failures(of: commit.database) { () throws(FileError) in
          try disk.commit(commit.new, replacing: commit.present, in: commit.database)
        }
        guard isDone else { throw DatabaseAccessError.changedMeanwhile(database: commit.database) }
        done.append((commit.database, commit.new))
      }
      try committed()
    } catch {
      for commit in done where try read(commit.database) == commit.new {
        try Self.handOut(commit.new) { piece in try takeBack(commit.database, piece) }
        try takeBack(commit.database, nil)
      }
      throw error
    }
  }

  public func schemaVersion(of database: FilePath) throws -> Int {
    Int(DatabaseHeader.number(at: Self.versionOffset, in: try read(database)))
  }

  /// Where a database's header has its `user_version`.
  private static let versionOffset = 60

  private func read(_ database: FilePath) throws(DatabaseAccessError) -> [UInt8] {
    if busy.contains(database) { throw .busy(database: database, seconds: 5) }
    let bytes = try failures(of: database) { () throws(FileError) in
      try disk.readIfPresent(database)
    }
    guard let bytes else {
      throw .unreadable(
        database: database,
        .sqlite(SQLiteFailure(message: "unable to open database file", code: 14)))
    }
    // As for SQLite, a file without a byte is a database without a table.
    guard bytes.isEmpty || DatabaseHeader.isDatabase(bytes) && bytes.count >= Self.headerSize
    else {
      throw .unreadable(
        database: database,
        .sqlite(SQLiteFailure(message: "file is not a database", code: 26)))
    }
    return bytes
  }

  private func failures<Result>(
    of database: FilePath, _ body: () throws(FileError) -> Result
  ) throws(DatabaseAccessError) -> Result {
    do throws(FileError) { return try body() } catch {
      throw .failed(database: database, .file(error))
    }
  }

  /// Pieces of several pages, so that no program takes a piece for the whole.
  private static func handOut(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var start = 0
    while start < bytes.count {
      let end = min(start + 2 * pageSize, bytes.count)
      try bytes[start..<end].withUnsafeBytes(body)
      start = end
    }
  }

  /// `new` with the counters of a database that was `present` and has seen one more commit.
  private static func counted(_ new: [UInt8], after present: [UInt8]) -> [UInt8] {
    var bytes = new
    DatabaseHeader.continueCounters(of: present, in: &bytes, libraryVersion: libraryVersion)
    return bytes
  }
}

// MARK: What a database holds

extension SimulatedDatabases {
  static let libraryVersion: UInt32 = 3_040_001

  /// A database of whole pages that holds these rows.
  /// One in WAL mode can only be restored as a whole.
  public static func makeDatabase(rows: [String], usesLog: Bool = false) -> [UInt8] {
    var bytes = DatabaseHeader.magic
    bytes += [UInt8](repeating: 0, count: headerSize - bytes.count)
    bytes[16] = UInt8(pageSize >> 8)
    bytes += Array(rows.joined(separator: "\n").utf8)
    let pages = (bytes.count + pageSize - 1) / pageSize
    bytes += [UInt8](repeating: 0, count: pages * pageSize - bytes.count)
    if usesLog { bytes.replaceSubrange(18..<20, with: [2, 2]) }
    DatabaseHeader.set(1, at: 24, in: &bytes)
    DatabaseHeader.set(UInt32(pages), at: 28, in: &bytes)
    DatabaseHeader.set(1, at: 40, in: &bytes)
    DatabaseHeader.set(1, at: 92, in: &bytes)
    DatabaseHeader.set(libraryVersion, at: 96, in: &bytes)
    return bytes
  }

  private static func usesLog(_ bytes: [UInt8]) -> Bool { bytes.count > 18 && bytes[18] == 2 }

  /// The rows of a database that ``makeDatabase(rows:usesLog:)`` made.
  public static func rows(of bytes: [UInt8]) -> [String] {
    let text = bytes.dropFirst(headerSize).prefix { $0 != 0 }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
