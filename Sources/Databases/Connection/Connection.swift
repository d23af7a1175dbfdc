import CSQLite
import FileEffects
import SystemPackage

/// An open connection to one database, and the words for what goes wrong with it.
///
/// It is for one thread at a time, and for no longer than ``SQLiteDatabases`` lends it. SQLite's C
/// interface is called directly: backups, sessions and the authorizer have no other.
struct Connection {
  let handle: OpaquePointer
  let path: FilePath
  let busySeconds: Int

  /// Runs `body` in a transaction that reads one state from its first to its last statement.
  func reading<Value>(_ body: () throws -> Value) throws -> Value {
    try execute("BEGIN")
    // Ending a transaction that only read can lose nothing.
    defer { try? rollBack() }
    // BEGIN alone takes no lock; reading does.
    _ = try count("SELECT count(*) FROM sqlite_schema")
    return try body()
  }

  /// Runs statements to their end, whatever rows they give.
  func execute(_ sql: String) throws(DatabaseAccessError) {
    try require(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Ends a transaction without its changes, unless SQLite has done so already: it does after some
  /// errors.
  func rollBack() throws(DatabaseAccessError) {
    if sqlite3_get_autocommit(handle) == 0 { try execute("ROLLBACK") }
  }

  /// The only value of the only row of a PRAGMA that gives a number.
  func number(_ pragma: String) throws(DatabaseAccessError) -> Int {
    try count("PRAGMA \(pragma)")
  }

  /// Whether commits go to a write-ahead log, as this connection sees it: a log beside a file whose
  /// header says otherwise is in force all the same. To be asked in a transaction.
  func usesLog() throws(DatabaseAccessError) -> Bool {
    try texts("PRAGMA journal_mode") == ["wal"]
  }

  /// Makes this database hold what `source` holds, in one transaction.
  ///
  /// `check` runs when no other connection can write any more and nothing is changed yet; if it
  /// throws, everything stays unchanged. `source` must not be empty: SQLite would be done before `check`.
  func replaceContents(with source: Connection, check: () throws -> Void) throws {
    guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else {
      throw failure(sqlite3_extended_errcode(handle))
    }
    do {
      try require(sqlite3_backup_step(backup, 0))
      try check()
      // All pages in one step: between steps, each commit to the source would restart it.
      let code = sqlite3_backup_step(backup, -1)
      guard code == SQLITE_DONE else { throw failure(code) }
    } catch {
      // Rolls the copy back; its code is already in `error`.
      _ = sqlite3_backup_finish(backup)
      throw error
    }
    try require(sqlite3_backup_finish(backup))
  }

  func require(_ code: Int32) throws(DatabaseAccessError) {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// The same for a call to one of SQLite's file functions, which leaves no trace in the connection.
  func require(_ code: Int32, _ file: OpenFile) throws(DatabaseAccessError) {
    guard code == SQLITE_OK else { throw failure(code, systemError: file.lastError) }
  }

  /// What went wrong; `systemError` is the system's own number for it, where the connection has not
  /// noted that itself.
  func failure(_ code: Int32, systemError: Int32? = nil) -> DatabaseAccessError {
    let isLast = sqlite3_extended_errcode(handle) == code
    let message = String(cString: isLast ? sqlite3_errmsg(handle) : sqlite3_errstr(code))
    let known = systemError ?? (isLast ? sqlite3_system_errno(handle) : 0)
    return DatabaseAccessError(
      code: code, message: message, database: path, seconds: busySeconds,
      systemError: known == 0 ? lastFileError : known)
  }
}
