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
  /// Counts the files, and their bytes.
  public var progress: WorkProgress?

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
    var signed: SignedList?
    if !metadata.isDirectory && shown == nil {
      (findings, signed) = try checkBeside(source, named: named)
    }
    var (release, texts) =
      metadata.isDirectory
      ? try readFolder(source, into: batch)
      : try readArchive(source, shownAs: shown ?? source, into: batch)
    if shown != nil, !metadata.isDirectory { release.copy = source }
    guard !release.listing.items.isEmpty else { throw ReleaseError.empty(shown ?? source) }
    try checking(&findings) { try checkInside(release, list: texts[ChecksumList.path]) }
    try checking(&findings) {
      if let manifest = try manifest(of: release, texts[Release.manifestPath]) {
        // Its version is known now; to read it once more for that would take as long again.
        release.manifestText = texts.updateValue(
          manifest.versionAlone, forKey: Release.manifestPath)
        try apply(manifest, to: &release)
      }
      return []
    }
    release.saidVersions = Releases.saidVersions { texts[$0] }
    (release.version, release.versionSource) =
      detectVersion { texts[$0] }.map { ($0.version, $0.source) } ?? (nil, nil)
    release.checksums = findings
    release.signedList = signed
    texts = try textsToRead(of: release, known: texts)
    release.configurations = texts.filter { !Release.mayBeMigration($0.key) }
    release.migrations = texts.filter { Release.mayBeMigration($0.key) }
    return release
  }

  /// The manifest that a release has, if it has one.
  private func manifest(of release: Release, _ text: [UInt8]?) throws(ReleaseError) -> Manifest? {
    guard let entry = release.listing[Release.manifestPath] else { return nil }
    guard entry.kind == .file else { throw .malformedManifest(.notAFile) }
    // What is longer was not kept.
    guard let text else { throw .malformedManifest(.tooLong(longest: ChecksumList.longest)) }
    return try Manifest.parse(text)
  }

  /// What the lists beside a package, and beside a link to it, say; with one that lists it and is signed.
  private func checkBeside(
    _ source: FilePath, named: FilePath
  ) throws -> ([ChecksumFinding], SignedList?) {
    var findings: [ChecksumFinding] = []
    var signed: SignedList?
    for name in named == source ? [source] : [source, named] {
      try checking(&findings) {
        guard let beside = try listBeside(source, named: name) else { return [] }
        if case .agrees = beside.finding, signed == nil { signed = try beside.signed(on: files) }
        return [beside.finding]
      }
    }
    // A list beside a link and what it leads to has only one of their names.
    let agreed = findings.filter { if case .agrees = $0 { true } else { false } }
    return (agreed.isEmpty ? findings : agreed, signed)
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
