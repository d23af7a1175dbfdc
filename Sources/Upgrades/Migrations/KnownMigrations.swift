import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// Which migrations there are: in a release, in the installed one, and in generations.
extension Deployment {
  /// The migrations that the release has for databases of this deployment, and they have not.
  func pendingMigrations(
    _ release: Release, base: Listing, local: Listing, _ log: GenerationLog,
    allowingNewer: Bool = false
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
        return try? Migration(
          fileName: Self.name(of: item.path), bytes: bytes, brainFolder: Self.brainFolder)
      }
  }

  func migrations(in release: Release) throws -> [Migration] {
    try release.listing.leaves.compactMap { try migration(at: $0.path, in: release) }
  }

  /// The migration at a path; `nil` if none is there.
  func migration(at path: RelativePath, in release: Release) throws -> Migration? {
    let name = Self.name(of: path)
    guard Release.mayBeMigration(path), Migration.isMigration(fileName: name),
      let entry = release.listing[path]
    else { return nil }
    guard entry.kind == .file else { throw MigrationError(name, .noFile) }
    guard let bytes = release.migrations[path] else {
      throw MigrationPlanError.tooLong(fileName: name, bytes: entry.size)
    }
    return try Migration(fileName: name, bytes: bytes, brainFolder: Self.brainFolder)
  }

  static func name(of path: RelativePath) -> String {
    String(decoding: path.name, as: UTF8.self)
  }
}
