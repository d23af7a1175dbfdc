import CSQLite

extension MigrationLint {
  /// What SQLite says of the statements, run in the files' order on a database in memory for each
  /// that a header names.
  ///
  /// On an empty database it is no finding that a table or column is missing: the schema from before
  /// is not known. Where there is a copy of the database, it is, and what was applied to it already
  /// is not tried again.
  func trials(of cuts: [MigrationCut]) -> [MigrationFinding] {
    var findings: [MigrationFinding] = []
    for database in Set(cuts.flatMap(\.migration.databases)).sorted() {
      let copy = brain[database]
      let trial = MigrationTrial(of: copy)
      let version = trial.version
      for cut in cuts where cut.migration.databases.contains(database) {
        if copy != nil && cut.migration.version <= version { continue }
        trial.run(cut, isSchemaKnown: copy != nil, limit) { findings.append($0) }
      }
    }
    return findings
  }
}

/// A database in memory that migrations are tried on.
private final class MigrationTrial {
  private var handle: OpaquePointer?
  private let deadline = Deadline()

  /// When to stop, for SQLite to ask.
  private final class Deadline {
    var end = ContinuousClock.now
  }

  /// How much a trial may add to a database, in pages.
  private static let pages = 1 << 16

  init(of copy: [UInt8]?) {
    // Where this fails, so does each statement, with SQLite's words for it.
    _ = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
    if let copy, !copy.isEmpty { load(copy) }
    // Nothing that is tried can write a file.
    _ = sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    ValueLimits.set(on: handle, databaseBytes: copy?.count ?? 0)
    for schema in ["main", "temp"] {
      let most = (schema == "main" ? number("PRAGMA page_count") : 0) + Self.pages
      _ = number("PRAGMA \(schema).max_page_count = \(most)")
    }
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        guard let context else { return 0 }
        let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
        return ContinuousClock.now < deadline.end ? 0 : 1
      }, Unmanaged.passUnretained(deadline).toOpaque())
    deadline.end = .now + .seconds(10)
  }

  deinit { sqlite3_close_v2(handle) }

  private func load(_ copy: [UInt8]) {
    guard let buffer = sqlite3_malloc64(UInt64(copy.count)) else { return }
    let bytes = buffer.bindMemory(to: UInt8.self, capacity: copy.count)
    bytes.update(from: copy, count: copy.count)
    if copy.count > 20 {
      // A log has no place in memory.
      for offset in [18, 19] where bytes[offset] == 2 { bytes[offset] = 1 }
    }
    _ = sqlite3_deserialize(
      handle, "main", bytes, Int64(copy.count), Int64(copy.count),
      UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE))
  }

  var version: Int { number("PRAGMA user_version") }

  /// The first value that a statement gives; 0 where it gives none.
  private func number(_ sql: String) -> Int {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return 0 }
    defer { sqlite3_finalize(statement) }
    return sqlite3_step(statement) == SQLITE_ROW ? Int(sqlite3_column_int64(statement, 0)) : 0
  }

  func run(
    _ cut: MigrationCut, isSchemaKnown: Bool, _ limit: Duration,
    _ report: (MigrationFinding) -> Void
  ) {
    deadline.end = .now + limit
    for statement in cut.trials {
      let (code, offset) = run(statement.range, of: cut.text.bytes)
      let file = cut.migration.fileName
      switch code & 0xff {
      case SQLITE_OK: continue
      case SQLITE_INTERRUPT:
        report(
          MigrationFinding(
            file, line: statement.line, .endless, .error,
            "does not end within \(limit.components.seconds) seconds",
            remedy: "look for a recursion without end, or split it"))
        return
      case SQLITE_FULL:
        report(
          MigrationFinding(
            file, line: statement.line, .endless, .error, "writes more than 65536 pages",
            remedy: "look for a recursion without end, or split it"))
        return
      default:
        let message = String(cString: sqlite3_errmsg(handle))
        if !isSchemaKnown && Self.isAboutSchema(message) { continue }
        report(
          MigrationFinding(
            file,
            line: offset.map { cut.text.line(of: statement.range.lowerBound + $0) }
              ?? statement.line, .sqlite, .error, "SQLite says: \(message)",
            remedy: "correct the statement that begins in line \(statement.line)"))
      }
    }
  }

  /// Whether an error can be for want of what was in the database before.
  private static func isAboutSchema(_ message: String) -> Bool {
    ["table", "column", "index", "view", "trigger"].contains { message.contains("no such \($0)") }
      || message == "unable to identify the object to be reindexed"
  }

  /// SQLite's result, and where in the statement it found an error, if it says so.
  private func run(_ range: Range<Int>, of bytes: [UInt8]) -> (code: Int32, offset: Int?) {
    var statement: OpaquePointer?
    let code = bytes[range].withUnsafeBytes { sql in
      sqlite3_prepare_v2(
        handle, sql.bindMemory(to: CChar.self).baseAddress, Int32(sql.count), &statement, nil)
    }
    guard code == SQLITE_OK else {
      let offset = Int(sqlite3_error_offset(handle))
      return (code, offset < 0 ? nil : offset)
    }
    defer { sqlite3_finalize(statement) }
    while true {
      let step = sqlite3_step(statement)
      if step == SQLITE_DONE { return (SQLITE_OK, nil) }
      if step != SQLITE_ROW { return (step, nil) }
    }
  }
}
