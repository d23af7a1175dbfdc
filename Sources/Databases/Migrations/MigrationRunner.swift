import CSQLite
public import FileEffects
public import SystemPackage

extension SQLiteDatabases {
  /// Makes the pending migrations of several databases, all or none: each in one transaction that
  /// keeps other writers out.
  ///
  /// When every script has run and everything was found to be in order, `body` is called while all
  /// transactions are still open; what it throws takes all of them back. Then they are committed, the
  /// last first, and `committed` is called. Foreign keys are off while scripts run, and checked afterwards.
  /// Scripts that a database already has are left out.
  /// - Throws: ``MigrationFailure``, ``DatabaseAccessError``, or what a closure throws. If committing, or
  ///   `committed`, fails, those that are committed stay so, and are handed to `takeBack`.
  public func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    try migrate(
      migrations, watchedBy: nil, scratch: scratch, body, committed: committed, takeBack: takeBack)
  }

  func migrate(
    _ migrations: [DatabaseMigration], watchedBy watch: StatementWatch?, scratch: FilePath = "",
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void = {},
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void = { _, _ in }
  ) throws {
    try open(migrations[...], watchedBy: watch, opened: []) { runs in
      try run(runs, body)
      var done: [Committed] = []
      do {
        for run in runs.reversed() { done.append(try Committed(run)) }
        try committed()
      } catch {
        for run in runs { try? run.connection.rollBack() }
        for run in done {
          // The cause is the error to report. A lock whose holder is unknown counts as somebody else's.
          try? handOut(run, scratch: scratch, takeBack)
        }
        throw error
      }
    }
  }

  /// Opens one database after the other, and looks at each before any lock is taken.
  private func open(
    _ rest: ArraySlice<DatabaseMigration>, watchedBy watch: StatementWatch?,
    opened: [MigrationRun],
    _ body: ([MigrationRun]) throws -> Void
  ) throws {
    guard let next = rest.first else { return try body(opened) }
    try withConnection(to: next.database, .change) { live in
      let run = try MigrationRun(
        next, live, secondsAllowed: migrationSeconds, progress: migrationProgress,
        watchedBy: watch)
      try open(rest.dropFirst(), watchedBy: watch, opened: opened + [run], body)
    }
  }

  /// Runs all scripts and `body`; the transactions stay open.
  private func run(
    _ runs: [MigrationRun], _ body: ([MigratedDatabase]) throws -> Void
  ) throws {
    do {
      try lock(runs.map(\.connection))
      try body(try runs.map { try $0.run() })
      // Writing pages out keeps readers out: a reader that does not end is found before the first
      // commit, while everything can still be rolled back.
      for run in runs {
        try run.connection.require(sqlite3_db_cacheflush(run.connection.handle))
      }
    } catch {
      // SQLite may have rolled back by itself; a connection that is closed does so too.
      for run in runs { try? run.connection.rollBack() }
      throw error
    }
  }

  /// A committed migration, and the version that shows whether anybody has written since.
  private struct Committed {
    let run: MigrationRun
    let version: Int

    init(_ run: MigrationRun) throws {
      self.run = run
      // A commit of its own does not count.
      version = try run.connection.number("data_version")
      try run.connection.execute("COMMIT")
    }
  }

  /// Hands out what a database holds, if nobody else has written to it since it was committed.
  private func handOut(
    _ committed: Committed, scratch: FilePath,
    _ body: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    let (connection, database) = (committed.run.connection, committed.run.migration.database)
    try connection.reading {
      guard try connection.number("data_version") == committed.version else { return }
      try handOut(connection, scratch: scratch) { try body(database, $0) }
      try body(database, nil)
    }
  }

  /// Shuts other writers out of all databases. While one of them keeps us waiting none is held, so
  /// that writers of the others wait for nothing.
  private func lock(_ all: [Connection]) throws {
    let end = ContinuousClock.now + .seconds(busySeconds)
    var waiting = 0
    while true {
      let order = [all[waiting]] + all.indices.filter { $0 != waiting }.map { all[$0] }
      let left = max(0, (end - .now) / .milliseconds(1))
      guard let busy = try begin(order, firstWaits: Int32(left)) else { break }
      waiting = all.firstIndex { $0.handle == busy.handle } ?? 0
    }
    for connection in all { sqlite3_busy_timeout(connection.handle, Int32(busySeconds * 1000)) }
  }

  /// Begins a transaction in each, or in none: then returns the connection to wait for.
  private func begin(_ order: [Connection], firstWaits: Int32) throws -> Connection? {
    for (index, connection) in order.enumerated() {
      sqlite3_busy_timeout(connection.handle, index == 0 ? firstWaits : 50)
      do throws(DatabaseAccessError) {
        try connection.execute("BEGIN IMMEDIATE")
      } catch {
        guard case .busy = error, index > 0 else { throw error }
        for begun in order[..<index] { try begun.execute("ROLLBACK") }
        return connection
      }
    }
    return nil
  }

  /// The version of a database's schema, `PRAGMA user_version`.
  public func schemaVersion(of database: FilePath) throws -> Int {
    try withConnection(to: database, .look) { connection in
      try connection.reading { try connection.number("user_version") }
    }
  }
}
