import CSQLite
import Synchronization
import SystemPackage

extension MigrationLint {
  /// What SQLite says of the statements, run in the files' order on a database in memory for each
  /// that a header names.
  ///
  /// On an empty database a missing table or column is no finding: the previous schema is unknown. With a
  /// copy of the database it is known, and migrations already applied to it are not tried again.
  func trials(of parsed: [ParsedMigration]) -> [MigrationFinding] {
    Set(parsed.flatMap(\.migration.databases)).sorted().flatMap { database in
      trials(of: parsed.filter { $0.migration.databases.contains(database) }, on: brain[database])
    }
  }

  private func trials(of parsed: [ParsedMigration], on copy: [UInt8]?) -> [MigrationFinding] {
    let findings = Mutex<[MigrationFinding]>([])
    let watch = StatementWatch()
    do {
      try watch.run { [limit] in
        let trial = MigrationTrial(of: copy)
        let version = trial.version
        for one in parsed where copy == nil || one.migration.version > version {
          let deadline = Deadline(limit)
          watch.follow(deadline)
          trial.run(one, isSchemaKnown: copy != nil, deadline) { found in
            findings.withLock { $0.append(found) }
          }
        }
      }
    } catch MigrationFailure.endless(let place, let seconds) {
      findings.withLock {
        $0.append(
          MigrationFinding(place.fileName, line: place.line, .endless(seconds: seconds)))
      }
    } catch {
      preconditionFailure("a trial throws nothing: \(error)")
    }
    return findings.withLock { $0 }
  }
}

/// A database in memory that migrations are tried on.
private final class MigrationTrial {
  private var handle: OpaquePointer?

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
    _ parsed: ParsedMigration, isSchemaKnown: Bool, _ deadline: Deadline,
    _ report: (MigrationFinding) -> Void
  ) {
    let file = parsed.migration.fileName
    for statement in parsed.trials {
      deadline.enter(
        MigrationFailure.Place(database: "", fileName: file, line: statement.line))
      let (code, offset) = deadline.watching(handle) {
        run(statement.range, of: parsed.text.bytes)
      }
      switch code & 0xff {
      case SQLITE_OK: continue
      case SQLITE_INTERRUPT:
        return report(
          MigrationFinding(
            file, line: statement.line,
            .endless(seconds: Int(deadline.limit.components.seconds))))
      case SQLITE_FULL:
        report(
          MigrationFinding(file, line: statement.line, .tooLarge(pages: Self.pages)))
        return
      default:
        let message = String(cString: sqlite3_errmsg(handle))
        if !isSchemaKnown && Self.isAboutSchema(message) { continue }
        report(
          MigrationFinding(
            file,
            line: offset.map { parsed.text.line(of: statement.range.lowerBound + $0) }
              ?? statement.line, .refused(message: message, line: statement.line)))
      }
    }
  }

  /// Whether an error may come from missing contents of the database.
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
