public import FileEffects
public import ObjectStore
public import SystemPackage

/// Reads releases, from a folder or an archive, into a store or only their digests.
public struct ReleaseReader {
  /// What a release is read for.
  public enum Purpose: Sendable {
    /// To be installed. It is refused if it is not what a list of digests or its manifest says, or
    /// holds a FIFO, a socket or a device: what it lacks would count as no longer shipped.
    case installing
    /// For its contents. A reason to refuse it is a finding or a warning.
    case contents
  }

  public var files: any FileSystem
  public var databases: any DatabaseAccess
  /// A folder in which copies of databases may be made for a moment.
  public var scratch: FilePath
  /// The layer of a file that a release ships, where its manifest does not say.
  public var layer: (RelativePath) -> Layer
  /// What the store already has of an earlier release: a changed file costs what changed in it.
  public var earlier: Listing
  public var purpose: Purpose

  public init(
    files: any FileSystem, databases: any DatabaseAccess, scratch: FilePath,
    earlier: Listing = Listing(), purpose: Purpose = .installing,
    layer: @escaping (RelativePath) -> Layer
  ) {
    self.files = files
    self.databases = databases
    self.scratch = scratch
    self.earlier = earlier
    self.purpose = purpose
    self.layer = layer
  }

  /// Reads the release at `named`, which may be a link to it; contents go into `batch`, if there is one.
  ///
  /// - Parameter shown: What messages call an archive that is a copy nobody knows of.
  /// - Throws: ``ReleaseError``.
  public func read(
    _ named: FilePath, shownAs shown: FilePath? = nil, into batch: ObjectBatch?
  ) throws -> Release {
    let source = try files.named(named)
    guard let metadata = try files.metadata(source) else {
      throw ReleaseError.file(FileError(.read, source, .noSuchFileOrDirectory))
    }
    var findings: [ChecksumFinding] = []
    if !metadata.isDirectory && shown == nil {
      findings = try checkBeside(source, named: named)
    }
    var (release, texts) =
      metadata.isDirectory
      ? try readFolder(source, into: batch)
      : try readArchive(source, shownAs: shown ?? source, into: batch)
    if shown != nil, !metadata.isDirectory { release.copy = source }
    guard !release.listing.items.isEmpty else { throw ReleaseError.empty(shown ?? source) }
    release.saidVersions = Releases.saidVersions { texts[$0] }
    (release.version, release.versionSource) =
      detectVersion { texts[$0] }.map { ($0.version, $0.source) } ?? (nil, nil)
    try checking(&findings) { try checkInside(release, list: texts[ChecksumList.path]) }
    if let bytes = texts[Release.manifestPath] {
      try checking(&findings) {
        try apply(Manifest.parse(bytes), to: &release)
        return []
      }
    }
    release.checksums = findings
    texts = try textsToRead(of: release, known: texts)
    release.configurations = texts.filter { !Release.mayBeMigration($0.key) }
    release.migrations = texts.filter { Release.mayBeMigration($0.key) }
    return release
  }

  /// What the lists beside a package, and beside a link to it, say.
  private func checkBeside(
    _ source: FilePath, named: FilePath
  ) throws -> [ChecksumFinding] {
    var findings: [ChecksumFinding] = []
    for name in named == source ? [source] : [source, named] {
      try checking(&findings) { try finding(beside: source, named: name).map { [$0] } ?? [] }
    }
    // A list beside a link and what it leads to has only one of their names.
    let agreed = findings.filter { if case .agrees = $0 { true } else { false } }
    return agreed.isEmpty ? findings : agreed
  }

  /// Adds what a check found; where a release is read for its contents, also what it refuses.
  private func checking(
    _ findings: inout [ChecksumFinding], _ check: () throws -> [ChecksumFinding]
  ) throws {
    do { findings += try check() } catch let error as ReleaseError {
      if purpose == .installing { throw error }
      findings.append(.disagrees(error))
    }
  }

  /// The files whose contents are needed at once: those that ``detectVersion(contents:)`` asks for, the
  /// manifest, and the list of digests.
  static let informative = (VersionSource.all.map(\.path) + [ChecksumList.fileName])
    .map(ProductLayout.path)

  /// The earlier file at `path`, which may begin with the folder that all of an archive is in.
  func replaced(at path: RelativePath) -> Entry? {
    if let found = earlier[path] { return found }
    guard let slash = path.bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return earlier[RelativePath(unchecked: Array(path.bytes[(slash + 1)...]))]
  }
}
