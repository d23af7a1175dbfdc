import ConfigMerge
import FileEffects
import ObjectStore

/// The decisions about a path: of the upgrade that was named, or of one to each kind of release.
extension ExplainPath {
  /// The decision of a plan; empty where it does not look at the path.
  static func outcomes(
    for path: RelativePath, in plan: UpgradePlan
  ) -> [PathExplanation.Outcome] {
    guard let decision = plan.decisions[path] else { return [] }
    let core = plan.core.first { $0.path == path.description }
    let merged = plan.config.first { $0.path == path.description && $0.method != .whole }
    return [
      PathExplanation.Outcome(
        release: .given, decision: decision, resolution: core?.resolution, reason: core?.reason,
        conflicts: merged?.conflicts.count)
    ]
  }

  /// The decision for each kind of release; empty where no plan looks at the path.
  static func outcomes(
    for path: RelativePath, _ releases: [(PathExplanation.Release, Entry?)], _ base: Entry?,
    _ local: Entry?, hasBase: Bool, _ workspace: [LayerRule]
  ) -> [PathExplanation.Outcome] {
    // No plan takes these from a release.
    if VersionFile.places.contains(path) { return [] }
    return releases.compactMap { release, entry in
      DecidedFile(
        path, Sides(base: base, local: local, target: entry), workspace: workspace,
        hasBase: hasBase
      ).map { PathExplanation.Outcome(release: release, decision: $0.decision) }
    }
  }

  /// What releases have at the path: the one that was named, or one of each kind.
  static func sides(
    of path: RelativePath, base: Entry?, release: Listing?
  ) -> [(PathExplanation.Release, Entry?)] {
    if let release { return [(.given, release[path].leaf)] }
    var other = base ?? Entry(kind: .file, layer: nil, permissions: 0o644, size: 0, object: .unread)
    // No contents have one byte and the digest of none.
    (other.size, other.object) = (1, .unread)
    return (base.map { [(.unchanged, $0)] } ?? []) + [(.changed, other), (.without, nil)]
  }
}

extension PathExplanation {
  /// Enters what becomes of a database.
  ///
  /// - Parameter held: What the current generation holds at the path.
  mutating func enterDatabase(held: Entry?, local: Entry?, in upgrade: PreparedUpgrade?) {
    let isMissing = held?.kind == .database && local?.kind != .database
    isLost = isMissing || upgrade?.plan.lostDatabases.contains { $0.path == path } ?? false
    // One that is refused before its migrations are tried knows of none.
    if let upgrade, upgrade.refusal == nil || !upgrade.plan.migrations.isEmpty {
      migrations = upgrade.plan.migrations.filter { $0.database == path }.map(\.name)
    }
  }
}

extension ObjectID {
  fileprivate static let unread = ObjectID(of: [])
}
