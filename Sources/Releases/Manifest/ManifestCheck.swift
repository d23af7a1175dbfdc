import FileEffects
import ObjectStore

extension ReleaseReader {
  /// Gives a release its manifest, which says the layers, and refuses files that are not those it lists.
  func apply(_ manifest: Manifest, to release: inout Release) throws {
    release.manifest = manifest
    if !manifest.unknownKeys.isEmpty { release.cautions.append(.unknownKeys(manifest.unknownKeys)) }
    let digests = try digests(of: Set(manifest.files.map(\.path.path)), in: release)
    var entries = release.listing.byPath
    entries[Release.manifestPath] = nil
    for file in manifest.files {
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
      guard isListed, entry.size == file.size || entry.kind == .database else {
        throw notListed(path, in: release)
      }
      if entry.kind != .database { entries[path]?.layer = Layer(file.layer) }
    }
    release.listing = Listing(entries)
  }

  private func notListed(_ path: RelativePath, in release: Release) -> ReleaseError {
    .damaged(release.source, .notAsInManifest(path))
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
