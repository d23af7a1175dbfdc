public import FileEffects
public import ObjectStore
public import SystemPackage

/// A version of CORTEX as it is shipped: every file with the layer that it has there.
public struct Release: Sendable {
  /// `nil` where nothing in it says which version it is.
  public var version: ReleaseVersion?
  /// The file in the release that says so.
  public var versionSource: String?
  public var listing: Listing
  /// `nil` for a plain folder or archive.
  public var manifest: Manifest?
  /// Special files that were left out.
  public var warnings: [CaptureWarning]

  /// The folder or archive where it was found.
  public var source: FilePath

  /// The contents of the files in the layer of configurations: they are merged, not replaced. Those
  /// of more than ``longestConfiguration`` bytes are left out.
  public var configurations: [RelativePath: [UInt8]] = [:]

  /// The contents of the files in ``migrationFolders``.
  public var migrations: [RelativePath: [UInt8]] = [:]

  /// Where a release has its schema migrations.
  public static let migrationFolders = ["migrations", "cortex-brain/migrations"]

  /// Whether a file at this path is one of a release's migrations, by its place and its ending.
  public static func mayBeMigration(_ path: RelativePath) -> Bool {
    guard let folder = path.parent?.description, path.name.suffix(4) == Array(".sql".utf8) else {
      return false
    }
    return migrationFolders.contains(folder)
  }

  /// How many bytes of a configuration are looked into; a longer one is decided as a whole.
  public static let longestConfiguration = 16 << 20

  public static let manifestPath = RelativePath(unchecked: Array("manifest.json".utf8))
}

/// Reads releases, from a folder or an archive, into a store or only their digests.
public struct ReleaseReader {
  public var files: any FileSystem
  public var databases: any DatabaseDoor
  /// A folder in which copies of databases may be made for a moment.
  public var scratch: FilePath
  /// The layer of a file that a release ships, where its manifest does not say.
  public var layer: (RelativePath) -> Layer
  /// What is in the store already of an earlier release: a changed file costs what changed in it.
  public var earlier: Listing

  public init(
    files: any FileSystem, databases: any DatabaseDoor, scratch: FilePath,
    earlier: Listing = Listing(), layer: @escaping (RelativePath) -> Layer
  ) {
    self.files = files
    self.databases = databases
    self.scratch = scratch
    self.earlier = earlier
    self.layer = layer
  }

  /// The earlier file at `path`, which may begin with a folder that an archive has all in.
  private func replaced(at path: RelativePath) -> Entry? {
    if let found = earlier[path] { return found }
    guard let slash = path.bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return earlier[RelativePath(unchecked: Array(path.bytes[(slash + 1)...]))]
  }

  /// Reads the release at `source`; contents go into `batch`, if there is one.
  ///
  /// - Throws: ``ReleaseError``.
  public func read(_ source: FilePath, into batch: ObjectBatch?) throws -> Release {
    guard let metadata = try files.metadata(source) else {
      throw ReleaseError.file(FileError(.read, source, .noSuchFileOrDirectory))
    }
    // What says which version it is, what is in it, and configurations are needed again as bytes.
    var texts: [RelativePath: [UInt8]] = [:]
    var release: Release
    var top: RelativePath?
    var originals: [RelativePath: ArchivedDatabases.Original] = [:]
    if metadata.isDirectory {
      release = try readFolder(source, into: batch)
      for path in Self.informative where release.listing[path]?.kind == .file {
        texts[path] = try files.read(path.resolved(in: source))
      }
    } else {
      (release, texts, top, originals) = try readArchive(source, into: batch)
    }
    guard !release.listing.items.isEmpty else { throw ReleaseError.empty(source) }
    (release.version, release.versionSource) =
      detectVersion { texts[$0] }.map { ($0.version, $0.source) } ?? (nil, nil)
    if let bytes = texts[Release.manifestPath] {
      release.manifest = try Manifest.parse(bytes)
      try apply(&release, originals, isFolder: metadata.isDirectory)
    }
    let contents = try textsToRead(
      of: release, isFolder: metadata.isDirectory, below: top, known: texts)
    release.configurations = contents.filter { !Release.mayBeMigration($0.key) }
    release.migrations = contents.filter { Release.mayBeMigration($0.key) }
    return release
  }

  /// The files that ``detectVersion(contents:)`` asks for, and the manifest.
  private static let informative = [
    "manifest.json", ".cortex-version", "cortex-brain/.cortex-version", "VERSION",
    "PACKAGE-INFO.md",
  ].map { RelativePath(unchecked: Array($0.utf8)) }

  // MARK: Folders

  private struct EveryFile: CaptureRules {
    func layer(of path: RelativePath) -> Layer? { .core }
    func mayHold(_ folder: RelativePath) -> Bool { true }
  }

  private func readFolder(_ folder: FilePath, into batch: ObjectBatch?) throws -> Release {
    let capture = Capture(
      root: folder, rules: EveryFile(), files: files,
      databases: ForeignDatabases(base: databases), scratch: scratch, store: nil,
      previous: replaced(at:))
    let captured = try capture.run(into: batch)
    var entries = captured.listing.byPath
    for (path, entry) in entries where entry.layer != nil && entry.kind != .database {
      if entry.kind == .link {
        let target = try files.linkTarget(path.resolved(in: folder))
        if ArchiveEntry.linkLeaves(target, at: path) {
          throw ReleaseError.refused(folder, name: path.bytes, reason: .linkLeaves(target: target))
        }
      }
      entries[path]?.layer = layer(path)
    }
    return Release(
      listing: Listing(entries), warnings: captured.warnings, source: folder)
  }

  // MARK: Archives

  private func readArchive(
    _ archive: FilePath, into batch: ObjectBatch?
  ) throws -> (
    Release, texts: [RelativePath: [UInt8]], top: RelativePath?,
    originals: [RelativePath: ArchivedDatabases.Original]
  ) {
    let kept = ArchivedDatabases(
      of: archive, on: files, databases, scratch: scratch.appending("archive"))
    let writer = ContentWriter(into: batch)
    var entries: [RelativePath: Entry] = [:]
    var links: [RelativePath: [UInt8]] = [:]
    var texts: [RelativePath: [UInt8]] = [:]
    try readEntries(of: archive, on: files) { entry, readPiece in
      switch entry.kind {
      case .directory(let permissions):
        entries[entry.path] = .directory(permissions: permissions)
      case .link(let target):
        links[entry.path] = target
        entries[entry.path] = try writer.link(to: target, layer: .core)
      case .file(_, let permissions):
        let isText = Self.informative.contains { $0.name == entry.path.name }
        var start: [UInt8]? = isText || mayBeConfiguration(entry.path) ? [] : nil
        var head: [UInt8] = []
        while head.count < DatabaseHeader.magic.count, let piece = try readPiece() {
          head.append(contentsOf: piece)
        }
        if ArchivedDatabases.takes(entry.path, beginning: head) {
          try kept.keep(entry.path, permissions: permissions, beginning: head, readPiece)
          return
        }
        writer.previous = replaced(at: entry.path)
        try head.withUnsafeBytes { try writer.add($0) }
        start?.append(contentsOf: head)
        while let piece = try readPiece() {
          try writer.add(piece)
          start?.append(contentsOf: piece)
          if !isText, start?.count ?? 0 > Release.longestConfiguration { start = nil }
        }
        texts[entry.path] = start
        entries[entry.path] = try writer.finish(layer: .core, permissions: permissions)
      }
    }
    let databases = try kept.contents(into: batch, replacing: replaced(at:)) {
      entries[$0].map { $0.kind == .file && $0.size == 0 } ?? false
    }
    entries.merge(databases.entries) { _, new in new }
    let top = Self.commonFolder(entries)
    func stripped<Value>(_ values: [RelativePath: Value]) -> [RelativePath: Value] {
      var result: [RelativePath: Value] = [:]
      for (path, value) in values {
        if let path = path.relative(to: top) { result[path] = value }
      }
      return result
    }
    entries = stripped(entries)
    for (path, target) in stripped(links) where ArchiveEntry.linkLeaves(target, at: path) {
      throw ReleaseError.refused(archive, name: path.bytes, reason: .linkLeaves(target: target))
    }
    for (path, entry) in entries where entry.layer != nil && entry.kind != .database {
      entries[path]?.layer = layer(path)
    }
    return (
      Release(
        listing: Listing(entries),
        warnings: databases.warnings.map { warning in
          CaptureWarning(path: warning.path.relative(to: top) ?? warning.path, kind: warning.kind)
        }, source: archive), stripped(texts), top, stripped(databases.originals)
    )
  }

  /// The one folder that everything in an archive is in, as in those that GitHub makes; `nil` if
  /// there is none, or if it is a folder of a deployment itself.
  private static func commonFolder(_ entries: [RelativePath: Entry]) -> RelativePath? {
    guard let first = entries.keys.first?.components.first else { return nil }
    let top = RelativePath(unchecked: first)
    guard ![Array("cortex-brain".utf8), Array("src".utf8)].contains(first),
      entries.allSatisfy({ $0.key.isInside(top) || ($0.key == top && $0.value.isDirectory) })
    else { return nil }
    return top
  }

  // MARK: Manifests

  /// Takes the layers from the manifest, and refuses files that are not the ones it lists.
  private func apply(
    _ release: inout Release, _ originals: [RelativePath: ArchivedDatabases.Original],
    isFolder: Bool
  ) throws {
    guard let manifest = release.manifest else { return }
    var entries = release.listing.byPath
    entries[Release.manifestPath] = nil
    for file in manifest.files {
      let path = file.path.path
      let entry = entries[path]
      // What SQLite reads in a database need not be its bytes, and what lies beside it is part of it.
      let original =
        try isFolder && (entry == nil || entry?.kind == .database)
        ? original(path, in: release) : originals[path]
      if entry == nil, let original, isCompanion(path, in: entries) {
        guard original.matches(file) else { throw notListed(path, release) }
        continue
      }
      guard let entry, !entry.isDirectory else {
        throw ReleaseError.damaged(release.source, reason: "\(path) is in its manifest only")
      }
      let found =
        original
        ?? ArchivedDatabases.Original(
          size: entry.size, digest: entry.isChunked ? nil : entry.object)
      guard found.matches(file) else { throw notListed(path, release) }
      if entry.kind != .database {
        entries[path]?.layer =
          switch file.layer {
          case .core: .core
          case .brain: .brain
          case .config: .config
          }
      }
    }
    release.listing = Listing(entries)
  }

  private func notListed(_ path: RelativePath, _ release: Release) -> ReleaseError {
    .damaged(release.source, reason: "\(path) is not the file that its manifest lists")
  }

  /// The bytes of a file in a release's folder; `nil` where there is none.
  private func original(
    _ path: RelativePath, in release: Release
  ) throws -> ArchivedDatabases.Original? {
    let place = path.resolved(in: release.source)
    guard let found = try files.metadata(place), found.isRegular else { return nil }
    let isSmall = found.size <= UInt64(ArchivedDatabases.Original.smallBytes)
    return ArchivedDatabases.Original(
      size: found.size, digest: isSmall ? ObjectID(of: try files.read(place)) : nil)
  }

  private func isCompanion(
    _ path: RelativePath, in entries: [RelativePath: Entry]
  ) -> Bool {
    DatabaseHeader.companions.contains { ending in
      guard path.bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) else { return false }
      let entry = entries[RelativePath(unchecked: path.bytes.dropLast(ending.utf8.count))]
      return entry?.kind == .database || entry?.size == 0
    }
  }
}

extension ArchivedDatabases.Original {
  /// Whether these are the bytes that a manifest lists; of large files their length is compared.
  fileprivate func matches(_ file: Manifest.File) -> Bool {
    size == file.size && (digest.map { $0.description == file.digest.description } ?? true)
  }
}
