import Databases
import FileEffects
import Generations
import ObjectStore
import Releases
public import SystemPackage

/// Asks how far the databases are migrated, by the migrations of the installed release or of another one.
public struct ShowMigrationStatus: Inquiry {
  private let source: FilePath?

  /// - Parameter source: The other release; `nil` for the installed one.
  public init(from source: FilePath? = nil) { self.source = source }

  public func report(on deployment: Deployment) throws -> MigrationStatusReport {
    let log = try deployment.log()
    let current = try log.current()
    let base = try deployment.step(.readGenerations) {
      try deployment.base(of: current, in: log.store)
    }
    let migrations = KnownMigrations(of: deployment, base: base, log)
    let installed = try deployment.step(.checkMigrations) { try migrations.all() }
    var (known, name) = (try migrations.installed(), current.version)
    let local = try deployment.withScratch { scratch in
      try deployment.capture(log, current: current, scratch: scratch, into: nil).listing
    }
    var passed = try deployment.passedOver(by: base, log.store, local: local)
    if let source {
      let release = try deployment.step(.readRelease) {
        try deployment.withScratch { scratch in
          try ReleaseSource(source, option: "--from", knownBy: KnownFiles(), for: deployment)
            .read(scratch: scratch, into: nil)
        }
      }
      (known, name) = (try release.databaseMigrations(), try release.versionText())
      passed = try deployment.passedOver(by: release, local: local)
    }
    let databases = try deployment.step(.examineDatabases) {
      try local.leaves.filter { $0.entry.kind == .database }.map { item in
        let version = try deployment.databases.schemaVersion(
          of: item.path.resolved(in: deployment.root))
        return status(of: item.path, version, known, installed: installed)
      }
    }
    return MigrationStatusReport(
      release: name, databases: databases, passedOver: passed,
      ok: databases.allSatisfy { $0.pending.isEmpty && $0.problem == nil })
  }

  private func status(
    of path: RelativePath, _ version: Int, _ known: [Migration], installed: [Migration]
  ) -> MigrationStatusReport.Database {
    var status = MigrationStatusReport.Database(
      path: path.description, version: version, newest: nil, applied: [], pending: [],
      problem: nil)
    do throws(MigrationPlanError) {
      let plan = try PendingMigrations.all(
        release: known, installed: installed, versions: [path: version])
      for migrations in plan {
        status.newest = (migrations.applied + migrations.migrations).last?.version
        status.applied = migrations.applied.map(\.fileName)
        status.pending = migrations.migrations.map(\.fileName)
      }
    } catch {
      status.newest = known.filter { $0.names(path) }.map(\.version).max()
      status.problem = "\(error)"
    }
    return status
  }
}

/// How far the databases are migrated.
public struct MigrationStatusReport: Encodable, Hashable, Sendable {
  /// How far one database is migrated.
  public struct Database: Encodable, Hashable, Sendable {
    public var path: String
    /// `PRAGMA user_version`.
    public var version: Int
    /// The version that the last migration leads to; `null` if there is none for it.
    @OrNull public var newest: Int?
    /// The files' names, in order.
    public var applied: [String]
    public var pending: [String]
    /// Why an upgrade would refuse; `null` if nothing speaks against it.
    @OrNull public var problem: String?
  }

  /// The release whose migrations these are.
  public var release: String
  public var databases: [Database]
  /// The migrations of the release that are not run, and why.
  public var passedOver: [PassedMigration]
  /// Whether nothing is pending, and nothing speaks against an upgrade.
  public var ok: Bool
}
