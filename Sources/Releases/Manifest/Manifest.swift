import FileEffects
import FoundationEssentials

/// What a release says of itself in its `manifest.json`.
///
/// Only the version is required. Every field that is present must be valid: a path that leaves the
/// release, an unknown layer or an invalid digest makes the whole manifest malformed.
public struct Manifest: Hashable, Sendable {
  public var version: ReleaseVersion
  /// The day of the release, as written.
  public var date: String?
  public var files: [File]
  /// Files of earlier releases that this one no longer has.
  public var removed: [ManifestPath]
  public var breakingChanges: [String]
  public var features: [String]
  /// The versions that this release knows how to upgrade; with none named, any.
  public var upgradesFrom: [ReleaseVersion]
  /// Keys that mean nothing here, each once, those of files as `files[].key`: sorted.
  public var unknownKeys: [String] = []

  /// A file of the release.
  public struct File: Codable, Hashable, Sendable {
    public var path: ManifestPath
    public var layer: Layer
    /// In bytes.
    public var size: UInt64
    public var mode: Mode
    /// Of the file's contents.
    public var digest: Digest

    enum CodingKeys: CodingKey, CaseIterable {
      case path, layer, size, mode, digest
    }

    public init(path: ManifestPath, layer: Layer, size: UInt64, mode: Mode, digest: Digest) {
      self.path = path
      self.layer = layer
      self.size = size
      self.mode = mode
      self.digest = digest
    }
  }

  /// What an upgrade may do to a file.
  public enum Layer: String, Codable, Hashable, Sendable {
    case core, brain, config
  }

  public init(
    version: ReleaseVersion, date: String? = nil, files: [File] = [], removed: [ManifestPath] = [],
    breakingChanges: [String] = [], features: [String] = [], upgradesFrom: [ReleaseVersion] = []
  ) {
    self.version = version
    self.date = date
    self.files = files
    self.removed = removed
    self.breakingChanges = breakingChanges
    self.features = features
    self.upgradesFrom = upgradesFrom
  }

  /// Reads the contents of a `manifest.json`.
  public static func parse(_ bytes: [UInt8]) throws(ReleaseError) -> Manifest {
    var manifest: Manifest
    do {
      let decoder = JSONDecoder()
      manifest = try decoder.decode(Manifest.self, from: Data(bytes))
      manifest.unknownKeys = try decoder.decode(UnknownKeys.self, from: Data(bytes)).names
    } catch {
      throw .malformedManifest(ManifestFault(error, reading: bytes))
    }
    var paths: Set<ManifestPath> = []
    for path in manifest.files.map(\.path) + manifest.removed
    where !paths.insert(path).inserted {
      throw .malformedManifest(.listedTwice(path.path))
    }
    return manifest
  }

  /// The contents of a `manifest.json`: the same bytes for equal manifests.
  public func encoded() throws(ReleaseError) -> [UInt8] {
    do { return try StableJSON.lines(of: self) } catch {
      throw .malformedManifest(ManifestFault(error))
    }
  }
}

extension Manifest: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case version, date, files, removed, features
    case breakingChanges = "breaking_changes"
    case upgradesFrom = "upgrades_from"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    version = try fields.decode(ReleaseVersion.self, forKey: .version)
    date = try fields.decodeIfPresent(String.self, forKey: .date)
    files = try fields.decodeIfPresent([File].self, forKey: .files) ?? []
    removed = try fields.decodeIfPresent([ManifestPath].self, forKey: .removed) ?? []
    breakingChanges = try fields.decodeIfPresent([String].self, forKey: .breakingChanges) ?? []
    features = try fields.decodeIfPresent([String].self, forKey: .features) ?? []
    upgradesFrom = try fields.decodeIfPresent([ReleaseVersion].self, forKey: .upgradesFrom) ?? []
  }
}
