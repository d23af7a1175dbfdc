import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// A release that a deployment may have been installed from, known by the digests of its files.
struct BaseCandidate {
  /// As its channel calls it.
  var name: String
  var version: ReleaseVersion?
  var digests: [RelativePath: Digest]
  /// Where it is to be had.
  var origin: Origin

  /// A digest of a file, as whoever offers it gives it.
  enum Digest {
    case sha256(ObjectID)
    /// As git gives it to a blob.
    case git(String)
  }

  indirect enum Origin {
    /// On this machine: a package, or a revision of a repository.
    case here(FilePath)
    case offered(OfferedRelease)
    /// Only what a later release knows of it.
    case earlier(Manifest.Base, in: Origin)
  }

  init(_ name: String, _ version: ReleaseVersion?, _ tree: GitTree, _ origin: Origin) {
    (self.name, self.version, self.origin) = (name, version, origin)
    digests = tree.files.mapValues { .git($0) }
  }

  private init(_ version: ReleaseVersion, _ files: [Manifest.File], _ origin: Origin) {
    (name, self.version, self.origin) = ("\(version)", version, origin)
    digests = [:]
    for file in files {
      if let object = ObjectID("\(file.digest)") { digests[file.path.path] = .sha256(object) }
    }
  }

  /// The release that a manifest is of, and the earlier ones that it knows.
  static func all(in manifest: Manifest, of origin: Origin) -> [BaseCandidate] {
    ([BaseCandidate(manifest.version, manifest.files, origin)]
      + manifest.bases.map { BaseCandidate($0.version, $0.files, .earlier($0, in: origin)) })
      .filter { !$0.digests.isEmpty }
  }
}

extension [BaseCandidate] {
  /// Adds others; of two of the same version, the one that is to be had as it is stays.
  mutating func add(_ others: [BaseCandidate]) {
    for other in others {
      guard let known = firstIndex(where: { $0.version != nil && $0.version == other.version })
      else {
        append(other)
        continue
      }
      if case .earlier = self[known].origin { self[known] = other }
    }
  }
}

/// How many of a release's files a deployment has as they were shipped: of those that are not the user's.
public struct BaseComparison: Encodable, Hashable, Sendable {
  /// The release, as its channel calls it.
  public let release: String
  /// The channel; `git` for the deployment's own repository.
  public let source: String
  public let same: Int
  public let total: Int
  /// What the user has changed, or taken away.
  public let differing: [String]

  package init(release: String, source: String, same: Int, total: Int, differing: [String]) {
    (self.release, self.source, self.same) = (release, source, same)
    (self.total, self.differing) = (total, differing)
  }

  /// Whether it can be the release that was installed; as ``ReleaseFit`` decides where nothing else speaks for
  /// it.
  var isGood: Bool { total > 0 && same * 2 >= total }
}

extension BaseComparison {
  /// Whether there is no doubt, where the version is the same: neighbouring releases share nearly all files.
  var isClear: Bool { total > 0 && same * 4 >= total * 3 }

  /// Whether it is nearer to a deployment than another: more files are equal, or as many of fewer.
  func isNearer(than other: BaseComparison) -> Bool {
    (same, other.total) > (other.same, total)
  }
}

/// The digests of a deployment's files, each found once.
final class LocalDigests {
  private let deployment: Deployment
  private var rules: [LayerRule]?
  private var objects: [RelativePath: ObjectID?] = [:]
  private var blobs: [RelativePath: String?] = [:]

  init(of deployment: Deployment) { self.deployment = deployment }

  /// Compares the files that are not the user's to change.
  func comparison(with candidate: BaseCandidate, from source: String) throws -> BaseComparison {
    let rules = try rules ?? deployment.workspaceRules()
    self.rules = rules
    var (same, differing) = (0, [RelativePath]())
    for (path, digest) in candidate.digests {
      guard Layers.shippedLayer(of: path, workspace: rules) != .brain,
        !VersionFile.places.contains(path)
      else { continue }
      if try has(digest, at: path) { same += 1 } else { differing.append(path) }
    }
    return BaseComparison(
      release: candidate.name, source: source, same: same, total: same + differing.count,
      differing: differing.sorted().map(\.description))
  }

  private func has(_ digest: BaseCandidate.Digest, at path: RelativePath) throws -> Bool {
    switch digest {
    case .sha256(let object):
      if let known = objects[path] { return known == object }
      let found = try bytes(at: path).map { ObjectID(of: $0) }
      objects[path] = .some(found)
      return found == object
    case .git(let blob):
      if let known = blobs[path] { return known == blob }
      let found = try bytes(at: path).map { GitTree.digest(of: $0, digits: blob.count) }
      blobs[path] = .some(found)
      return found == blob
    }
  }

  /// The bytes of a file that are still these; `nil` where they are not. A link is none.
  func bytes(of object: ObjectID, at path: RelativePath) throws -> [UInt8]? {
    let place = path.resolved(in: deployment.root)
    guard try deployment.files.metadata(place)?.isRegular ?? false, let bytes = try bytes(at: path),
      ObjectID(of: bytes) == object
    else { return nil }
    return bytes
  }

  /// `nil` where there is no file or link, or one that is larger than any a release has.
  private func bytes(at path: RelativePath) throws -> [UInt8]? {
    let place = path.resolved(in: deployment.root)
    guard let found = try? deployment.files.metadata(place) else { return nil }
    switch found.kind {
    case .regular: return found.size <= 64 << 20 ? try? deployment.files.read(place) : nil
    case .symbolicLink: return try? deployment.files.linkTarget(place)
    default: return nil
    }
  }
}
