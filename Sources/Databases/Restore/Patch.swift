import CSQLite
public import FileEffects
public import SystemPackage

extension SQLiteDatabases {
  /// Turns the live database from the state before `patch` into the one after it, in one transaction,
  /// seen by every open connection, and durable when this returns.
  ///
  /// Only pages that differ are written: their previous contents are in a rollback journal by then, durably.
  /// A power cut, a full disk or the end of this process leave the state before, or one that SQLite rolls
  /// back when the database is next opened. Returns `false`, and has changed nothing, for a database in
  /// WAL mode, for pages of another size, and where a header is not as SQLite leaves it.
  /// - Throws: ``DatabaseAccessError``, or what `patch` throws; nothing is changed then.
  public func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
    try withConnection(to: database, .change) { live in
      guard let pageSize = try live.reading({ try commonPageSize(live, patch) }) else {
        return false
      }
      let judged = try hasFingerprint(of: patch, database) ? nil : judge(live, patch)
      try live.excludingOthers {
        // Nobody could commit since, or it would show.
        let isStill = try judged.map { try live.header().version == $0.version }
        guard try isStill ?? hasFingerprint(of: patch, database) else {
          throw DatabaseAccessError.changedMeanwhile(database: database)
        }
        try PatchWork(patch, on: live, pageSize: pageSize, patchLimits).carryOut()
      }
      return true
    }
  }

  /// The page size of both states in bytes; `nil` if pages cannot be changed one by one.
  private func commonPageSize(_ live: Connection, _ patch: some DatabasePatch) throws -> Int? {
    if try live.usesLog() { return nil }
    let pageSize = try live.number("page_size")
    var now = [UInt8](repeating: 0, count: DatabaseHeader.size)
    let file = try live.file()
    let code = now.withUnsafeMutableBytes { file.read(into: $0, at: 0) }
    guard code == SQLITE_OK || code == OpenFile.shortRead else { throw live.failure(code) }
    let isOrdinary =
      DatabasePage.isOrdinary(now, size: patch.sizes.before, pageSize: pageSize)
      && DatabasePage.isOrdinary(patch.header, size: patch.sizes.after, pageSize: pageSize)
    return isOrdinary && file.sectorSize <= pageSize ? pageSize : nil
  }

  /// Whether the file still has the fingerprint that it had when all of it was read.
  private func hasFingerprint(
    of patch: some DatabasePatch, _ database: FilePath
  ) throws(DatabaseAccessError) -> Bool {
    guard let fingerprint = patch.fingerprint else { return false }
    let now = try doorErrors(database) { () throws(FileError) in
      try LocalFileSystem().metadata(database)
    }
    return now.map { fingerprint.hasSameFingerprint(as: $0) } ?? false
  }

  /// Reads the whole database and returns the header by which this state can be recognised.
  private func judge(
    _ live: Connection, _ patch: some DatabasePatch
  ) throws -> Connection.Header {
    try live.reading {
      let header = try live.header()
      let isBefore = patch.judge()
      try live.readFile { _ = try isBefore($0) }
      guard try isBefore(nil) else {
        throw DatabaseAccessError.changedMeanwhile(database: live.path)
      }
      return header
    }
  }
}

extension Connection {
  /// Runs `body` while no other connection reads or writes the database. This one must not either:
  /// `body` changes the file behind its back.
  fileprivate func excludingOthers(_ body: () throws -> Void) throws {
    try execute("BEGIN EXCLUSIVE")
    do { try body() } catch {
      // Gives the lock back; then SQLite finds the journal, if there is one, and puts the pages back.
      // Where even that fails, whoever opens the database next does it.
      try? rollBack()
      try? execute("SELECT * FROM sqlite_schema LIMIT 1")
      throw error
    }
    try rollBack()
  }
}
