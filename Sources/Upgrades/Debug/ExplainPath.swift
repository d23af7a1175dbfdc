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
    // Half of one state and half of another are no ground for a plan.
    let isUnfinished = try log.describeJournal() != nil
    let prepared = try isUnfinished ? nil : upgrade.map { try deployment.plan($0, in: log) }
    let release = prepared?.release
    let reader = try ObjectReader(log.store)
    let states = try deployment.step(.readGenerations) {
      try log.all().map { ($0, StoredTrees($0.tree, reader)) }
    }
    let path = try place(deployment) { path in
      try [base[path], release?[path]] + states.map { try $0.1.entry(at: path) }
    }
    let sides = Self.sides(of: path, base: base[path].leaf, release: release)
    let local =
      if let prepared { prepared.captured.listing } else {
        try listing(around: path, deployment, log, current, sides)
      }
    let trees = StoredTrees(current.tree, reader)
    let layers = try deployment.layers(current: current, trees, release: release, reader)
    let held = try trees.entry(at: path).leaf
    let found: [Entry?] = [base[path], local[path].leaf, release?[path], held]
    var explanation = PathExplanation(
      path: path,
      try layers.explanation(
        of: path, isDatabase: found.contains { $0?.kind == .database }))
    explanation.found = try deployment.files.metadata(path.resolved(in: deployment.root))?.kind
    explanation.compare(path, local[path].leaf, base[path].leaf, isBaseKnown: current.base != nil)
    explanation.generations = try Self.held(path, states)
    if isUnfinished {
      (explanation.isSwitchUnfinished, explanation.isEdited) = (true, nil)
      return explanation
    }
    if explanation.reason == .database {
      explanation.enterDatabase(held: held, local: local[path].leaf, in: prepared)
    }
    let workspace = try deployment.workspaceRules()
    explanation.ownFile = try OwnFile(path, local, prepared, in: deployment, workspace)
    explanation.outcomes =
      if let prepared { Self.outcomes(for: path, in: prepared.plan) } else {
        Self.outcomes(
          for: path, sides, base[path].leaf, local[path].leaf, hasBase: current.base != nil,
          workspace)
      }
    explanation.obstacle = try deployment.obstacle(on: path, local)
    explanation.refusal = prepared?.refusal
    return explanation
  }

  /// What the path means: the first meaning of it that anything is at, else the likeliest.
  ///
  /// - Parameter known: The entries of releases and generations at a path.
  private func place(
    _ deployment: Deployment, known: (RelativePath) throws -> [Entry?]
  ) throws -> RelativePath {
    let meanings = try deployment.meanings(of: path).joined()
    let found = try meanings.first { place in
      guard let place else { return true }
      return try known(place).contains { $0 != nil }
        || deployment.files.metadata(place.resolved(in: deployment.root)) != nil
    }
    guard let path = found ?? meanings.first(where: { $0 != nil }) ?? nil else {
      throw UpgradeError.aFolder(path: deployment.root.spelling)
    }
    // Where a file is expected, a folder is in its way.
    let isFile = try UpgradeFiles.paths.contains(path) || known(path).contains { $0.leaf != nil }
    let kind = try deployment.files.metadata(path.resolved(in: deployment.root))?.kind
    if kind == .directory && !isFile { throw UpgradeError.aFolder(path: path.description) }
    return path
  }

  /// The entries there now, also one that is managed only once a release ships something at the path.
  private func listing(
    around path: RelativePath, _ deployment: Deployment, _ log: GenerationLog,
    _ current: Generation, _ sides: [(PathExplanation.Release, Entry?)]
  ) throws -> Listing {
    if path.isReserved { return Listing() }
    let shipping = sides.lazy.compactMap(\.1).first.map { Listing([path: $0]) }
    return try deployment.withScratch {
      try deployment.capture(log, current: current, release: shipping, scratch: $0, into: nil)
        .listing
    }
  }

  private static func held(
    _ path: RelativePath, _ states: [(Generation, StoredTrees)]
  ) throws -> [PathExplanation.Held] {
    try states.compactMap { generation, trees in
      try trees.entry(at: path).leaf.map {
        PathExplanation.Held(
          generation: generation.number, version: generation.version,
          file: GenerationContents.File(path, $0))
      }
    }
  }
}
