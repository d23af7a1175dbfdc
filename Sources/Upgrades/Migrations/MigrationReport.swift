import FileEffects
import Generations
import ObjectStore

extension UpgradePlan {
  /// Enters what the rehearsals showed.
  mutating func add(_ rehearsals: [Rehearsal]) {
    if rehearsals.isEmpty { return }
    var entries = after.byPath
    for rehearsal in rehearsals {
      entries[rehearsal.pending.path] = rehearsal.after
      migrations += rehearsal.planned
      schemaChanges.append(
        SchemaChange(
          database: rehearsal.pending.path.description, changes: rehearsal.result.schemaChanges))
      bytesNeeded += 2 * rehearsal.after.size
    }
    after = Listing(entries)
    checks.append(
      Check(
        .migrations, .ok,
        .upgrade(
          .rehearsed(
            RehearsedMigrations(
              count: migrations.count, databases: rehearsals.count,
              seconds: migrations.reduce(0) { $0 + $1.seconds },
              destructive: migrations.count(where: \.isDestructive))))))
  }

  /// The migrations that take something away, with their databases.
  public var destructiveMigrations: [String] {
    migrations.filter(\.isDestructive).map { "\($0.name) (\($0.database))" }
  }

  /// Refuses migrations that take something away.
  ///
  /// - Throws: ``MigrationPlanError/consentNeeded(_:)``.
  public func checkConsent() throws {
    let names = destructiveMigrations
    if !names.isEmpty { throw MigrationPlanError.consentNeeded(names) }
  }
}

extension UpgradeReport {
  /// The tables that still have every row from before: by their digests, or because a migration that
  /// takes nothing away was proven not to. Of what the user let take something away no row counts.
  public var tablesKept: [DatabaseComparison.Table] {
    let taken = Set(plan.migrations.filter(\.isDestructive).map(\.database))
    let proven = Set(plan.migrations.map(\.database)).subtracting(taken)
    return databases.flatMap { database in
      database.tables.filter {
        $0.rowsBefore != nil && $0.rowsAfter != nil
          && ($0.digestBefore == $0.digestAfter || proven.contains(database.path))
      }
    }
  }
}

extension DatabaseComparison {
  /// The tables by the columns that they had before, and those that are new.
  init(path: String, _ migrated: MigratedDatabase, after: [DatabaseRecord.Table]) {
    self.path = path
    var tables = migrated.tables.map {
      Table(
        name: $0.name, rowsBefore: $0.rowsBefore, rowsAfter: $0.rowsAfter,
        digestBefore: $0.digestBefore, digestAfter: $0.digestAfter)
    }
    let known = Set(tables.map(\.name))
    tables += after.filter { !known.contains($0.name) }.map {
      Table(
        name: $0.name, rowsBefore: nil, rowsAfter: $0.rows, digestBefore: nil,
        digestAfter: $0.digest)
    }
    self.tables = tables.sorted { $0.name < $1.name }
  }
}

extension DatabaseComparison {
  /// Every database before and after; those that are migrated by what their migration proved.
  static func all(
    _ before: [DatabaseRecord], _ after: [DatabaseRecord], _ rehearsals: [Rehearsal],
    _ migrated: [MigratedDatabase]
  ) -> [DatabaseComparison] {
    let paths = Set(rehearsals.map(\.pending.path.description))
    let others = DatabaseComparison.compare(
      before.filter { !paths.contains($0.path) }, after.filter { !paths.contains($0.path) })
    let changed = zip(rehearsals, migrated).map { rehearsal, migrated in
      DatabaseComparison(
        path: rehearsal.pending.path.description, migrated, after: rehearsal.tablesAfter)
    }
    return (others + changed).sorted { $0.path < $1.path }
  }

}

extension [DatabaseComparison] {
  /// The findings about migrated databases: for every table, how it is proven.
  var migrationChecks: [Check] { map { Check(.migrated, .ok, .database(.migrated($0))) } }
}
