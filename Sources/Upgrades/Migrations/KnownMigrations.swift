import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// Which migrations the databases of a deployment may have been through, and which they lack.
struct KnownMigrations {
  let deployment: Deployment
  /// What the installed release shipped.
  let base: Listing
  let log: GenerationLog

  init(of deployment: Deployment, base: Listing, _ log: GenerationLog) {
    (self.deployment, self.base, self.log) = (deployment, base, log)
  }

  /// The migrations that the release has for databases of this deployment, and they have not.
  func pending(
    in release: Release, local: Listing, allowingNewer: Bool
  ) throws -> [PendingMigrations] {
    let shipped = try release.databaseMigrations()
    if shipped.isEmpty { return [] }
    for migration in shipped { try checkNoLink(migration, local) }
    let installed = try all()
    var versions: [RelativePath: Int] = [:]
    for item in local.items where item.entry.kind == .database {
      guard shipped.contains(where: { $0.names(item.path) }) else { continue }
      versions[item.path] = try deployment.databases.schemaVersion(
        of: item.path.resolved(in: deployment.root))
    }
    return try PendingMigrations.all(
      release: shipped, installed: installed, versions: versions, allowingNewer: allowingNewer)
  }

  /// A link is kept as a link, and what it leads to is not this deployment's: it would be left
  /// unmigrated without a word.
  private func checkNoLink(_ migration: Migration, _ local: Listing) throws(MigrationPlanError) {
    for item in local.leaves where item.entry.kind == .link {
      let isMeant = migration.databases.map {
        RelativePath(unchecked: Array("\(Deployment.brainFolder)/\($0)".utf8))
      }.contains { $0 == item.path || $0.isInside(item.path) }
      guard isMeant else { continue }
      throw .link(path: item.path.description, fileName: migration.fileName)
    }
  }

  /// The migrations that databases may have been through: those of the installed release, and those that
  /// it lacks but upgrades made. After a rollback that keeps the brain, the installed release is older
  /// than its databases.
  func all() throws -> [Migration] {
    let installed = try installed()
    var known = installed
    for number in try log.numbers().reversed() {
      // A generation that cannot be read says nothing; 'cortex verify' tells of it.
      guard let generation = try? log.generation(number), generation.state == .good,
        let records = generation.migrations, let tree = generation.base,
        let listing = try? ObjectReader(log.store).listing(of: tree),
        let shipped = try? migrations(in: listing)
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

  /// The migrations of the installed release. A faulty one was never run.
  func installed() throws -> [Migration] { try migrations(in: base) }

  private func migrations(in base: Listing) throws -> [Migration] {
    let reader = try ObjectReader(log.store)
    return try base.leaves
      .filter { Release.mayBeMigration($0.path) && $0.entry.kind == .file }
      .compactMap { item in
        guard let bytes = try deployment.contents(of: item.entry, reader) else { return nil }
        return try? Migration(
          fileName: Migration.fileName(of: item.path), bytes: bytes,
          brainFolder: Deployment.brainFolder)
      }
  }
}

extension Release {
  /// The migrations that it ships.
  func databaseMigrations() throws -> [Migration] {
    try listing.leaves.compactMap { try migration(at: $0.path) }
  }

  /// The migration at a path; `nil` if none is there.
  func migration(at path: RelativePath) throws -> Migration? {
    let name = Migration.fileName(of: path)
    guard Self.mayBeMigration(path), Migration.isMigration(fileName: name),
      let entry = listing[path]
    else { return nil }
    guard entry.kind == .file else { throw MigrationError(name, .noFile) }
    guard let bytes = migrations[path] else {
      throw MigrationPlanError.tooLong(fileName: name, bytes: entry.size)
    }
    return try Migration(fileName: name, bytes: bytes, brainFolder: Deployment.brainFolder)
  }
}

extension Migration {
  static func fileName(of path: RelativePath) -> String {
    String(decoding: path.name, as: UTF8.self)
  }
}
