import FileEffects

/// References that scripts break.
extension MigrationRun {
  /// Refuses scripts that leave more dangling references than there were.
  func requireReferences(
    _ before: MigrationProof, _ scripts: [DatabaseMigration.Script]
  ) throws {
    guard let (table, count) = try brokenKeys(before).first else { return }
    let names = try scripts.count > 1 ? firstToBreak(table, before, scripts).map { [$0] } : nil
    throw MigrationFailure.foreignKeys(
      database: migration.database, fileNames: names ?? scripts.map(\.fileName), table: table,
      before: before.foreignKeys[table, default: 0], after: count)
  }

  /// The tables with more dangling references than before: some may have had a few already.
  private func brokenKeys(_ before: MigrationProof) throws -> [(table: String, count: Int)] {
    try connection.foreignKeyViolations().filter { table, count in
      count > before.foreignKeys[table, default: 0]
    }.sorted { $0.key < $1.key }.map { (table: $0.key, count: $0.value) }
  }

  /// The script that breaks references of a table, found by running all of them again and checking after
  /// each: doing that the first time would slow every upgrade down. The caller rolls everything back.
  private func firstToBreak(
    _ table: String, _ before: MigrationProof, _ scripts: [DatabaseMigration.Script]
  ) throws -> String? {
    try connection.rollBack()
    // Another program may be writing by now: then the error names all scripts.
    guard (try? connection.execute("BEGIN IMMEDIATE")) != nil else { return nil }
    let gate = try AdditiveGate(connection, indexTables: before.indexTables)
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
