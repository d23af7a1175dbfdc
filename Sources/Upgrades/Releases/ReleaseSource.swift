import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// A release that somebody named: a folder, an archive, or a ``GitRevision``.
struct ReleaseSource {
  let deployment: Deployment
  let named: FilePath
  /// The option that names it on the command line.
  let option: String
  /// The files that identify it as a release of the installed product.
  let known: KnownFiles

  init(
    _ named: FilePath, option: String, knownBy known: KnownFiles, for deployment: Deployment
  ) {
    (self.named, self.option, self.known) = (named, option, known)
    self.deployment = deployment
  }

  private var files: any FileSystem { deployment.files }

  /// Reads it, and refuses anything but a release of the installed product: a folder before it is read, an
  /// archive after that.
  ///
  /// - Parameter earlier: What the store already has of an earlier release.
  /// - Throws: ``ReleaseError``, ``GitRevision/Failure``.
  func read(
    earlier: Listing = Listing(), scratch: FilePath, into batch: ObjectBatch?
  ) throws -> Release {
    let reader = try deployment.releaseReader(earlier: earlier, scratch: scratch)
    if let revision = try GitRevision(named, on: files) {
      let archive = scratch.appending("revision.tar")
      try files.remove(archive)
      do {
        try files.replace(archive, with: [])
        try revision.write(to: archive, deployment.programs)
        let release = try reader.read(archive, shownAs: named, into: batch)
        try check(release) { "\(named):\($0)" }
        return release
      } catch {
        Release.remove(archive, on: files)
        throw error
      }
    }
    let place = try files.named(named)
    let found = try files.metadata(place)
    try refuseRepository(place, found)
    guard found?.isDirectory ?? false else {
      let release = try reader.read(named, into: batch)
      try check(release) { _ in nil }
      return release
    }
    try check(place)
    var release = try reader.read(named, into: batch)
    if let git = release.warnings.firstIndex(where: { $0.path.description == ".git" }) {
      release.warnings.remove(at: git)
      release.cautions.append(.workingTree(named, option: option))
    }
    return release
  }

  // MARK: Folders

  /// Refuses the folder, or file, where git keeps its records.
  private func refuseRepository(_ place: FilePath, _ found: FileMetadata?) throws {
    switch found?.kind {
    case .directory:
      guard try ["HEAD", "objects", "refs"].allSatisfy({ try has($0, in: place) }) else { return }
      // For git itself, the folder with the files is the repository.
      let isInside = place.lastComponent?.string == ".git"
      throw ReleaseError.repository(named, of: isInside ? above(named) : named, option: option)
    case .regular:
      // A worktree or a submodule has a file there.
      guard place.lastComponent?.string == ".git" else { return }
      throw ReleaseError.repository(named, of: above(named), option: option)
    default: return
    }
  }

  private func has(_ name: String, in folder: FilePath) throws -> Bool {
    try files.metadata(folder.appending(name)) != nil
  }

  private func above(_ path: FilePath) -> FilePath {
    guard case .regular? = path.lastComponent?.kind else { return path.appending("..") }
    let parent = path.removingLastComponent()
    return parent.isEmpty ? "." : parent
  }

  /// Refuses a folder that is no release.
  private func check(_ place: FilePath) throws {
    if try isDeployment(place) {
      throw ReleaseError.notARelease(named, .deployment, .none)
    }
    if try Store.exists(at: place.appending(Deployment.storeFolder), on: files) {
      throw ReleaseError.notARelease(named, .otherDeployment, .none)
    }
    guard let unlikeness = try unlikeness(of: place) else { return }
    var near: [FilePath] = []
    for folder in try foldersNear() where try hasSign(folder) {
      // A folder inside one is part of it.
      guard !near.contains(where: { folder.starts(with: $0) }), try !isDeployment(folder),
        try !Store.exists(at: folder.appending(Deployment.storeFolder), on: files),
        try self.unlikeness(of: folder) == nil
      else { continue }
      near.append(folder)
    }
    throw ReleaseError.notARelease(
      named, unlikeness,
      near.isEmpty ? .none : .folders(Array(near.prefix(3)), more: near.count > 3))
  }

  /// Whether anything of a release's own is there: a look at a few names, before one at thousands.
  private func hasSign(_ folder: FilePath) throws -> Bool {
    try Likeness.signs.contains { try files.metadata(folder.appending($0)) != nil }
  }

  private func isDeployment(_ place: FilePath) throws -> Bool {
    guard let own = try files.metadata(deployment.root),
      let other = try files.metadata(files.named(place))
    else { return false }
    return (own.device, own.inode) == (other.device, other.inode)
  }

  private func unlikeness(of folder: FilePath) throws -> Unlikeness? {
    let likeness = try Likeness(to: known.paths) { path in
      try files.metadata(path.resolved(in: folder)) != nil
    }
    let manifest = Release.manifestPath.resolved(in: folder)
    let bytes =
      try files.metadata(manifest)?.isRegular ?? false ? try files.read(manifest) : nil
    return likeness.unlikeness(Self.manifest(in: bytes), shippedBy: known.version)
  }

  /// An unreadable one proves nothing; reading the release reports it.
  private static func manifest(in bytes: [UInt8]?) -> Manifest? {
    bytes.flatMap { try? Manifest.parse($0) }
  }

  /// Where the intended release may be: the folder above, and those inside, two deep.
  private func foldersNear() throws -> [FilePath] {
    var near: [FilePath] = []
    var level = [named]
    for _ in 0..<2 {
      level = level.flatMap { folder in
        // A folder that cannot be listed is not the one to suggest.
        ((try? files.contents(of: folder)) ?? [])
          .filter { $0.metadata.isDirectory && !ReservedName.isPlain($0.name) }
          .sorted { $0.name.lexicographicallyPrecedes($1.name) }
          .map { folder.appending(bytes: $0.name) }
      }
      level = Array(level.prefix(Self.mostNear))
      near += level
    }
    return [above(named)] + near
  }

  private static let mostNear = 100

  // MARK: Archives

  /// Refuses an archive that is no release. `name` says how a folder in it can be named.
  private func check(_ release: Release, name: (RelativePath) -> String?) throws {
    let entries = release.listing.byPath
    func unlikeness(below folder: RelativePath?, _ manifest: Manifest?) -> Unlikeness? {
      Likeness(to: known.paths) { path in
        entries[
          folder.map { RelativePath(unchecked: $0.bytes + [UInt8(ascii: "/")] + path.bytes) }
            ?? path]
          != nil
      }.unlikeness(manifest, shippedBy: known.version)
    }
    guard let found = unlikeness(below: nil, release.manifest) else { return }
    let inner = release.listing.items.first { item in
      item.entry.isDirectory && item.path.components.count <= 2
        && unlikeness(below: item.path, nil) == nil
    }
    throw ReleaseError.notARelease(
      release.source, found,
      inner.map { inner in
        name(inner.path).map { .revision($0) } ?? .inArchive(inner.path.description)
      } ?? .none)
  }
}
