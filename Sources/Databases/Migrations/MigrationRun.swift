import CSQLite
import FileEffects

/// Runs the scripts of one database, in a transaction that the caller has begun and will end.
struct MigrationRun {
  let migration: DatabaseMigration
  let connection: Connection
  let secondsAllowed: Int
  private let progress: @Sendable (_ fileName: String, _ seconds: Int?) -> Void
  private let watch: StatementWatch?
  /// What the database held when it was opened, and by what it is known that it still does.
  private let seen: (version: Int, proof: MigrationProof)

  /// Looks at a database while others may still write to it.
  init(
    _ migration: DatabaseMigration, _ connection: Connection, secondsAllowed: Int,
    progress: @escaping @Sendable (_ fileName: String, _ seconds: Int?) -> Void,
    watchedBy watch: StatementWatch? = nil
  ) throws {
    (self.progress, self.watch) = (progress, watch)
    self.migration = migration
    self.connection = connection
    self.secondsAllowed = secondsAllowed
    seen = try connection.reading {
      (try connection.number("data_version"), try MigrationProof(connection))
    }
  }

  /// Runs the scripts, each stretch of those that may take something away, or may not, for itself:
  /// what one of them is allowed is not allowed to its neighbours.
  func run() throws -> MigratedDatabase {
    let version = try connection.number("user_version")
    let scripts = migration.scripts.filter { $0.version > version }
    // It is other if another connection has committed since.
    let isSame = try connection.number("data_version") == seen.version
    let before = isSame ? seen.proof : try MigrationProof(connection)
    try limitGrowth()
    let deadline = deadline()
    var durations: [String: Duration] = [:]
    var tables: [MigratedDatabase.Table] = []
    var rest = scripts[...]
    while let first = rest.first {
      let stretch = rest.prefix { $0.isDestructive == first.isDestructive }
      rest = rest.dropFirst(stretch.count)
      let start = stretch.startIndex == 0 ? before : try MigrationProof(connection)
      tables = try run(stretch, start, deadline, &durations)
    }
    if scripts.isEmpty || scripts.contains(where: { $0.isDestructive != scripts[0].isDestructive })
    {
      tables = try before.tables(now: connection).tables
    }
    if let (table, count) = try brokenKeys(before).first {
      let names = try scripts.count > 1 ? firstToBreak(table, before, scripts).map { [$0] } : nil
      throw MigrationFailure.foreignKeys(
        database: migration.database, fileNames: names ?? scripts.map(\.fileName), table: table,
        before: before.foreignKeys[table, default: 0], after: count)
    }
    return MigratedDatabase(
      database: migration.database, versionBefore: version,
      versionAfter: try connection.number("user_version"), durations: durations, tables: tables,
      schemaChanges: before.schema.changes(to: try connection.schema()))
  }

  private func run(
    _ scripts: ArraySlice<DatabaseMigration.Script>, _ before: MigrationProof,
    _ deadline: Deadline, _ durations: inout [String: Duration]
  ) throws -> [MigratedDatabase.Table] {
    let gate = AdditiveGate(
      known: try connection.allColumns(), indexTables: before.indexTables)
    gate.allowsDestruction = scripts.first?.isDestructive ?? false
    let added = try AddedRows(before, connection)
    for script in scripts {
      let start = ContinuousClock.now
      try added.watching(connection.handle) {
        try gate.watching(connection.handle) {
          try deadline.watching(
            connection.handle, telling: { [progress] in progress(script.fileName, $0) }
          ) {
            try run(script, gate, deadline)
          }
        }
      }
      try connection.execute("PRAGMA user_version = \(script.version)")
      durations[script.fileName] = ContinuousClock.now - start
    }
    let (tables, lost) = try before.tables(now: connection, added: added)
    if !gate.allowsDestruction, let table = tables.first(where: { lost.contains($0.name) }) {
      throw MigrationFailure.rowsLost(
        database: migration.database, fileNames: scripts.map(\.fileName), table: table.name,
        rowsBefore: table.rowsBefore, rowsAfter: table.rowsAfter)
    }
    return tables
  }

  private func deadline() -> Deadline {
    let deadline = Deadline(.seconds(secondsAllowed))
    watch?.follow(deadline)
    return deadline
  }

  /// A statement that does not end must not fill the disk: a database may grow to four times its
  /// size, and by 256 MiB at least.
  private func limitGrowth() throws {
    let pages = try connection.number("page_count")
    let more = (256 << 20) / max(512, try connection.number("page_size"))
    // SQLite itself has a limit, and takes no higher one.
    _ = try connection.number("max_page_count = \(max(4 * pages, pages + more))")
    ValueLimits.set(
      on: connection.handle, databaseBytes: pages * (try connection.number("page_size")))
  }

  private func run(
    _ script: DatabaseMigration.Script, _ gate: AdditiveGate, _ deadline: Deadline
  ) throws {
    if let open = MigrationText(script.text).open, open.kind == .comment {
      throw MigrationFailure.forbidden(
        MigrationFailure.Place(
          database: migration.database, fileName: script.fileName, line: open.line),
        what: "begins a comment that has no end, so that nothing after it would be run")
    }
    for (sql, line) in Migration.statements(of: script.text) {
      let place = MigrationFailure.Place(
        database: migration.database, fileName: script.fileName, line: line)
      gate.reset()
      deadline.enter(place)
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
    case SQLITE_FULL:
      let isDiskFull = DatabaseAccessError.lackOfRoom(beside: connection.path) != nil
      return isDiskFull ? connection.failure(code) : MigrationFailure.full(place)
    case SQLITE_TOOBIG: return MigrationFailure.tooLong(place)
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR, SQLITE_CANTOPEN,
      SQLITE_NOMEM:
      return connection.failure(code)
    default:
      return MigrationFailure.statement(
        place, reason: String(cString: sqlite3_errmsg(connection.handle)))
    }
  }

  /// The tables of which more rows than before refer to nothing: other programs' may do so already.
  private func brokenKeys(_ before: MigrationProof) throws -> [(table: String, count: Int)] {
    try connection.foreignKeyViolations().filter { table, count in
      count > before.foreignKeys[table, default: 0]
    }.sorted { $0.key < $1.key }.map { (table: $0.key, count: $0.value) }
  }

  /// The script that leaves rows of a table without what they refer to, found by running all again and
  /// looking after each: done the first time, that would cost every upgrade as many looks. The caller
  /// takes everything back.
  private func firstToBreak(
    _ table: String, _ before: MigrationProof, _ scripts: [DatabaseMigration.Script]
  ) throws -> String? {
    try connection.rollBack()
    // Another program may be writing by now: then all are named.
    guard (try? connection.execute("BEGIN IMMEDIATE")) != nil else { return nil }
    let gate = AdditiveGate(known: try connection.allColumns(), indexTables: before.indexTables)
    gate.allowsDestruction = true
    let deadline = deadline()
    var culprit: String?
    for script in scripts {
      try gate.watching(connection.handle) {
        try deadline.watching(connection.handle) { try run(script, gate, deadline) }
      }
      let isBroken = try brokenKeys(before).contains { $0.table == table }
      culprit = isBroken ? culprit ?? script.fileName : nil
    }
    return culprit
  }
}

extension Connection {
  /// Every table and view; those to which columns can be added with their columns.
  ///
  /// The others are not asked: a view may name what is gone, and a virtual table a module that only
  /// the program has that made it.
  fileprivate func allColumns() throws -> [String: [String]] {
    let found = try rows(
      """
      SELECT name, type = 'table' AND rootpage > 0 FROM sqlite_schema
      WHERE type IN ('table', 'view')
      """
    ) { (name: $0.text(0), isTable: $0.integer(1) != 0) }
    return try found.reduce(into: [:]) { columns, table in
      columns[table.name] =
        table.isTable
        ? try texts("SELECT name FROM pragma_table_xinfo(\(Self.literal(table.name)))") : []
    }
  }
}
