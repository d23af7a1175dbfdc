import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// A release from which the new one upgrades.
struct EarlierRelease {
  let place: FilePath
  let version: ReleaseVersion
  /// All that it shipped, but for configurations that cannot be merged.
  let files: [Manifest.File]
  let paths: Set<RelativePath>
  /// The contents of its configurations.
  let configurations: [Digest: [UInt8]]

  init(
    _ source: BuildRelease.EarlierSource, _ workshop: Workshop, rules: [LayerRule],
    scratch: FilePath
  ) throws {
    place = source.place
    let isFolder = try workshop.files.metadata(workshop.files.named(place))?.isDirectory ?? false
    let reader = workshop.reader(isFolder ? .contents : .installing, rules: rules, scratch: scratch)
    let release = try reader.read(place, into: nil)
    guard let version = source.version ?? release.version else {
      throw BuildError.unknownVersion(place)
    }
    self.version = version
    let leaves = release.listing.leaves.filter { $0.path != Release.manifestPath }
    let digests = try reader.digests(of: Set(leaves.map(\.path)), in: release)
    var configurations: [Digest: [UInt8]] = [:]
    let listed = leaves.compactMap { item -> Manifest.File? in
      guard let digest = digests[item.path].flatMap({ Digest($0.description) }) else { return nil }
      let file = Manifest.File(item, digest)
      if file.layer == .config {
        guard let text = release.configurations[item.path] else { return nil }
        configurations[digest] = text
      }
      return file
    }
    self.configurations = configurations
    // The package for upgrades lists files that it does not hold.
    let absent = (release.manifest?.files ?? []).filter { release.listing[$0.path.path] == nil }
    files = (listed + absent.map(\.shared)).sorted { $0.path.path < $1.path.path }
    paths = Set(files.map(\.path.path)).union(leaves.map(\.path))
  }
}

extension EarlierRelease {
  /// The contents of one of its configurations.
  func configuration(_ path: RelativePath) -> [UInt8]? {
    files.first { $0.path.path == path }.flatMap { configurations[$0.digest] }
  }
}

extension Manifest.File {
  /// The same file, whichever package has it.
  fileprivate var shared: Manifest.File {
    var file = self
    file.package = nil
    return file
  }
}
