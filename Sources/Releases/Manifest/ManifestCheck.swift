public import FileEffects
import ObjectStore

extension ReleaseReader {
  /// Gives a release its manifest, which says the layers, and refuses files that are not those it lists.
  func apply(_ manifest: Manifest, to release: inout Release) throws {
    release.manifest = manifest
    if !manifest.unknownKeys.isEmpty { release.cautions.append(.unknownKeys(manifest.unknownKeys)) }
    let bases = manifest.format == nil ? [:] : manifest.basePlaces
    let digests = try digests(
      of: Set(manifest.files.map(\.path.path)).union(bases.keys), in: release)
    var entries = release.listing.byPath
    entries[Release.manifestPath] = nil
    for (place, digest) in bases {
      guard let found = digests[place] else {
        throw ReleaseError.damaged(release.source, .onlyInManifest(place))
      }
      guard found.description == digest.description else { throw notListed(place, in: release) }
    }
    release.package = manifest.package { digests[$0] != nil }
    for file in manifest.files where release.package != .upgrade || file.package != .full {
      let path = file.path.path
      let isListed = digests[path]?.description == file.digest.description
      // What lies beside a database is part of it.
      if entries[path] == nil, digests[path] != nil, path.database({ entries[$0] }) != nil {
        guard isListed else { throw notListed(path, in: release) }
        continue
      }
      guard let entry = entries[path], !entry.isDirectory else {
        throw ReleaseError.damaged(release.source, .onlyInManifest(path))
      }
      let isSameKind =
        manifest.format == nil || entry.kind == .link
        || entry.isExecutable == (file.mode == .executable)
      guard isListed, isSameKind, entry.size == file.size || entry.kind == .database else {
        throw notListed(path, in: release)
      }
      if entry.kind != .database { entries[path]?.layer = Layer(file.layer) }
    }
    let listed = Set(manifest.files.map(\.path.path))
    if purpose == .installing, !listed.isEmpty,
      let migration = release.listing.leaves.map(\.path).first(where: {
        Release.mayBeMigration($0) && !listed.contains($0)
      })
    {
      throw ReleaseError.unlisted(
        release.source, name: migration.bytes, list: "its \(ProductLayout.current.manifest)")
    }
    if release.package == .upgrade { addEarlier(&entries, manifest) }
    if manifest.format != nil { try leaveOutUnlisted(&entries, manifest, of: release) }
    release.listing = Listing(entries)
  }

  /// Adds what the package for upgrades lacks and the store has of the installed release: it is shipped as
  /// before.
  private func addEarlier(_ entries: inout [RelativePath: Entry], _ manifest: Manifest) {
    for file in manifest.files where file.package == .full {
      let path = file.path.path
      guard entries[path] == nil, let old = earlier[path], old.kind != .database, !old.isChunked,
        old.object.description == file.digest.description
      else { continue }
      entries[path] = old
      entries[path]?.layer = Layer(file.layer)
    }
  }

  /// Takes away what a package has for itself, and refuses whatever else its manifest does not list.
  private func leaveOutUnlisted(
    _ entries: inout [RelativePath: Entry], _ manifest: Manifest, of release: Release
  ) throws(ReleaseError) {
    let listed = Set(manifest.files.map(\.path.path))
    let bases = manifest.basePlaces
    for path in entries.keys.sorted() where !listed.contains(path) {
      let isOwn = bases[path] != nil || Manifest.ownPaths.contains(path)
      if entries[path]?.isDirectory ?? false {
        if path == Manifest.baseFolder { entries[path] = nil }
        continue
      }
      guard isOwn else { throw .damaged(release.source, .notInManifest(path)) }
      entries[path] = nil
    }
  }

  private func notListed(_ path: RelativePath, in release: Release) -> ReleaseError {
    .damaged(release.source, .notAsInManifest(path))
  }
}

extension Manifest {
  static let baseFolder = ProductLayout.path(ProductLayout.current.bases)

  /// What a package has beside its files: it is not installed unless it is listed as one.
  static let ownPaths: Set<RelativePath> = Set(
    [ProductLayout.current.notes, ProductLayout.current.versionFile].map(ProductLayout.path))

  /// Which of its packages has these paths; `nil` for what was not made as one.
  func package(_ has: (RelativePath) -> Bool) -> Package? {
    guard format != nil else { return nil }
    let only = files.filter { $0.package == .full }
    return only.isEmpty || only.contains { has($0.path.path) } ? .full : .upgrade
  }

  /// Where a package has the contents of the configurations of its ``bases``, each once, and their digests.
  public var basePlaces: [RelativePath: Digest] {
    var places: [RelativePath: Digest] = [:]
    for file in bases.flatMap(\.files) where file.layer == .config {
      places[Self.basePlace(of: file.digest)] = file.digest
    }
    return places
  }

  public static func basePlace(of digest: Digest) -> RelativePath {
    RelativePath.appending(Array(digest.description.utf8), to: baseFolder)
  }
}

extension Layer {
  fileprivate init(_ layer: Manifest.Layer) {
    self =
      switch layer {
      case .core: .core
      case .brain: .brain
      case .config: .config
      }
  }
}
