import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// How much of a release a deployment still has unchanged: of the core files, since the brain and the
/// configurations are there to be changed.
public struct ReleaseFit: Encodable, Hashable, Sendable {
  public var same: Int
  public var edited: Int
  public var missing: Int
  /// Which they are; not in JSON.
  package var editedFiles: [String] = []
  package var missingFiles: [String] = []

  private enum CodingKeys: CodingKey {
    case same, edited, missing
  }

  public var total: Int { same + edited + missing }

  /// What the deployment's own files say of its version, beside what the release says.
  enum Versions: Hashable, Sendable {
    case same
    case different(Difference)
    /// One of them does not say.
    case unknown
  }

  /// The version that a file of the deployment says, and the release's.
  public struct Difference: Hashable, Sendable {
    public var file: String
    public var local: String
    public var release: String
  }

  /// Whether the release can be the one that the deployment was installed from.
  ///
  /// Two releases of CORTEX that are not neighbours have at most 71 % of their core files in common, so that
  /// three quarters say that it is the one; neighbours have 99 %, and only versions tell them apart. Where
  /// the versions are the same, half is enough: a user may have taken whole folders away.
  func isGood(_ versions: Versions) -> Bool {
    // A release without core files is none that anything was installed from.
    if total == 0 { return false }
    return switch versions {
    case .same: same * 2 >= total
    case .unknown: same * 4 >= total * 3
    case .different: false
    }
  }
}

extension ReleaseFit {
  /// How a deployment fits the release at `source`; `version` is what the user says it is, and counts more
  /// than files.
  ///
  /// - Throws: ``UpgradeError/wrongRelease(_:_:_:)`` where it does not, unless `force`.
  init(
    of deployment: Deployment, installedFrom source: FilePath, version: ReleaseVersion?,
    force: Bool, scratch: FilePath
  ) throws {
    let release = try deployment.step(.readRelease) {
      try ReleaseSource(
        source, option: "--release", knownBy: KnownFiles(signsIn: deployment), for: deployment
      ).read(scratch: scratch, into: nil)
    }
    self = try deployment.step(.compareFiles) {
      try Self.count(release, in: deployment, scratch: scratch)
    }
    let versions =
      try version == nil ? Self.versions(in: deployment, beside: release) : .unknown
    guard force || isGood(versions) else {
      var difference: ReleaseFit.Difference?
      if case .different(let found) = versions { difference = found }
      throw UpgradeError.wrongRelease(source, self, difference)
    }
  }

  private static func count(
    _ release: Release, in deployment: Deployment, scratch: FilePath
  ) throws -> ReleaseFit {
    let workspace = try deployment.workspaceRules()
    let inspection = try Inspection(
      Capture(
        root: deployment.root, rules: Layers(workspace: workspace, hasBase: true),
        files: deployment.files, databases: deployment.databases, scratch: scratch, store: nil))
    var fit = ReleaseFit(same: 0, edited: 0, missing: 0)
    for item in release.listing.leaves where item.entry.layer == .core {
      if workspace.excludes(item.path) || VersionFile.places.contains(item.path) { continue }
      let place = item.path.resolved(in: deployment.root)
      let seen = try deployment.files.metadata(place)
      guard let seen else {
        fit.missing += 1
        fit.missingFiles.append(item.path.description)
        continue
      }
      // Another length needs no reading.
      let mayBeSame = !seen.isRegular || seen.size == item.entry.size
      if mayBeSame,
        case .entry(let found) = try inspection.present(
          at: item.path, place: place, as: seen, expected: nil),
        found.kind == item.entry.kind, found.object == item.entry.object
      {
        fit.same += 1
      } else {
        fit.edited += 1
        fit.editedFiles.append(item.path.description)
      }
    }
    return fit
  }

  private static func versions(
    in deployment: Deployment, beside release: Release
  ) throws -> Versions {
    func contents(of path: RelativePath) throws -> [UInt8]? {
      try deployment.readIfRegular(path.resolved(in: deployment.root))
    }
    let said = try saidVersions(contents: contents)
    guard let wanted = release.version,
      let found = said.compactMap({ one in one.version.map { (version: $0, source: one.file) } })
        .first
    else { return .unknown }
    // Where files disagree, one that agrees with the release speaks for it.
    if said.contains(where: { $0.version == wanted }) { return .same }
    // A release may have several files that say a version, and a manifest that says another.
    if let path = RelativePath(found.source), let shipped = release.listing[path],
      let bytes = try contents(of: path), shipped.object == ObjectID(of: bytes)
    {
      return .same
    }
    return .different(
      Difference(
        file: found.source, local: "\(found.version)", release: "\(wanted)"))
  }
}

/// The limits of an upgrade while nobody says which release the deployment was installed from.
public struct WithoutBase: Encodable, Hashable, Sendable {
  /// Configurations that will be merged without a base.
  public var configurations: Int
  /// Files in CORTEX's own folders that may be CORTEX's or the user's.
  public var coreFiles: Int

  init(_ captured: Captured) {
    var counts: [Layer: Int] = [:]
    captured.forEachLeaf { path, entry in
      guard let layer = entry.layer, !VersionFile.places.contains(path) else { return }
      counts[layer, default: 0] += 1
    }
    (configurations, coreFiles) = (counts[.config] ?? 0, counts[.core] ?? 0)
  }

  package init(configurations: Int, coreFiles: Int) {
    (self.configurations, self.coreFiles) = (configurations, coreFiles)
  }
}
