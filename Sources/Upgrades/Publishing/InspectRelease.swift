import FileEffects
import ObjectStore
public import Releases
public import SystemPackage

/// Says what is in a package, or the folder of a release.
public struct InspectRelease: Sendable {
  public var place: FilePath

  public init(_ place: FilePath) { self.place = place }

  /// - Throws: ``ReleaseError`` for a package that no upgrade would take.
  public func report(on workshop: Workshop, scratch: FilePath) throws -> ReleaseInspection {
    // Of a folder of packages, what it publishes.
    let place = try LocalChannel(place, on: workshop.files).newest
    let found = try workshop.files.metadata(workshop.files.named(place))
    let isFolder = found?.isDirectory ?? false
    let release = try Step.readRelease.run(watchedBy: workshop.watch) {
      try workshop.reader(isFolder ? .contents : .installing, rules: [], scratch: scratch)
        .read(place, into: nil)
    }
    return ReleaseInspection(release, packed: isFolder ? nil : found?.size)
  }
}

/// What is in a release.
public struct ReleaseInspection: Encodable, Hashable, Sendable {
  /// Some of its files.
  public struct Part: Encodable, Hashable, Sendable {
    public let files: Int
    public let bytes: UInt64

    init(_ entries: [Entry]) {
      (files, bytes) = (entries.count, entries.reduce(0) { $0 + $1.size })
    }
  }

  public let path: String
  @OrNull public var version: String?
  /// The file that says so.
  @OrNull public var versionSource: String?
  @OrNull public var date: String?
  /// `full` or `upgrade`; `null` for what was not made by `release build`.
  @OrNull public var package: Manifest.Package?
  public let files: Int
  /// Unpacked, as the next one.
  public let bytes: UInt64
  /// Of the package itself.
  @OrNull public var packedBytes: UInt64?
  public let layers: Layers
  public let removed: Int
  public let migrations: [String]
  public let upgradesFrom: [String]
  /// The releases whose configurations and digests it has.
  public let bases: [String]
  public let breakingChanges: [String]
  public let features: [String]
  /// The same with the ways out.
  public let breaking: [ReleaseNotice]
  public let deprecations: [ReleaseNotice]
  public let renamedKeys: [RenamedKey]
  /// What was compared with lists of digests.
  public let checksums: [Finding]
  /// Whose signature the list beside it has; nobody has said that it counts.
  @OrNull public var signedBy: String?
  @OrNull public var trustedComment: String?
  public let warnings: [Finding]

  public struct Layers: Encodable, Hashable, Sendable {
    public let core: Part
    public let brain: Part
    public let config: Part
  }

  init(_ release: Release, packed: UInt64?) {
    path = release.source.spelling
    let manifest = release.manifest
    let leaves = Array(release.listing.leaves)
    func part(_ layer: Layer) -> Part {
      Part(leaves.map(\.entry).filter { ($0.kind == .database ? .brain : $0.layer) == layer })
    }
    layers = Layers(core: part(.core), brain: part(.brain), config: part(.config))
    files = leaves.count
    bytes = release.listing.byteCount
    removed = manifest?.removed.count ?? 0
    migrations = release.migrations.keys.map(\.description).sorted()
    upgradesFrom = (manifest?.upgradesFrom ?? []).map(\.description)
    bases = (manifest?.bases ?? []).map(\.version.description)
    breaking = manifest?.breakingChanges ?? []
    breakingChanges = breaking.map(\.what)
    features = manifest?.features ?? []
    deprecations = manifest?.deprecations ?? []
    renamedKeys = manifest?.renamedKeys ?? []
    checksums = release.checksums.map { .checksum($0) }
    warnings = release.allWarnings
    _version = OrNull(wrappedValue: release.version?.description)
    _versionSource = OrNull(wrappedValue: release.versionSource)
    _date = OrNull(wrappedValue: manifest?.date)
    _package = OrNull(wrappedValue: release.package)
    _packedBytes = OrNull(wrappedValue: packed)
    _signedBy = OrNull(wrappedValue: release.signedList?.signature.key.description)
    _trustedComment = OrNull(wrappedValue: release.signedList?.signature.trustedComment.text)
  }
}
