import CSQLite
import FileEffects
public import SystemPackage

extension SQLiteDatabases {
  /// Makes the live database hold what the database file `copy` holds, in one transaction, seen by
  /// every open connection, and durable when this returns.
  ///
  /// It keeps its journal mode, whichever the copy has, unless it is an empty file: that has none.
  /// A power cut or a full disk leaves the previous contents. The copy is not touched.
  /// - Throws: ``DatabaseAccessError``, or what `isExpected` throws; nothing is changed then, but where
  ///   `isRestored` was asked and said no.
  public func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool = { _ in true }
  ) throws {
    try withConnection(to: database, .change) { live in
      // It goes up when this connection learns that another one has committed.
      let before = try live.reading { try live.number("data_version") }
      let seen = try live.reading {
        let seen = try State(live)
        try handOut(live, scratch: scratch) { _ = try isExpected($0) }
        guard try isExpected(nil) else { throw changed(database) }
        return seen
      }
      do {
        try withSource(copy, for: seen, of: live, scratch: scratch) { source in
          try live.replaceContents(with: source) {
            guard try seen.isStill(in: live) else { throw changed(database) }
          }
          if try isEmpty(copy) { try live.cutToNothing() }
        }
      } catch {
        live.giveBackLog()
        throw error
      }
      try live.reading {
        // It goes up by a commit of this connection's own, too, where that changes the size of pages.
        let isOurs =
          try live.number("data_version") == before
          || !seen.isLogged
            && live.header().changeCounter == seen.header.changeCounter &+ 1
        try handOut(live, scratch: scratch) { _ = try isRestored($0) }
        if try isRestored(nil) { return }
        throw isOurs
          ? failed(database, .notRestored) : changed(database)
      }
    }
  }

  private func changed(_ database: FilePath) -> DatabaseAccessError {
    .changedMeanwhile(database: database)
  }

  /// What a restore needs to know about the live database, and how it recognises this state.
  private struct State {
    let isLogged: Bool
    let pageSize: Int
    let header: Connection.Header
    let dataVersion: UInt32

    /// Reads the state of `live`, which must be in a read transaction.
    init(_ live: Connection) throws {
      isLogged = try live.usesLog()
      pageSize = try live.number("page_size")
      header = try live.header()
      dataVersion = try live.dataVersion()
    }

    /// Whether the file holds no page yet.
    var isEmpty: Bool { header.bytes.allSatisfy { $0 == 0 } }

    /// Whether no other connection has committed since. `live` must hold the write lock.
    ///
    /// With a log, the header on disk stays behind, and SQLite's own count tells. Without one, the
    /// header tells; the count does not, because it also goes up where an empty file is to take the
    /// page size of the copy.
    func isStill(in live: Connection) throws -> Bool {
      isLogged
        ? try live.dataVersion() == dataVersion
        : try live.header().version == header.version
    }
  }

  /// Runs `body` with a connection to pages that can be put in the place of a database in `state`;
  /// not at all if both are empty.
  private func withSource(
    _ copy: FilePath, for state: State, of live: Connection, scratch: FilePath,
    _ body: (Connection) throws -> Void
  ) throws {
    let database = live.path
    if try isEmpty(copy) {
      if state.isEmpty { return }
      return try withEmptyDatabase(pageSize: state.pageSize, for: copy, body)
    }
    let source = try withConnection(to: copy, .copy) { source in
      (pageSize: try source.number("page_size"), usesLog: try source.header().usesLog)
    }
    if state.isLogged && source.pageSize != state.pageSize {
      throw failed(
        database, .otherPageSize(now: state.pageSize, restored: source.pageSize))
    }
    // SQLite copies the mode with the first page, except into a database that uses a log.
    if source.usesLog && !state.isLogged && !state.isEmpty {
      return try withScratch(scratch) { file in
        try copyWithoutLog(copy, to: file)
        try withConnection(to: scratch, .copy, body)
      }
    }
    try withConnection(to: copy, .copy, body)
  }

  /// Whether a copy is a file without a byte, which is a database without a table.
  private func isEmpty(_ copy: FilePath) throws -> Bool {
    let found = try doorErrors(copy) { () throws(FileError) in
      try LocalFileSystem().metadata(copy)
    }
    return found.map { $0.isRegular && $0.size == 0 } ?? false
  }

  /// Copies a database file, but for the two bytes that say that it uses a log.
  private func copyWithoutLog(_ copy: FilePath, to file: any WritableFile) throws {
    func append(_ piece: UnsafeRawBufferPointer) throws(DatabaseAccessError) {
      try doorErrors(copy) { () throws(FileError) in try file.append(piece) }
    }
    var isFirst = true
    try readPieces(of: copy) { piece in
      guard isFirst else { return try append(piece) }
      isFirst = false
      var bytes = Array(piece)
      bytes.replaceSubrange(18..<20, with: [1, 1])
      try bytes.withUnsafeBytes { try append($0) }
    }
  }
}

extension Connection {
  /// Cuts uncommitted pages off the log: on a full disk the next reader may need the room. If others read
  /// from the log, or there is none, nothing happens.
  fileprivate func giveBackLog() {
    sqlite3_busy_timeout(handle, 0)
    guard (try? reading(usesLog)) ?? false else { return }
    _ = try? texts("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Takes the only page of a database without a table away, so that its file has no byte.
  ///
  /// SQLite sees the same in both; a power cut leaves one or the other.
  fileprivate func cutToNothing() throws {
    // In WAL mode it can be cut only if nobody else has it open. Elsewhere, whoever compares it with
    // the intended one restores the previous one.
    if try reading(usesLog), (try? texts("PRAGMA journal_mode = DELETE")) != ["delete"] { return }
    try execute("BEGIN EXCLUSIVE")
    // Ending a transaction in which nothing was written can lose nothing.
    defer { try? rollBack() }
    guard try number("page_count") <= 1,
      try count("SELECT count(*) FROM sqlite_schema") == 0
    else { return }
    let file = try file()
    try require(file.truncate(to: 0), file)
    try require(file.sync(), file)
  }
}
