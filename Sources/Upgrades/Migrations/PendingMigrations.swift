import Databases
import FileEffects
import Generations
import ObjectStore

/// The migrations that a release has for one database of the deployment.
struct PendingMigrations: Hashable {
  var path: RelativePath
  /// `PRAGMA user_version` now.
  var version: Int
  /// Those that it has been through.
  var applied: [Migration]
  /// Those that it still lacks.
  var migrations: [Migration]

  var scripts: [DatabaseMigration.Script] {
    migrations.map {
      DatabaseMigration.Script(
        fileName: $0.fileName, version: $0.version, text: $0.text, isDestructive: $0.isDestructive)
    }
  }

  /// Decides which migrations each database needs that the release has some for. A pure function.
  ///
  /// - Parameters:
  ///   - release: The migrations that the release ships.
  ///   - installed: Those that the databases may have been through, as far as it is known.
  ///   - versions: The existing databases, with their versions. A missing database needs no migration:
  ///     its program creates it in its latest form.
  ///   - allowingNewer: Whether a database may be ahead of the release; nothing is pending for it then.
  static func all(
    release: [Migration], installed: [Migration], versions: [RelativePath: Int],
    allowingNewer: Bool = false
  ) throws(MigrationPlanError) -> [PendingMigrations] {
    let migrations = try numbered(release)
    var result: [PendingMigrations] = []
    for (path, version) in versions.sorted(by: { $0.key < $1.key }) {
      let own = migrations.filter { $0.names(path) }
      guard let first = own.first, let last = own.last else { continue }
      for (earlier, later) in zip(own, own.dropFirst()) where later.version <= earlier.version {
        throw .versionsDoNotRise(path: path.description, earlier.fileName, later.fileName)
      }
      if version > last.version && allowingNewer {
        result.append(
          PendingMigrations(path: path, version: version, applied: own, migrations: []))
        continue
      }
      if version > last.version {
        throw .newerDatabase(path: path.description, found: version, newest: last.version)
      }
      // A database that nothing has migrated yet is at 0, whichever number comes first for it.
      let isKnown = version == 0 || own.contains { $0.version == version }
      if !isKnown
        || (version == 0 && migrations.first?.number ?? 1 > 1 && first == migrations.first)
      {
        throw .gap(
          path: path.description, found: version, known: own.map(\.version),
          next: own.first { $0.version > version }?.fileName ?? last.fileName)
      }
      let applied = own.filter { $0.version <= version }
      try checkUnchanged(applied, installed, path)
      result.append(
        PendingMigrations(
          path: path, version: version, applied: applied,
          migrations: own.filter { $0.version > version }))
    }
    return result
  }

  /// In order; no number may be missing in between, or be there twice.
  private static func numbered(_ release: [Migration]) throws(MigrationPlanError) -> [Migration] {
    let migrations = release.sorted { ($0.number, $0.fileName) < ($1.number, $1.fileName) }
    for (earlier, later) in zip(migrations, migrations.dropFirst()) {
      if later.number == earlier.number {
        throw .sameNumber(earlier.fileName, later.fileName)
      }
      if later.number > earlier.number + 1 {
        throw .missing(number: earlier.number + 1, after: earlier.fileName, before: later.fileName)
      }
    }
    return migrations
  }

  /// What a database has been through must not read otherwise now.
  private static func checkUnchanged(
    _ applied: [Migration], _ installed: [Migration], _ path: RelativePath
  ) throws(MigrationPlanError) {
    for migration in applied {
      let known = installed.filter { $0.number == migration.number && $0.names(path) }
      guard let old = known.first, !known.contains(where: { $0.digest == migration.digest })
      else { continue }
      throw .edited(
        path: path.description, fileName: migration.fileName,
        difference: Migration.difference(from: old.text, to: migration.text))
    }
  }
}

extension Migration {
  /// Whether it is aimed at the database at `path` of the deployment.
  func names(_ path: RelativePath) -> Bool {
    databases.contains { "\(Deployment.brainFolder)/\($0)".utf8.elementsEqual(path.bytes) }
  }
}

/// Why a release's migrations do not fit a deployment.
public enum MigrationPlanError: Error, Hashable, Sendable {
  case sameNumber(String, String)
  case missing(number: Int, after: String, before: String)
  case versionsDoNotRise(path: String, String, String)
  case newerDatabase(path: String, found: Int, newest: Int)
  /// The database is at a version that none of the release's migrations leads to.
  case gap(path: String, found: Int, known: [Int], next: String)
  case edited(path: String, fileName: String, difference: [String])
  case tooLong(fileName: String, bytes: UInt64)
  /// The database, or a folder that it is in, is a link.
  case link(path: String, fileName: String)
  /// The findings in a migrated copy that the database did not have.
  case worseThanBefore([DatabaseFinding], after: [String])
  /// It takes something away, and the user has not agreed.
  case consentNeeded([String])
}
