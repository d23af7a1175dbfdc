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
  /// Migrations of databases, in the order of their names.
  public var migrations: [ManifestPath] = []
  public var breakingChanges: [ReleaseNotice]
  public var deprecations: [ReleaseNotice] = []
  /// Keys of configurations that were renamed or moved since the releases that it upgrades from.
  public var renamedKeys: [RenamedKey] = []
  public var features: [String]
  /// The versions that this release knows how to upgrade; with none named, any.
  public var upgradesFrom: [ReleaseVersion]
  /// What earlier releases shipped, so that a deployment of one can be upgraded without it.
  public var bases: [Base] = []
  /// The form of a manifest that was made with its packages: it lists every file. `nil` where somebody wrote
  /// it by hand.
  public var format: Format?
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
    /// The only package that has it; `nil` if both have.
    public var package: Package?

    enum CodingKeys: CodingKey, CaseIterable {
      case path, layer, size, mode, digest, package
    }

    public init(path: ManifestPath, layer: Layer, size: UInt64, mode: Mode, digest: Digest) {
      self.path = path
      self.layer = layer
      self.size = size
      self.mode = mode
      self.digest = digest
    }
  }

  /// An earlier release.
  public struct Base: Codable, Hashable, Sendable {
    public var version: ReleaseVersion
    /// All that it shipped. The contents of its configurations are in the package.
    public var files: [File]

    public init(version: ReleaseVersion, files: [File]) {
      (self.version, self.files) = (version, files)
    }
  }

  /// The forms that this program makes and reads.
  public enum Format: Int, Codable, Hashable, Sendable {
    case one = 1
  }

  /// The two packages of a release. Both have the same manifest.
  public enum Package: String, Codable, Hashable, Sendable, CaseIterable {
    /// With everything.
    case full
    /// Without the files of the brain that every earlier release has shipped: an upgrade leaves the user's.
    case upgrade
  }

  /// What an upgrade may do to a file.
  public enum Layer: String, Codable, Hashable, Sendable {
    case core, brain, config
  }

  public init(
    version: ReleaseVersion, date: String? = nil, files: [File] = [], removed: [ManifestPath] = [],
    breakingChanges: [ReleaseNotice] = [], features: [String] = [],
    upgradesFrom: [ReleaseVersion] = []
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
    try manifest.renamedKeys.checkCircles()
    for base in manifest.bases {
      var paths: Set<ManifestPath> = []
      for file in base.files where !paths.insert(file.path).inserted {
        throw .malformedManifest(.listedTwice(file.path.path))
      }
    }
    return manifest
  }

  /// A manifest that says nothing but the version.
  var versionAlone: [UInt8] { Array("{\"version\":\"\(version)\"}".utf8) }

  /// The contents of a `manifest.json`: the same bytes for equal manifests.
  public func encoded() throws(ReleaseError) -> [UInt8] {
    do { return try StableJSON.lines(of: self) } catch {
      throw .malformedManifest(ManifestFault(error))
    }
  }
}

extension Manifest: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case version, date, format, files, removed, migrations, features, deprecations, bases
    case breakingChanges = "breaking_changes"
    case upgradesFrom = "upgrades_from"
    case renamedKeys = "renamed_keys"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    version = try fields.decode(ReleaseVersion.self, forKey: .version)
    date = try fields.decodeIfPresent(String.self, forKey: .date)
    files = try fields.decodeIfPresent([File].self, forKey: .files) ?? []
    removed = try fields.decodeIfPresent([ManifestPath].self, forKey: .removed) ?? []
    breakingChanges =
      try fields.decodeIfPresent([ReleaseNotice].self, forKey: .breakingChanges) ?? []
    features = try fields.decodeIfPresent([String].self, forKey: .features) ?? []
    upgradesFrom = try fields.decodeIfPresent([ReleaseVersion].self, forKey: .upgradesFrom) ?? []
    migrations = try fields.decodeIfPresent([ManifestPath].self, forKey: .migrations) ?? []
    deprecations = try fields.decodeIfPresent([ReleaseNotice].self, forKey: .deprecations) ?? []
    renamedKeys = try fields.decodeIfPresent([RenamedKey].self, forKey: .renamedKeys) ?? []
    bases = try fields.decodeIfPresent([Base].self, forKey: .bases) ?? []
    format = try fields.decodeIfPresent(Format.self, forKey: .format)
  }

  /// Without the lists that are empty, but for those that everybody expects.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(version, forKey: .version)
    try fields.encodeIfPresent(date, forKey: .date)
    try fields.encodeIfPresent(format, forKey: .format)
    try fields.encode(files, forKey: .files)
    try fields.encode(removed, forKey: .removed)
    try fields.encode(breakingChanges.map(WrittenNotice.init), forKey: .breakingChanges)
    try fields.encode(features, forKey: .features)
    try fields.encode(upgradesFrom, forKey: .upgradesFrom)
    if !migrations.isEmpty { try fields.encode(migrations, forKey: .migrations) }
    if !deprecations.isEmpty { try fields.encode(deprecations, forKey: .deprecations) }
    if !renamedKeys.isEmpty { try fields.encode(renamedKeys, forKey: .renamedKeys) }
    if !bases.isEmpty { try fields.encode(bases, forKey: .bases) }
  }
}
