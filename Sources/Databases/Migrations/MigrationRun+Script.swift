import CSQLite
import FileEffects

/// One script, statement by statement.
extension MigrationRun {
  func run(
    _ script: DatabaseMigration.Script, _ gate: AdditiveGate, _ deadline: Deadline
  ) throws {
    if let open = SQLScript(script.text).open, open.kind == .comment {
      throw MigrationFailure.forbidden(
        MigrationFailure.Place(
          database: migration.database, fileName: script.fileName, line: open.line),
        .openComment)
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
        throw MigrationFailure.forbidden(place, .endsTransaction)
      }
    }
  }

  private func failure(
    _ code: Int32, _ place: MigrationFailure.Place, _ gate: AdditiveGate
  ) -> any Error {
    switch gate.refusal {
    case .notAdditive(let loss): return MigrationFailure.notAdditive(place, loss)
    case .forbidden(let trespass): return MigrationFailure.forbidden(place, trespass)
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
}
