import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// A channel on this machine: a release, or a folder of packages as `release build` makes it.
struct LocalChannel {
  let place: FilePath
  let files: any FileSystem
  /// The names of the packages in the folder; empty for anything else.
  let packages: [PackageName]

  init(_ place: FilePath, on files: any FileSystem) throws {
    (self.place, self.files) = (place, files)
    let folder = try files.named(place)
    guard !place.string.hasPrefix(GitRevision.prefix),
      try files.metadata(folder)?.isDirectory ?? false,
      // A release may have packages lying about in it.
      try !Likeness.signs.contains(where: { try files.metadata(folder.appending($0)) != nil })
    else {
      packages = []
      return
    }
    packages = try files.contents(of: folder)
      .compactMap { PackageName(String(decoding: $0.name, as: UTF8.self)) }
  }

  /// The package to take, or what was named.
  func choice(
    _ wanted: WantedRelease, installed: @autoclosure () throws -> Generation?
  ) throws -> FilePath {
    if packages.isEmpty { return place }
    let releases = Set(packages.map(\.version)).map {
      OfferedRelease(version: $0, name: "\($0)", contents: .packages(OfferedPackages([])))
    }
    let release = try releases.choice(
      wanted.version, takesPrereleases: wanted.takesPrereleases, from: wanted.channel)
    guard let version = release.version else { return place }
    let kinds = packages.filter { $0.version == version }
    let installed = try installed()
    let isKnown =
      try installed?.base != nil
      && manifest(version)?.bases.contains { "\($0.version)" == installed?.version } ?? false
    let name =
      kinds.first { $0.kind == (isKnown ? .upgrade : .full) } ?? kinds.first { $0.kind == .full }
      ?? kinds.first
    return name.map { place.appending("\($0)") } ?? place
  }

  /// The full package of the newest version, or what was named.
  var newest: FilePath {
    guard let version = packages.map(\.version).max() else { return place }
    let kinds = packages.filter { $0.version == version }
    return (kinds.first { $0.kind == .full } ?? kinds.first).map { place.appending("\($0)") }
      ?? place
  }

  /// What is beside the packages of a version.
  func manifest(_ version: ReleaseVersion) throws -> Manifest? {
    try manifest(at: place.appending(PackageName.manifest(version)))
  }

  /// That of a release that is a folder; `nil` where it has none.
  func ownManifest() throws -> Manifest? {
    try manifest(at: Release.manifestPath.resolved(in: place))
  }

  private func manifest(at path: FilePath) throws -> Manifest? {
    let path = try files.named(path)
    guard try files.metadata(path)?.isRegular ?? false,
      let bytes = try files.readIfPresent(path, atMost: UInt64(ChecksumList.longest))
    else { return nil }
    return try Manifest.parse(bytes)
  }
}
