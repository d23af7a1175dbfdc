import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// The folder that a release is made from, as read.
struct ReleaseFiles {
  let folder: FilePath
  let release: Release
  /// What the author says in a `manifest.json`: layers, features, breaking changes.
  let author: AuthorManifest?
  /// What the author says of layers in a `layers.yaml`; `none` leaves a file out.
  let rules: [LayerRule]
  let notes: [UInt8]?
  /// All that is installed, in the order of paths.
  let files: [Manifest.File]

  init(of named: FilePath, _ workshop: Workshop, scratch: FilePath) throws {
    let disk = workshop.files
    let folder = try disk.named(named)
    self.folder = folder
    guard try disk.metadata(folder)?.isDirectory ?? false else { throw BuildError.noFolder(folder) }
    let manifestPlace = Release.manifestPath.resolved(in: folder)
    author = try disk.readIfPresent(manifestPlace, atMost: UInt64(Release.longestConfiguration)).map
    {
      bytes throws(BuildError) in
      do throws(ManifestFault) { return try AuthorManifest(bytes) } catch {
        throw .manifest(manifestPlace, error)
      }
    }
    if try Store.exists(at: folder.appending(Deployment.storeFolder), on: disk) {
      throw ReleaseError.notARelease(folder, .otherDeployment, .none)
    }
    let likeness = try Likeness(to: [RelativePath]()) {
      try disk.metadata($0.resolved(in: folder)) != nil
    }
    if let unlikeness = likeness.unlikeness(nil, shippedBy: nil) {
      throw ReleaseError.notARelease(folder, unlikeness, .none)
    }
    let place = folder.appending(StoreLayout.layers)
    rules = try disk.readIfPresent(place).map { try LayerRule.read($0, at: place) } ?? []
    let notes = folder.appending(ProductLayout.current.notes)
    self.notes = try disk.readIfPresent(notes)

    let reader = workshop.reader(.contents, rules: rules, scratch: scratch)
    let release = try reader.read(folder, into: nil)
    self.release = release
    let rules = self.rules
    let kept = release.listing.leaves.filter {
      !Self.isOfTheAuthor($0.path) && !rules.excludes($0.path)
    }
    if let log = try kept.first(where: { item in
      guard item.entry.kind == .database else { return false }
      return try Self.logs.contains {
        try disk.metadata(item.path.resolved(in: folder).withSuffix($0))?.size ?? 0 > 0
      }
    }) {
      throw BuildError.openDatabase(log.path.resolved(in: folder))
    }
    let digests = try reader.digests(of: Set(kept.map(\.path)), in: release)
    if let missing = author?.packaged.first(where: { release.listing[$0.path.path] == nil }) {
      throw BuildError.partOfPackage(folder, missing: missing.path.path)
    }
    if let bad = kept.map(\.path).first(where: {
      String(validating: $0.bytes, as: UTF8.self) == nil
    }) {
      throw BuildError.nameNotUTF8(bad)
    }
    let bytes = kept.reduce(0) { $0 + $1.entry.size }
    guard bytes <= ArchiveLimits().maximumBytes, kept.count <= ArchiveLimits().maximumEntries else {
      throw BuildError.tooMuch(
        folder, files: kept.count, bytes: bytes, maximumFiles: ArchiveLimits().maximumEntries,
        maximumBytes: ArchiveLimits().maximumBytes)
    }
    files = try kept.map { item in
      guard let digest = digests[item.path].flatMap({ Digest($0.description) }) else {
        throw PackagingError.changedMeanwhile(item.path.resolved(in: folder))
      }
      return Manifest.File(item, digest)
    }
  }

  /// What SQLite keeps beside a database that is in use.
  private static let logs = ["-wal", "-journal"]

  /// Whether a file is for making the release, or made with it, and not a part of it.
  private static func isOfTheAuthor(_ path: RelativePath) -> Bool {
    let product = ProductLayout.current
    return own.contains(path) || path.isInside(ProductLayout.path(product.bases))
  }

  private static let own = Set(
    [
      ProductLayout.current.manifest, ProductLayout.current.notes, StoreLayout.layers,
      ChecksumList.fileName, ChecksumList.fileName + FileSignature.ending,
    ].map(ProductLayout.path))

  /// Where the contents of a file are.
  func contents(of file: Manifest.File) -> PackageEntry.Contents? {
    let path = file.path.path
    if let target = release.links[path] { return .link(target: target) }
    return ObjectID(file.digest.description).map {
      .file(path.resolved(in: folder), $0, isExecutable: file.mode == .executable)
    }
  }

  /// Folders with nothing in them.
  var emptyFolders: [RelativePath] {
    let full = Set(release.listing.items.flatMap { $0.path.ancestors })
    return release.listing.folders.map(\.path).filter {
      !full.contains($0) && !rules.excludes($0)
        && $0 != ProductLayout.path(ProductLayout.current.bases)
    }
  }
}

extension Manifest.File {
  /// What a manifest says of a file, a database or a link.
  init(_ item: Listing.Item, _ digest: Digest) {
    let layer: Manifest.Layer =
      switch (item.entry.kind, item.entry.layer) {
      case (.database, _), (_, .brain): .brain
      case (_, .config): .config
      case (_, .core), (_, nil): .core
      }
    self.init(
      path: ManifestPath(item.path), layer: layer, size: item.entry.size,
      mode: item.entry.isExecutable ? .executable : .usual, digest: digest)
  }
}
