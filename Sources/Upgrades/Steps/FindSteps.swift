import Downloads
import FileEffects
import Generations
import ObjectStore
public import Releases
import SystemPackage

/// One of several releases in a row, and what it breaks.
public struct StepRelease: Sendable {
  public var wanted: WantedRelease
  public var breaking: [ReleaseNotice]
}

/// Finds the releases to go through, where the one that is wanted does not upgrade the installed version.
///
/// It looks into the channel of the wanted release, into the folders beside it, and into the channel that is set,
/// and reads only manifests.
public struct FindSteps {
  public var wanted: WantedRelease
  public var target: ReleaseVersion
  /// What the wanted release upgrades.
  public var upgradesFrom: [ReleaseVersion]

  public init(_ wanted: WantedRelease, target: ReleaseVersion, upgradesFrom: [ReleaseVersion]) {
    (self.wanted, self.target, self.upgradesFrom) = (wanted, target, upgradesFrom)
  }

  /// How many releases of a channel are asked what they upgrade: the newest.
  private static let mostReleases = 30

  /// The releases in order, the wanted one last; `nil` where no way is known.
  ///
  /// - Throws: As ``FetchRelease/run(on:over:)``.
  public func run(on deployment: Deployment, over web: ReleaseWeb) throws -> [StepRelease]? {
    let current = try deployment.records().current()
    guard let installed = ReleaseVersion(current.version), !installed.isStandIn else { return nil }
    var known = [target: upgradesFrom]
    var breaking: [ReleaseVersion: [ReleaseNotice]] = [:]
    var places: [ReleaseVersion: ReleaseChannel] = [:]
    for channel in try channels(of: deployment) {
      let found = try deployment.step(.fetchRelease) {
        try manifests(in: channel, after: installed, deployment, web)
      }
      for (version, manifest) in found where breaking[version] == nil {
        breaking[version] = manifest.breakingChanges
        if version == target { continue }
        (known[version], places[version]) = (manifest.upgradesFrom, channel)
      }
    }
    let path = UpgradePath(from: installed, to: target, upgradesFrom: known)
    guard let path, path.versions.count > 1 else { return nil }
    return path.versions.map { version in
      StepRelease(
        wanted: places[version].map {
          WantedRelease($0, version: version, takesPrereleases: wanted.takesPrereleases)
        } ?? wanted, breaking: breaking[version] ?? [])
    }
  }

  private func channels(of deployment: Deployment) throws -> [ReleaseChannel] {
    var channels = [wanted.channel]
    if let usual = try deployment.usualRelease(nil, takesPrereleases: wanted.takesPrereleases) {
      channels.append(usual.channel)
    }
    return try channels.flatMap { channel -> [ReleaseChannel] in
      guard case .local(let place) = channel, !place.string.hasPrefix(GitRevision.prefix) else {
        return [channel]
      }
      let path = place.isRelative ? (deployment.currentFolder ?? "").pushing(place) : place
      return try [channel]
        + beside(path.lexicallyNormalized(), on: deployment.files)
        .map { .local($0) }
    }
  }

  /// The folder that a place is in, and the folders in there: whoever keeps releases has them beside each other.
  private func beside(_ place: FilePath, on files: any FileSystem) throws -> [FilePath] {
    let folder = place.removingLastComponent()
    // Where others may write, others may have put something there.
    guard let owner = try files.metadata(place)?.owner.user else { return [] }
    func isTrusted(_ path: FilePath) throws -> Bool {
      guard let found = try files.metadata(path) else { return false }
      return found.isDirectory && found.owner.user == owner && found.permissions & 0o002 == 0
    }
    // Somebody may keep them where others' folders cannot be read.
    let names = ((try? files.contents(of: folder)) ?? []).map(\.name).sorted {
      $0.lexicographicallyPrecedes($1)
    }
    return try ([folder] + names.prefix(Self.mostFolders).map { folder.appending(bytes: $0) })
      .filter { try $0 != place && isTrusted($0) }
  }

  /// How many folders are looked into.
  private static let mostFolders = 200

  /// The manifests of the releases up to the one that is wanted; of others nobody knows what they upgrade.
  private func manifests(
    in channel: ReleaseChannel, after installed: ReleaseVersion, _ deployment: Deployment,
    _ web: ReleaseWeb
  ) throws -> [ReleaseVersion: Manifest] {
    func isBetween(_ version: ReleaseVersion) -> Bool { version > installed && version <= target }
    var found: [ReleaseVersion: Manifest] = [:]
    if case .local(let place) = channel {
      // What cannot be read there is no step.
      guard let folder = try? LocalChannel(place, on: deployment.files) else { return [:] }
      for version in Set(folder.packages.map(\.version)).filter(isBetween) {
        found[version] = (try? folder.manifest(version)) ?? nil
      }
      if folder.packages.isEmpty, let manifest = try? folder.ownManifest(),
        isBetween(manifest.version)
      {
        found[manifest.version] = manifest
      }
      return found
    }
    return try ReleaseCache(of: deployment).locked {
      let cache = ReleaseCache(of: deployment)
      let inquiry = ReleaseInquiry(
        wanted: WantedRelease(channel, takesPrereleases: wanted.takesPrereleases), web: web,
        texts: RememberedTexts(in: cache.texts, over: web.web, on: deployment.files), cache: cache)
      let offered = try inquiry.releases(all: true)
        .compactMap { release in release.version.map { ($0, release) } }
        .filter { isBetween($0.0) }.sorted { $1.0 < $0.0 }
      for (version, release) in offered.prefix(Self.mostReleases) {
        found[version] = try inquiry.offer(of: release).manifest?.value
      }
      return found
    }
  }
}
