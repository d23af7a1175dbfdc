import CSQLite
public import FileEffects
import GRDB
public import SystemPackage

extension SQLiteDatabases {
  /// Makes the pending migrations of several databases, all or none: each in one transaction that
  /// keeps other writers out.
  ///
  /// When every script has run and everything was found to be in order, `body` is called while all
  /// transactions are still open; what it throws takes all of them back. Then they are committed, the
  /// last first. Foreign keys are off while scripts run, and looked at before. A script that its
  /// database has already is left out.
  /// - Throws: ``MigrationFailure``, ``DatabaseDoorError``, or what `body` throws. If committing fails,
  ///   those that were committed before it stay so.
  public func migrate(
    _ migrations: [DatabaseMigration], _ body: ([MigratedDatabase]) throws -> Void
  ) throws {
    try migrate(migrations[...], done: [], body)
  }

  private func migrate(
    _ rest: ArraySlice<DatabaseMigration>, done: [MigratedDatabase],
    _ body: ([MigratedDatabase]) throws -> Void
  ) throws {
    guard let next = rest.first else { return try body(done) }
    try withConnection(to: next.database, .change) { live in
      try live.execute("BEGIN IMMEDIATE")
      do {
        let migrated = try MigrationRun(live, secondsAllowed: migrationSeconds).run(next)
        try migrate(rest.dropFirst(), done: done + [migrated], body)
        try live.execute("COMMIT")
      } catch {
        // SQLite may have rolled back by itself; a connection that is closed does so too.
        try? live.database.rollback()
        throw error
      }
    }
  }

  /// The version of a database's schema, `PRAGMA user_version`.
  public func schemaVersion(of database: FilePath) throws -> Int {
    try withConnection(to: database, .look) { connection in
      try connection.reading { try connection.number("user_version") }
    }
  }
}

/// Runs the scripts of one database, in a transaction that the caller has begun and will end.
private struct MigrationRun {
  let connection: Connection
  let secondsAllowed: Int
  let deadline: Deadline

  init(_ connection: Connection, secondsAllowed: Int) {
    self.connection = connection
    self.secondsAllowed = secondsAllowed
    deadline = Deadline(secondsAllowed)
  }

  func run(_ migration: DatabaseMigration) throws -> MigratedDatabase {
    let version = try connection.number("user_version")
    let scripts = migration.scripts.filter { $0.version > version }
    let before = try MigrationProof(connection)
    let gate = AdditiveGate(
      known: try connection.allColumns(), indexTables: before.indexTables)
    let added = try AddedRows(before, connection)
    var durations: [String: Duration] = [:]
    for script in scripts {
      gate.allowsDestruction = script.isDestructive
      let start = ContinuousClock.now
      try added.watching(connection.handle) {
        try gate.watching(connection.handle) {
          try deadline.watching(connection.handle) { try run(script, migration.database, gate) }
        }
      }
      try connection.execute("PRAGMA user_version = \(script.version)")
      durations[script.fileName] = ContinuousClock.now - start
    }
    return try check(scripts, before, added, durations, version, migration.database)
  }

  private func run(
    _ script: DatabaseMigration.Script, _ database: FilePath, _ gate: AdditiveGate
  ) throws {
    for (sql, line) in Migration.statements(of: script.text) {
      let place = MigrationFailure.Place(
        database: database, fileName: script.fileName, line: line)
      gate.reset()
      var statement: OpaquePointer?
      let prepared = sqlite3_prepare_v2(connection.handle, String(sql), -1, &statement, nil)
      // Its code would repeat the error of the last step.
      defer { sqlite3_finalize(statement) }
      guard prepared == SQLITE_OK else { throw failure(prepared, place, gate) }
      if gate.transactionWord != nil { continue }
      guard statement != nil else { continue }
      while true {
        let code = sqlite3_step(statement)
        if code == SQLITE_DONE { break }
        guard code == SQLITE_ROW else { throw failure(code, place, gate) }
      }
      guard sqlite3_get_autocommit(connection.handle) == 0 else {
        throw MigrationFailure.forbidden(place, what: "ends the transaction")
      }
    }
  }

  private func failure(
    _ code: Int32, _ place: MigrationFailure.Place, _ gate: AdditiveGate
  ) -> any Error {
    switch gate.refusal {
    case .notAdditive(let what): return MigrationFailure.notAdditive(place, what: what)
    case .forbidden(let what): return MigrationFailure.forbidden(place, what: what)
    case nil: break
    }
    switch code & 0xff {
    case SQLITE_INTERRUPT: return MigrationFailure.endless(place, seconds: secondsAllowed)
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR:
      return connection.failure(code)
    default:
      return MigrationFailure.statement(
        place, reason: String(cString: sqlite3_errmsg(connection.handle)))
    }
  }

  /// Compares with what was there before; after this only committing is left.
  private func check(
    _ scripts: [DatabaseMigration.Script], _ before: MigrationProof, _ added: AddedRows,
    _ durations: [String: Duration], _ version: Int, _ database: FilePath
  ) throws -> MigratedDatabase {
    let (tables, lost) = try before.tables(now: connection, added: added)
    if !scripts.contains(where: \.isDestructive),
      let table = tables.first(where: { lost.contains($0.name) })
    {
      throw MigrationFailure.rowsLost(
        database: database, fileNames: scripts.map(\.fileName), table: table.name,
        rowsBefore: table.rowsBefore, rowsAfter: table.rowsAfter)
    }
    for (table, count) in try connection.foreignKeyViolations()
      .sorted(by: { $0.key < $1.key })
    where count > before.foreignKeys[table, default: 0] {
      throw MigrationFailure.foreignKeys(
        database: database, table: table, before: before.foreignKeys[table, default: 0],
        after: count)
    }
    return MigratedDatabase(
      database: database, versionBefore: version,
      versionAfter: try connection.number("user_version"), durations: durations, tables: tables,
      schemaChanges: before.schema.changes(to: try connection.schema()))
  }
}

/// Stops statements that do not come to their end.
private final class Deadline {
  private let end: ContinuousClock.Instant

  init(_ seconds: Int) { end = ContinuousClock.now + .seconds(seconds) }

  func watching<Value>(_ handle: OpaquePointer?, _ body: () throws -> Value) rethrows -> Value {
    let context = Unmanaged.passUnretained(self).toOpaque()
    // Some thousand of SQLite's steps: far less than a second.
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        guard let context else { return 1 }
        let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
        return ContinuousClock.now > deadline.end ? 1 : 0
      }, context)
    defer { sqlite3_progress_handler(handle, 0, nil, nil) }
    return try withExtendedLifetime(self) { try body() }
  }
}

extension Connection {
  /// Every table and view with its columns, also virtual ones.
  fileprivate func allColumns() throws -> [String: [String]] {
    try sqliteErrors {
      try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
      ).reduce(into: [:]) { columns, name in
        columns[name] = try String.fetchAll(
          database, sql: "SELECT name FROM pragma_table_xinfo(?)", arguments: [name])
      }
    }
  }
}
