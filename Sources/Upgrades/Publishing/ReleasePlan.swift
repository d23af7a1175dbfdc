import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// All that goes into the packages of a release, and in which order.
struct ReleasePlan {
  /// An entry, and which packages have it.
  struct Item {
    var entry: PackageEntry
    var packages: [Manifest.Package] = Manifest.Package.allCases
  }

  private(set) var items: [Item] = []
  /// Both packages have it, and it is beside them.
  let manifest: Manifest
  let manifestText: [UInt8]
  let findings: [BuildFinding]

  /// The paths that a package installs, in order.
  func paths(of package: Manifest.Package) -> [RelativePath] {
    manifest.files.filter { package == .full || $0.package == nil }.map(\.path.path)
  }

  /// What the full package unpacks to, in bytes.
  var byteCount: UInt64 { manifest.files.reduce(0) { $0 + $1.size } }

  /// Reads the folder and the earlier releases, and decides; writes nothing.
  init(_ build: BuildRelease, _ workshop: Workshop, scratch: FilePath) throws {
    let source = try ReleaseFiles(of: build.folder, workshop, scratch: scratch)
    let earlier = try build.earlier.map {
      try EarlierRelease($0, workshop, rules: source.rules, scratch: scratch)
    }
    if let same = earlier.first(where: { $0.version == build.version }) {
      throw BuildError.sameVersion(build.version, same.place)
    }
    for (index, one) in earlier.enumerated() {
      if let other = earlier[..<index].first(where: { $0.version == one.version }) {
        throw BuildError.twice(one.version, other.place, one.place)
      }
    }
    findings = try source.findings(
      version: build.version, earlier: earlier, workshop, scratch: scratch)
    manifest = Manifest(build, source, earlier)
    manifestText = try manifest.encoded()
    items = try Self.items(manifest, manifestText, source, earlier)
  }

  private static func items(
    _ manifest: Manifest, _ text: [UInt8], _ source: ReleaseFiles, _ earlier: [EarlierRelease]
  ) throws -> [Item] {
    var items = [Item(entry: PackageEntry(Release.manifestPath, .bytes(text)))]
    let product = ProductLayout.current
    items.append(
      Item(
        entry: PackageEntry(
          ProductLayout.path(product.notes), .bytes(source.notes ?? manifest.notes))))
    let versionFile = ProductLayout.path(product.versionFile)
    if !manifest.files.contains(where: { $0.path.path == versionFile }) {
      let text = try StableJSON.lines(of: [product.versionField: manifest.version.description])
      items.append(Item(entry: PackageEntry(versionFile, .bytes(text))))
    }
    for file in manifest.files {
      guard let contents = source.contents(of: file) else { continue }
      items.append(
        Item(
          entry: PackageEntry(file.path.path, contents),
          packages: file.package.map { [$0] } ?? Manifest.Package.allCases))
    }
    items += source.emptyFolders.map { Item(entry: PackageEntry($0, .folder)) }
    let texts = earlier.flatMap(\.configurations).map { (Manifest.basePlace(of: $0.key), $0.value) }
    for (path, bytes) in Dictionary(texts, uniquingKeysWith: { first, _ in first })
      .sorted(by: { $0.key < $1.key })
    {
      items.append(Item(entry: PackageEntry(path, .bytes(bytes))))
    }
    return items
  }
}

extension Manifest {
  /// What a release says of itself: what its author says, and what its files are.
  fileprivate init(
    _ build: BuildRelease, _ source: ReleaseFiles, _ earlier: [EarlierRelease]
  ) {
    let author = source.author
    self.init(version: build.version, date: build.date ?? author?.date)
    format = .one
    files = source.files
    // A user's brain has what every earlier release shipped, as far as the user wants it.
    for index in files.indices where files[index].layer == .brain && !earlier.isEmpty {
      let path = files[index].path.path
      if earlier.allSatisfy({ $0.paths.contains(path) }) { files[index].package = .full }
    }
    let gone = earlier.flatMap(\.files).filter { $0.layer == .core }.map(\.path)
    removed = Set(gone + (author?.removed ?? [])).subtracting(files.map(\.path))
      .sorted { $0.path < $1.path }
    migrations = files.map(\.path).filter { Release.mayBeMigration($0.path) }
    breakingChanges = author?.breakingChanges ?? []
    deprecations = author?.deprecations ?? []
    renamedKeys = author?.renamedKeys ?? []
    features = author?.features ?? []
    upgradesFrom = Set(earlier.map(\.version) + (author?.upgradesFrom ?? [])).sorted()
    bases = earlier.sorted { $0.version < $1.version }.map {
      Base(version: $0.version, files: $0.files)
    }
  }
}
