import Databases
import FileEffects
import Generations
import ObjectStore
import SystemPackage

/// What the migrations of one database did to a copy of it.
struct Rehearsal {
  var pending: PendingMigrations
  var result: MigratedDatabase
  /// The copy before and after the migrations, in the store. Neither has rows that another program writes
  /// later.
  var before: Entry
  var after: Entry
  /// What both hold.
  var tablesBefore: [DatabaseRecord.Table]
  var tablesAfter: [DatabaseRecord.Table]
  /// How well the copy was afterwards.
  var health: DatabaseHealth

  var change: Change { Change(path: pending.path, before: before, after: after) }

  var order: MigrationOrder {
    MigrationOrder(
      path: String(decoding: pending.path.bytes, as: UTF8.self), scripts: pending.scripts)
  }

  var proof: ProofRecord {
    ProofRecord(path: pending.path.description, tables: result.tables)
  }

  var records: [MigrationRecord] {
    pending.migrations.map {
      MigrationRecord(
        database: pending.path.description, fileName: $0.fileName, version: $0.version,
        digest: $0.digest, isDestructive: $0.isDestructive)
    }
  }

  var planned: [UpgradePlan.Migration] {
    pending.migrations.map {
      UpgradePlan.Migration(
        database: pending.path.description, number: $0.number, name: $0.name,
        seconds: result.durations[$0.fileName].map(Self.seconds) ?? 0,
        isDestructive: $0.isDestructive)
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + (Double(attoseconds) / 1e15).rounded() / 1e3
  }
}

extension Deployment {
  /// Makes the migrations on copies of the databases; each is what would happen to the live one.
  func rehearse(
    _ pending: [PendingMigrations], local: Listing, _ health: DeploymentHealth,
    into batch: ObjectBatch?, scratch: FilePath
  ) throws -> [Rehearsal] {
    try pending.filter { !$0.migrations.isEmpty }.map { pending in
      let copy = scratch.appending("rehearsal")
      try remove(copy)
      defer {
        // Best effort: whoever uses the folder next empties it.
        try? remove(copy)
      }
      let permissions = local[pending.path]?.permissions ?? 0o644
      let file = try files.create(copy, permissions: 0o600)
      let live = ContentWriter(into: batch)
      live.previous = local[pending.path]
      try databases.snapshot(
        pending.path.resolved(in: root), scratch: scratch.appending("database")
      ) {
        try file.append($0)
        try live.add($0)
      }
      let before = try live.finish(layer: .brain, permissions: permissions)
      let tablesBefore = try databases.tables(of: copy)
      let result: MigratedDatabase
      do {
        result = try databases.rehearse(
          DatabaseMigration(database: copy, scripts: pending.scripts))
      } catch let failure as MigrationFailure {
        // The copy is gone when the user reads this.
        throw failure.named(pending.path.resolved(in: root))
      }
      let after = try databases.health(of: copy, scratch: scratch.appending("examined"))
      let findings = after.regressions(
        since: health.databases[pending.path]?.health, at: pending.path)
      guard findings.isEmpty else {
        throw MigrationPlanError.worseThanBefore(
          findings, after: pending.migrations.map(\.fileName))
      }
      let migrated = ContentWriter(into: batch)
      migrated.previous = local[pending.path]
      try databases.snapshot(copy, scratch: scratch.appending("database"), migrated.add)
      return Rehearsal(
        pending: pending, result: result, before: before,
        after: try migrated.finish(layer: .brain, permissions: permissions),
        tablesBefore: tablesBefore, tablesAfter: try databases.tables(of: copy), health: after)
    }
  }

  private func remove(_ copy: FilePath) throws {
    for ending in [""] + DatabaseHeader.companions {
      try files.remove(copy.withSuffix(ending))
    }
  }
}
