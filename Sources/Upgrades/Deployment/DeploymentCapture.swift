import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// How the state of a deployment is read, and by which rules.
extension Deployment {
  func workspaceRules() throws -> [LayerRule] {
    let path = storeLocation.appending(StoreLayout.layers)
    guard let bytes = try files.readIfPresent(path) else { return [] }
    return try LayerRule.read(bytes, at: path)
  }

  /// What reads releases, with the layers that files of theirs have here.
  func releaseReader(
    for purpose: ReleaseReader.Purpose = .installing, earlier: Listing = Listing(),
    scratch: FilePath
  ) throws -> ReleaseReader {
    let workspace = try workspaceRules()
    var reader = ReleaseReader(
      files: files, databases: databases, scratch: scratch, earlier: earlier, purpose: purpose
    ) {
      Layers.shippedLayer(of: $0, workspace: workspace)
    }
    reader.progress = progress
    return reader
  }

  /// Reads the state of the deployment. What the generation in force looks after, and what its release
  /// shipped, is looked after; so is what `target` and a `release` that is about to be installed have.
  func capture(
    _ log: GenerationLog?, current: Generation?, target: Generation? = nil,
    release: Listing? = nil, rules: [LayerRule]? = nil, passed: Int64? = nil, scratch: FilePath,
    into batch: ObjectBatch?,
    passingUnreadable: ((RelativePath, any Error) -> Void)? = nil
  ) throws -> Captured {
    try checkIsDeployment()
    if let log { try checkBelonging(log) }
    let reader = try log.map { try ObjectReader($0.store) }
    let known = reader.map { StoredTrees(current?.tree, $0) }
    var capture = Capture(
      root: root,
      rules: try layers(
        current: current, known, target: target, release: release, rules: rules, reader),
      files: files, databases: databases, scratch: scratch, store: log?.store
    ) { try known?.entry(at: $0) }
    capture.passesUnreadable = passingUnreadable
    (capture.passed, capture.progress) = (passed, progress)
    return try step(.readDeployment) {
      // As many as last time, more or less.
      if let current { progress?.expect(items: current.files, bytes: current.bytes) }
      return try capture.run(into: batch)
    }
  }

  /// Which files are managed, by the rules, the generations and the releases.
  ///
  /// - Parameter known: The trees of `current`, which others read as well.
  func layers(
    current: Generation?, _ known: StoredTrees?, target: Generation? = nil,
    release: Listing? = nil, rules: [LayerRule]? = nil, _ reader: ObjectReader?
  ) throws -> Layers {
    var trees: [KnownTrees] = []
    if let reader, let known {
      trees = [
        KnownTrees(trees: known, reason: .held),
        KnownTrees(trees: StoredTrees(target?.tree, reader), reason: .held),
        KnownTrees(trees: StoredTrees(current?.base, reader), reason: .shipped),
        KnownTrees(trees: StoredTrees(target?.base, reader), reason: .shipped),
      ]
    }
    return Layers(
      workspace: try rules ?? workspaceRules(),
      hasBase: current == nil ? release != nil : current?.base != nil || target?.base != nil,
      shippedIn: release.map { [$0] } ?? [], and: trees)
  }

  /// What the release in force shipped; empty if that is not known.
  func base(of generation: Generation?, in store: Store) throws -> Listing {
    guard let tree = generation?.base else { return Listing() }
    return try ObjectReader(store).listing(of: tree)
  }
}
