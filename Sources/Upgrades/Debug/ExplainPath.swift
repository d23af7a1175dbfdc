import FileEffects
import Generations
import ObjectStore

/// Asks why a path has its layer, which generations hold it, and what an upgrade does with it.
public struct ExplainPath: Inquiry {
  private let path: TypedPath
  private let upgrade: Upgrade?

  /// - Parameter upgrade: The upgrade to explain; `nil` explains what each kind of release leads to.
  public init(_ path: TypedPath, in upgrade: Upgrade? = nil) {
    (self.path, self.upgrade) = (path, upgrade)
  }

  /// - Throws: ``UpgradeError/aFolder(path:)``, and what planning the upgrade throws.
  public func report(on deployment: Deployment) throws -> PathExplanation {
    // Unlike most commands this one leaves an unfinished switch as it is.
    let log = try deployment.openLog()
    let current = try log.current()
    let base = try deployment.base(of: current, in: log.store)
    let prepared = try upgrade.map { try deployment.plan($0, in: log) }
    let release = prepared?.release
    let reader = try ObjectReader(log.store)
    let states = try log.all().map { ($0, StoredTrees($0.tree, reader)) }
    let path = try place(deployment) { path in
      try base[path] != nil || release?[path] != nil
        || states.contains { try $0.1.entry(at: path) != nil }
    }
    let sides = Self.sides(of: path, base: base[path].leaf, release: release)
    let local =
      if let prepared { prepared.captured.listing[path].leaf } else {
        try local(path, deployment, log, current, sides)
      }
    var explanation = PathExplanation(
      path: path,
      try verdict(
        path, [base[path], local, release?[path]],
        by: deployment.layers(
          current: current, StoredTrees(current.tree, reader), release: release, reader))
    )
    explanation.exists = try deployment.files.metadata(path.resolved(in: deployment.root)) != nil
    explanation.isBaseKnown = current.base != nil
    explanation.here = local.map { GenerationContents.File(path, $0) }
    explanation.shipped = base[path].leaf.map { GenerationContents.File(path, $0) }
    explanation.isEdited = local.flatMap { local in
      base[path].leaf.map { !local.hasSameContents(as: $0) }
    }
    explanation.generations = try states.compactMap { generation, trees in
      try trees.entry(at: path).leaf.map {
        PathExplanation.Held(
          generation: generation.number, version: generation.version,
          file: GenerationContents.File(path, $0))
      }
    }
    if let prepared {
      explanation.outcomes = Self.outcomes(for: path, in: prepared.plan)
    } else {
      let rules = try deployment.workspaceRules()
      explanation.outcomes = sides.compactMap { release, entry in
        DecidedFile(
          path, Sides(base: base[path].leaf, local: local, target: entry), workspace: rules,
          hasBase: current.base != nil
        ).map { PathExplanation.Outcome(release: release, decision: $0.decision) }
      }
    }
    explanation.refusal = prepared?.refusal
    return explanation
  }

  /// What a plan says of the path; nothing where it does not look at it.
  private static func outcomes(
    for path: RelativePath, in plan: UpgradePlan
  ) -> [PathExplanation.Outcome] {
    guard let decision = plan.decisions[path] else { return [] }
    let core = plan.core.first { $0.path == path.description }
    return [
      PathExplanation.Outcome(
        release: .given, decision: decision, resolution: core?.resolution, reason: core?.reason)
    ]
  }

  /// What the path means: the first meaning of it that anything is at, else the likeliest.
  private func place(
    _ deployment: Deployment, isKnown: (RelativePath) throws -> Bool
  ) throws -> RelativePath {
    let meanings = try deployment.meanings(of: path).joined()
    let found = try meanings.first { place in
      guard let place else { return true }
      return try isKnown(place)
        || deployment.files.metadata(place.resolved(in: deployment.root)) != nil
    }
    guard let path = found ?? meanings.first(where: { $0 != nil }) ?? nil else {
      throw UpgradeError.aFolder(path: deployment.root.spelling)
    }
    if try deployment.files.metadata(path.resolved(in: deployment.root))?.isDirectory ?? false {
      throw UpgradeError.aFolder(path: path.description)
    }
    return path
  }

  /// What is there now; also what is looked after only once a release ships something at the path.
  private func local(
    _ path: RelativePath, _ deployment: Deployment, _ log: GenerationLog, _ current: Generation,
    _ sides: [(PathExplanation.Release, Entry?)]
  ) throws -> Entry? {
    if path.isReserved { return nil }
    let shipping = sides.lazy.compactMap(\.1).first.map { Listing([path: $0]) }
    return try deployment.withScratch {
      try deployment.capture(log, current: current, release: shipping, scratch: $0, into: nil)
        .listing[path].leaf
    }
  }

  private func verdict(
    _ path: RelativePath, _ entries: [Entry?], by layers: Layers
  ) throws -> LayerVerdict {
    if path.isReserved { return LayerVerdict(layer: nil, reason: .reserved) }
    var verdict = try layers.verdict(on: path)
    if verdict.reason == .shipped, let rule = DefaultLayers.brainAndConfig.rule(for: path),
      rule.layer == verdict.layer
    {
      verdict.reason = .shippedByRule(rule.glob.text)
    }
    guard verdict.layer != nil, entries.contains(where: { $0?.kind == .database }) else {
      return verdict
    }
    return LayerVerdict(layer: .brain, reason: .database)
  }

  /// What releases have at the path: the one that was named, or one of each kind.
  private static func sides(
    of path: RelativePath, base: Entry?, release: Listing?
  ) -> [(PathExplanation.Release, Entry?)] {
    if let release { return [(.given, release[path].leaf)] }
    var other = base ?? Entry(kind: .file, layer: nil, permissions: 0o644, size: 0, object: .unread)
    // No contents have one byte and the digest of none.
    (other.size, other.object) = (1, .unread)
    return (base.map { [(.unchanged, $0)] } ?? []) + [(.changed, other), (.without, nil)]
  }
}

extension ObjectID {
  fileprivate static let unread = ObjectID(of: [])
}
