import CSQLite
public import FileEffects
public import SystemPackage

/// The SQLite databases of this machine, read and restored while other programs use them.
///
/// A database is opened for writing where its file allows it, because even a reader must be able to
/// finish what a crashed writer left. None is ever created. Only a restore, a patch or a migration
/// changes one, and it keeps its journal mode, unless an empty file is restored, which has none. Reading
/// leaves a write-ahead log unchanged; a change folds it into the file if no other connection is open.
///
/// While a function is at work, nothing else in this process may open the same file but through
/// SQLite: closing any descriptor of a file ends all POSIX locks that the process has on it.
public struct SQLiteDatabases: DatabaseAccess {
  /// How long to wait for a lock that another program holds, in seconds.
  public let busySeconds: Int

  /// How long the migrations of one database may take, in seconds.
  public let migrationSeconds: Int

  /// Told of a migration that is at work for a second or longer: its file's name, and the seconds so
  /// far; `nil` when it has ended.
  public let migrationProgress: @Sendable (_ fileName: String, _ seconds: Int?) -> Void

  /// The name of SQLite's file functions (VFS) for live databases; `nil` is the usual ones.
  let fileFunctions: String?

  let patchLimits: PatchLimits

  public init(
    busySeconds: Int = 10, migrationSeconds: Int = 60,
    migrationProgress: @escaping @Sendable (String, Int?) -> Void = { _, _ in }
  ) {
    self.init(
      busySeconds: busySeconds, migrationSeconds: migrationSeconds,
      migrationProgress: migrationProgress, fileFunctions: nil)
  }

  init(
    busySeconds: Int = 10, migrationSeconds: Int = 60,
    migrationProgress: @escaping @Sendable (String, Int?) -> Void = { _, _ in },
    fileFunctions: String?, patchLimits: PatchLimits = PatchLimits()
  ) {
    self.migrationProgress = migrationProgress
    self.fileFunctions = fileFunctions
    self.patchLimits = patchLimits
    self.busySeconds = busySeconds
    self.migrationSeconds = migrationSeconds
  }

  /// The version of the SQLite library in use, such as `3.51.3`.
  public static func sqliteVersion() -> String {
    String(cString: sqlite3_libversion())
  }

  /// Hands `body` the bytes of one consistent state of a live database, in order, in pieces of
  /// 1 MiB (the last one ends the file).
  ///
  /// In a rollback-journal mode they are the file's own bytes, all of them, read under a lock that
  /// lets other readers in and makes writers wait. In WAL mode they are a copy that SQLite makes at
  /// `scratch` meanwhile, which no writer waits for. An empty file has no pieces.
  /// - Throws: ``DatabaseAccessError``, or what `body` throws.
  public func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try withConnection(to: database, .look) { live in
      try live.reading { try handOut(live, scratch: scratch, body) }
    }
  }

  /// Hands `body` the state that `live`, in a read transaction, sees.
  func handOut(
    _ live: Connection, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard try live.usesLog() else { return try live.readFile(body) }
    try withScratch(scratch) { _ in
      try withConnection(to: scratch, .scratch) { try $0.replaceContents(with: live) {} }
      try readPieces(of: scratch, body)
    }
  }
}
