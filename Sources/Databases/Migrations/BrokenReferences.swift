import FileEffects

/// Rows that scripts leave without what they refer to.
extension MigrationRun {
  /// Refuses scripts that leave rows without what they refer to.
  func requireReferences(
    _ before: MigrationProof, _ scripts: [DatabaseMigration.Script]
  ) throws {
    guard let (table, count) = try brokenKeys(before).first else { return }
    let names = try scripts.count > 1 ? firstToBreak(table, before, scripts).map { [$0] } : nil
    throw MigrationFailure.foreignKeys(
      database: migration.database, fileNames: names ?? scripts.map(\.fileName), table: table,
      before: before.foreignKeys[table, default: 0], after: count)
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
