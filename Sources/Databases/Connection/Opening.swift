import CSQLite
import FileEffects
import SystemPackage

extension SQLiteDatabases {
  /// What a connection is for.
  enum Access: Sendable {
    /// Reading a live database; a log that it has is left alone.
    case look
    /// Restoring or migrating a live database.
    case change
    /// Reading a file that nobody else uses and that must not be touched, nor anything beside it.
    case copy
    /// Reading a database in somebody else's folder, where nothing may be changed or made.
    case foreign
    /// Changing a file that nobody else uses, and that is thrown away if that fails.
    case alone
    /// Filling a new file that needs to survive nothing.
    case scratch

    var query: String {
      switch self {
      case .copy: "mode=ro&immutable=1"
      case .foreign: "mode=ro"
      default: "mode=rw"
      }
    }
    var isLive: Bool { self == .look || self == .change }
    /// Whether others may have put something beside the database.
    var isOthers: Bool { isLive || self == .foreign }
  }

  /// Runs `body` with a connection to the existing file at `path`, closed when this returns.
  ///
  /// With `mode=rw` SQLite itself falls back to reading where the file cannot be written.
  func withConnection<Value>(
    to path: FilePath, _ access: Access, _ body: (Connection) throws -> Value
  ) throws -> Value {
    let found = try doorErrors(path) { () throws(FileError) in
      try LocalFileSystem().metadata(path)
    }
    guard let found else { throw failed(path, .missing) }
    guard found.isRegular else { throw failed(path, .notAFile) }
    let obstacle = try access.isOthers ? obstacle(beside: path) : nil
    if let obstacle, obstacle.keepsWaiting || access == .change {
      throw DatabaseAccessError.obstructed(database: path, by: obstacle)
    }
    let functions = access.isLive ? fileFunctions.map { "&vfs=\($0)" } ?? "" : ""
    return try withOpen(
      "file:\(path.isAbsolute ? "//" : "")\(path.percentEncoded)?\(access.query)\(functions)", path,
      obstacle, { try prepare($0, access) }, body)
  }

  /// What keeps SQLite from the files that it has beside a database.
  func obstacle(beside path: FilePath) throws(DatabaseAccessError) -> DatabaseObstacle? {
    try doorErrors(path) { () throws(FileError) in
      try DatabaseObstacle.find(beside: path, on: LocalFileSystem())
    }
  }

  /// Runs `body` with a connection to an empty database in memory: one page of that size.
  func withEmptyDatabase<Value>(
    pageSize: Int, for path: FilePath, _ body: (Connection) throws -> Value
  ) throws -> Value {
    try withOpen(":memory:", path, nil, { _ in }) { empty in
      try empty.execute("PRAGMA page_size = \(pageSize)")
      // Writes the number that is there anyway, and with it the first page.
      try empty.execute("PRAGMA user_version = 0")
      return try body(empty)
    }
  }

  private func withOpen<Value>(
    _ name: String, _ path: FilePath, _ obstacle: DatabaseObstacle?,
    _ prepare: (Connection) throws -> Void,
    _ body: (Connection) throws -> Value
  ) throws -> Value {
    let connection = try Connection(opening: name, path, busySeconds: busySeconds)
    let result: Value
    do {
      do {
        try prepare(connection)
        // Opening alone reads nothing: a file that is no database, or a locked one, fails here.
        try connection.execute("SELECT * FROM sqlite_schema LIMIT 1")
      } catch DatabaseAccessError.failed(let database, let fault) {
        throw obstacle.map { .obstructed(database: path, by: $0) }
          ?? DatabaseAccessError.failed(database: database, fault)
      }
      result = try body(connection)
    } catch {
      // The first error is the one to tell.
      try? connection.close()
      throw error
    }
    try connection.close()
    return result
  }

  /// Sets a connection up before it has read anything.
  private func prepare(_ connection: Connection, _ access: Access) throws {
    if access == .scratch {
      try connection.execute("PRAGMA journal_mode = OFF")
      try connection.execute("PRAGMA synchronous = OFF")
    }
    if access == .alone {
      // Before the first read: the index of a log is then kept in memory, not in a file.
      try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
      try connection.execute("PRAGMA synchronous = OFF")
      try connection.require(cortex_sqlite3_silence_triggers(connection.handle))
    }
    guard access.isLive else { return }
    let log = try doorErrors(connection.path) { () throws(FileError) in
      try LocalFileSystem().metadata(connection.path.withSuffix("-wal"))
    }
    if try log != nil || connection.header().usesLog {
      // Before any statement: the first one opens the log.
      try requireRoomForIndex(beside: connection.path, logBytes: log?.size ?? 0)
    }
    switch access {
    case .change:
      // A restore that was reported must not be undone by a power cut.
      try connection.execute("PRAGMA synchronous = EXTRA")
      try connection.require(cortex_sqlite3_defend(connection.handle))
    default:
      // Without a log there is nothing to keep, and closing removes what opening created.
      guard let log, log.size > 0 else { return }
      try connection.require(cortex_sqlite3_keep_log_on_close(connection.handle))
    }
  }

  /// Refuses to open a database in WAL mode on a disk that is all but full.
  ///
  /// SQLite maps the log's index into memory; where the disk has no room for one of its pages, the
  /// kernel ends the process.
  private func requireRoomForIndex(
    beside path: FilePath, logBytes: UInt64
  ) throws(DatabaseAccessError) {
    // 32 KiB of index for 4,096 pages of at least 512 bytes, and some to spare.
    let needed: UInt64 = 256 << 10 + logBytes / 64
    let folder = path.removingLastComponent()
    let available = try doorErrors(path) { () throws(FileError) in
      try LocalFileSystem().availableBytes(at: folder.isEmpty ? "." : folder)
    }
    let space = SpaceFigures(free: available, needed: needed)
    if space.isEnough { return }
    throw DatabaseAccessError.noSpace(database: path, .noRoomForLog(space))
  }

  func failed(_ path: FilePath, _ fault: DatabaseFault) -> DatabaseAccessError {
    .failed(database: path, fault)
  }
}

extension Connection {
  /// Opens what the URI `name` says, or an empty database in memory, and creates no file.
  fileprivate init(opening name: String, _ path: FilePath, busySeconds: Int) throws {
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(name, &handle, flags, nil)
    guard let handle else {
      throw DatabaseAccessError(
        code: code, message: String(cString: sqlite3_errstr(code)), database: path,
        seconds: busySeconds)
    }
    self.init(handle: handle, path: path, busySeconds: busySeconds)
    do {
      guard code == SQLITE_OK else { throw failure(sqlite3_extended_errcode(handle)) }
      try require(sqlite3_extended_result_codes(handle, 1))
      try require(sqlite3_busy_timeout(handle, Int32(busySeconds * 1000)))
      try require(cortex_sqlite3_quote_names_only(handle))
      try require(cortex_sqlite3_leave_foreign_keys(handle))
    } catch {
      try? close()
      throw error
    }
  }

  /// Closes the connection; a transaction that is still open is rolled back.
  fileprivate func close() throws(DatabaseAccessError) {
    let code = sqlite3_close(handle)
    guard code != SQLITE_OK else { return }
    let error = failure(code)
    // Something still uses it, and the last that does so closes it.
    sqlite3_close_v2(handle)
    throw error
  }
}
