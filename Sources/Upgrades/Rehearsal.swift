import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// What the migrations of one database did to a copy of it.
struct Rehearsal {
  var pending: PendingMigrations
  var result: MigratedDatabase
  /// The copy as it was made, and as it is migrated, in the store. What another program writes later
  /// is in neither: it is what was written since.
  var before: Entry
  var after: Entry
  /// What both hold.
  var tablesBefore: [DatabaseRecord.Table]
  var tablesAfter: [DatabaseRecord.Table]

  var order: MigrationOrder {
    MigrationOrder(path: pending.path.description, scripts: pending.scripts)
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
  /// The migrations that the release has for databases of this deployment, and they have not.
  func pendingMigrations(
    _ release: Release, base: Listing, local: Listing, _ log: GenerationLog
  ) throws -> [PendingMigrations] {
    let shipped = try migrations(in: release)
    if shipped.isEmpty { return [] }
    for migration in shipped { try checkNoLink(migration, local) }
    let installed = try knownMigrations(base: base, log)
    var versions: [RelativePath: Int] = [:]
    for item in local.items where item.entry.kind == .database {
      guard shipped.contains(where: { $0.names(item.path) }) else { continue }
      versions[item.path] = try databases.schemaVersion(of: item.path.resolved(in: root))
    }
    return try PendingMigrations.all(release: shipped, installed: installed, versions: versions)
  }

  /// A link is kept as a link, and what it leads to is not this deployment's: it would be left
  /// unmigrated without a word.
  private func checkNoLink(_ migration: Migration, _ local: Listing) throws(MigrationPlanError) {
    for item in local.leaves where item.entry.kind == .link {
      let isMeant = migration.databases.map { "\(Deployment.brainFolder)/\($0)" }
        .contains { $0 == item.path.description || $0.hasPrefix("\(item.path)/") }
      guard isMeant else { continue }
      throw .link(path: item.path.description, fileName: migration.fileName)
    }
  }

  /// The migrations that databases may have been through: those of the installed release, and of
  /// those that it lacks the ones that upgrades made. After going back with the brain as it is, the
  /// installed release is older than its databases.
  func knownMigrations(base: Listing, _ log: GenerationLog) throws -> [Migration] {
    let installed = try migrations(in: base, log.store)
    var known = installed
    for number in try log.numbers().reversed() {
      // A generation that cannot be read says nothing; 'cortex verify' tells of it.
      guard let generation = try? log.generation(number), generation.state == .good,
        let records = generation.migrations, let tree = generation.base,
        let listing = try? ObjectReader(log.store).listing(of: tree),
        let shipped = try? migrations(in: listing, log.store)
      else { continue }
      known += shipped.filter { migration in
        records.contains { $0.digest == migration.digest }
          && !installed.contains {
            $0.number == migration.number
              && !Set($0.databases).isDisjoint(with: migration.databases)
          }
      }
    }
    return known
  }

  /// The migrations of the installed release. What was installed with a fault was never run.
  func migrations(in base: Listing, _ store: Store) throws -> [Migration] {
    let reader = try ObjectReader(store)
    return try base.leaves
      .filter { Release.mayBeMigration($0.path) && $0.entry.kind == .file }
      .compactMap { item in
        guard let bytes = try contents(of: item.entry, reader) else { return nil }
        return try? Migration(fileName: Self.name(of: item.path), bytes: bytes)
      }
  }

  func migrations(in release: Release) throws -> [Migration] {
    try release.listing.leaves.compactMap { item in
      let name = Self.name(of: item.path)
      guard Release.mayBeMigration(item.path), Migration.isMigration(fileName: name) else {
        return nil
      }
      guard let bytes = release.migrations[item.path] else {
        throw MigrationPlanError.tooLong(fileName: name, bytes: item.entry.size)
      }
      return try Migration(fileName: name, bytes: bytes)
    }
  }

  private static func name(of path: RelativePath) -> String {
    String(decoding: path.name, as: UTF8.self)
  }

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
      try databases.snapshot(
        pending.path.resolved(in: root), scratch: scratch.appending("database")
      ) {
        try file.append($0)
        try live.add($0)
      }
      let before = try live.finish(layer: .brain, permissions: permissions)
      let tablesBefore = try databases.tables(of: copy)
      var results: [MigratedDatabase] = []
      do {
        try databases.migrate([
          DatabaseMigration(database: copy, scripts: pending.scripts)
        ]) { results = $0 }
      } catch let failure as MigrationFailure {
        // The copy is gone when the user reads this.
        throw failure.named(pending.path.resolved(in: root))
      }
      let findings = try databases.health(of: copy, scratch: scratch.appending("examined"))
        .isWorse(than: health.databases[pending.path]?.health, at: pending.path)
      guard findings.isEmpty else { throw MigrationPlanError.worseThanBefore(findings) }
      let migrated = ContentWriter(into: batch)
      try databases.snapshot(copy, scratch: scratch.appending("database"), migrated.add)
      return Rehearsal(
        pending: pending, result: results[0], before: before,
        after: try migrated.finish(layer: .brain, permissions: permissions),
        tablesBefore: tablesBefore, tablesAfter: try databases.tables(of: copy))
    }
  }

  private func remove(_ copy: FilePath) throws {
    for ending in [""] + DatabaseHeader.companions {
      try files.remove(FilePath(copy.string + ending))
    }
  }
}
