import Databases
import FileEffects
import Generations
import ObjectStore
import Releases

/// An upgrade to a release that is older than the one in force, or than one that migrated a database.
public struct Downgrade: Hashable, Sendable {
  /// A database that a newer release has migrated beyond what the older one knows.
  public struct Ahead: Hashable, Sendable {
    public var path: String
    public var version: Int
    /// The release that migrated it.
    public var by: String
  }

  public var from: String
  public var to: String
  /// Whether the number is lower than that of the release in force.
  public var isOlder: Bool
  public var ahead: [Ahead]

  /// Whether it needs consent: reinstalling the installed version leads no further back.
  var needsConsent: Bool { isOlder || from != to }
}

extension Downgrade {
  /// The evidence that the release is older than the installed one; `nil` if there is none. A lower number
  /// is no proof, since branches differ: the user decides.
  init?(
    from current: Generation, to release: Release, local: Listing, _ survey: Survey
  ) throws {
    let installed = ReleaseVersion(current.version)
    isOlder = release.version.flatMap { new in installed.map { new < $0 } } ?? false
    ahead = try Ahead.all(
      of: release.version, release.databaseMigrations(), local: local, survey)
    guard isOlder || !ahead.isEmpty else { return nil }
    from = current.version
    to = try release.versionText()
  }
}

extension Downgrade.Ahead {
  /// The databases that a newer release than `version` took beyond the migrations that are shipped.
  fileprivate static func all(
    of version: ReleaseVersion?, _ shipped: [Migration], local: Listing, _ survey: Survey
  ) throws -> [Self] {
    let made = try migrations(after: version, in: survey.log)
    if made.isEmpty { return [] }
    let deployment = survey.deployment
    return try local.leaves.filter { $0.entry.kind == .database }.compactMap { item in
      guard let steps = made[item.path.description] else { return nil }
      let present = try deployment.databases.schemaVersion(
        of: item.path.resolved(in: deployment.root))
      let newest = shipped.filter { $0.names(item.path) }.map(\.version).max() ?? 0
      guard present > newest, let step = steps.first(where: { $0.version == present }) else {
        return nil
      }
      return Self(path: item.path.description, version: present, by: step.by)
    }
  }

  /// Which releases took each database to which version, as far as it is known.
  private static func migrations(
    after version: ReleaseVersion?, in log: GenerationLog
  ) throws -> [String: [(version: Int, by: String)]] {
    var made: [String: [(version: Int, by: String)]] = [:]
    for number in try log.numbers() {
      // A generation that cannot be read says nothing; 'cortex verify' tells of it.
      guard let generation = try? log.generation(number), generation.state == .good,
        let records = generation.migrations
      else { continue }
      if let version, let other = ReleaseVersion(generation.version), other <= version { continue }
      for record in records {
        made[record.database, default: []].append((record.version, generation.version))
      }
    }
    return made
  }
}

extension UpgradePlan {
  /// Refuses what an upgrade refuses once it is planned: the one order in which both a dry run and the
  /// upgrade itself ask.
  ///
  /// - Throws: ``UpgradeError``, ``MigrationPlanError/consentNeeded(_:)``.
  public func check(_ upgrade: Upgrade) throws {
    if isEmpty { return }
    if checks.contains(where: { $0.result == .failed }) { throw UpgradeError.checksFailed(checks) }
    if !lostDatabases.isEmpty, !upgrade.allowsMissing {
      throw UpgradeError.databasesLost(lostDatabases)
    }
    if let downgrade, downgrade.needsConsent, !upgrade.allowsDowngrade {
      throw UpgradeError.downgrade(downgrade, versionChange)
    }
    if !removals.isEmpty, !upgrade.allowsRemovals { throw UpgradeError.removals(self) }
    if undecidedCount > 0 { throw UpgradeError.decisionNeeded(self) }
    if !upgrade.allowsDestruction { try checkConsent() }
  }

  /// The error with which ``check(_:)`` refuses the plan; `nil` if it does not.
  func refusal(of upgrade: Upgrade) -> (any Error)? {
    do { try check(upgrade) } catch { return error }
    return nil
  }

  /// The operation, as a noun: upgrade or downgrade.
  public var step: String { isDowngrade ? "downgrade" : "upgrade" }

  /// The downgrade, if it needs consent; `nil` otherwise.
  public var downgradeNeedingConsent: Downgrade? {
    downgrade.flatMap { $0.needsConsent ? $0 : nil }
  }
}
