import CSQLite
import FileEffects

/// Runs the scripts of one database, in a transaction that the caller has begun and will end.
struct MigrationRun {
  let migration: DatabaseMigration
  let connection: Connection
  let secondsAllowed: Int
  private let progress: @Sendable (_ fileName: String, _ seconds: Int?) -> Void
  private let watch: StatementWatch?
  /// What the database held when it was opened, and the version that shows whether it still does.
  private let seen: (version: Int, proof: MigrationProof)

  /// Examines a database while others may still write to it.
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

  /// Runs the scripts that the database does not have yet.
  func run() throws -> MigratedDatabase {
    let version = try connection.number("user_version")
    let scripts = migration.scripts.filter { $0.version > version }
    // It has changed if another connection has committed since.
    let isSame = try connection.number("data_version") == seen.version
    let before = isSame ? seen.proof : try MigrationProof(connection)
    try limitGrowth()
    let (tables, durations) = try run(scripts, before)
    try requireReferences(before, scripts)
    return MigratedDatabase(
      database: migration.database, versionBefore: version,
      versionAfter: try connection.number("user_version"), durations: durations, tables: tables,
      schemaChanges: before.schema.changes(to: try connection.schema()))
  }

  /// Runs each stretch of scripts that may destroy something, or may not, by itself: what one stretch may
  /// do its neighbours may not.
  private func run(
    _ scripts: [DatabaseMigration.Script], _ before: MigrationProof
  ) throws -> ([MigratedDatabase.Table], [String: Duration]) {
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
    // A stretch compares with the state before it: of one alone that is the state before all.
    let isOneStretch = Set(scripts.map(\.isDestructive)).count == 1
    return (isOneStretch ? tables : try before.tables(now: connection).tables, durations)
  }

  private func run(
    _ scripts: ArraySlice<DatabaseMigration.Script>, _ before: MigrationProof,
    _ deadline: Deadline, _ durations: inout [String: Duration]
  ) throws -> [MigratedDatabase.Table] {
    let gate = try AdditiveGate(connection, indexTables: before.indexTables)
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

  func deadline() -> Deadline {
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
}
