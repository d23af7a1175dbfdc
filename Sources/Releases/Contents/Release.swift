public import FileEffects
public import ObjectStore
public import SystemPackage

/// A version of CORTEX as it is shipped: every file with the layer that it has there.
public struct Release: Sendable {
  /// `nil` where nothing in it says which version it is.
  public var version: ReleaseVersion?
  /// The file in the release that says so.
  public var versionSource: String?
  /// What all its files say of its version; those that say another one do not count.
  public var saidVersions: [SaidVersion] = []
  public var listing: Listing
  /// `nil` for a plain folder or archive.
  public var manifest: Manifest?
  /// Special files that were left out.
  public var warnings: [CaptureWarning]
  /// What else somebody should know who installs it.
  public var cautions: [String] = []

  /// What lists of digests beside it and in it said.
  public var checksums: [ChecksumFinding] = []

  /// Where its links lead.
  public internal(set) var links: [RelativePath: [UInt8]] = [:]

  /// The folder that all of it is in, in an archive; `nil` if there is none.
  var top: RelativePath?

  /// The folder or archive where it was found, as it is named.
  public var source: FilePath
  /// Where it is read again: a copy, if `source` names something that is no file.
  var place: FilePath { copy ?? source }
  public internal(set) var copy: FilePath?

  /// The contents of the files in the layer of configurations: they are merged, not replaced. Those
  /// of more than ``longestConfiguration`` bytes are left out.
  public var configurations: [RelativePath: [UInt8]] = [:]

  /// The contents of the files in ``migrationFolders``.
  public var migrations: [RelativePath: [UInt8]] = [:]

  /// Where a release has its schema migrations.
  public static let migrationFolders = ["migrations", "cortex-brain/migrations"]

  /// Whether a file at this path may be one of a release's migrations, by its place and its ending.
  public static func mayBeMigration(_ path: RelativePath) -> Bool {
    guard let folder = path.parent?.description,
      path.name.suffix(4).elementsEqual(".sql".utf8, by: { $0 == $1 || $0 | 0x20 == $1 })
    else {
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
  public var databases: any DatabaseAccess
  /// A folder in which copies of databases may be made for a moment.
  public var scratch: FilePath
  /// The layer of a file that a release ships, where its manifest does not say.
  public var layer: (RelativePath) -> Layer
  /// What is in the store already of an earlier release: a changed file costs what changed in it.
  public var earlier: Listing
  /// Whether a release that is not what a list of digests or its manifest says is refused; otherwise that
  /// is a finding.
  public var refusesOtherDigests = true

  /// Whether a folder with a FIFO, a socket or a device is refused; otherwise that is left out, with a
  /// warning. What a release lacks counts as no longer shipped.
  public var refusesSpecialFiles = true

  public init(
    files: any FileSystem, databases: any DatabaseAccess, scratch: FilePath,
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

  /// Reads the release at `named`, which may be a link to it; contents go into `batch`, if there is one.
  ///
  /// - Parameter shown: How an archive is called in messages, where it is a copy that nobody knows of.
  /// - Throws: ``ReleaseError``.
  public func read(
    _ named: FilePath, shownAs shown: FilePath? = nil, into batch: ObjectBatch?
  ) throws -> Release {
    let source = try files.named(named)
    guard let metadata = try files.metadata(source) else {
      throw ReleaseError.file(FileError(.read, source, .noSuchFileOrDirectory))
    }
    var checksums: [ChecksumFinding] = []
    if !metadata.isDirectory && shown == nil {
      for name in named == source ? [source] : [source, named] {
        try checking(&checksums) { checksums in
          try checkBeside(source, named: name).map { checksums.append($0) }
        }
      }
      // A list beside a link and what it leads to has but one of their names.
      let agreed = checksums.filter { if case .agrees = $0 { true } else { false } }
      if !agreed.isEmpty { checksums = agreed }
    }
    // What says which version it is, what is in it, and configurations are needed again as bytes.
    var texts: [RelativePath: [UInt8]] = [:]
    var release: Release
    var top: RelativePath?
    if metadata.isDirectory {
      release = try readFolder(source, into: batch)
      for path in Self.informative where release.listing[path]?.kind == .file {
        texts[path] = try files.read(path.resolved(in: source))
      }
    } else {
      (release, texts, top) = try readArchive(source, shownAs: shown ?? source, into: batch)
      if shown != nil { release.copy = source }
    }
    guard !release.listing.items.isEmpty else { throw ReleaseError.empty(shown ?? source) }
    release.saidVersions = Releases.saidVersions { texts[$0] }
    (release.version, release.versionSource) =
      detectVersion { texts[$0] }.map { ($0.version, $0.source) } ?? (nil, nil)
    if let list = release.listing[ChecksumList.path] {
      try checking(&checksums) { checksums in
        guard list.kind == .file, let text = texts[ChecksumList.path] else {
          throw ReleaseError.malformedChecksums(
            list: "\(ChecksumList.fileName) in \(source)", line: nil, reason: "it is no file")
        }
        checksums += try checkInside(release, text, isFolder: metadata.isDirectory, below: top)
      }
    }
    if let bytes = texts[Release.manifestPath] {
      try checking(&checksums) { _ in
        let manifest = try Manifest.parse(bytes)
        release.manifest = manifest
        release.cautions += [manifest.unknownKeysWords].compactMap(\.self)
        try apply(&release, isFolder: metadata.isDirectory, below: top)
      }
    }
    release.checksums = checksums
    release.top = top
    let contents = try textsToRead(
      of: release, isFolder: metadata.isDirectory, below: top, known: texts)
    release.configurations = contents.filter { !Release.mayBeMigration($0.key) }
    release.migrations = contents.filter { Release.mayBeMigration($0.key) }
    return release
  }

  /// Adds what a check found; what it refuses, too, if that is no reason to refuse the release.
  private func checking(
    _ findings: inout [ChecksumFinding], _ check: (inout [ChecksumFinding]) throws -> Void
  ) throws {
    do { try check(&findings) } catch let error as ReleaseError {
      if refusesOtherDigests { throw error }
      findings.append(.disagrees(error))
    }
  }

  /// The files that ``detectVersion(contents:)`` asks for, the manifest, and the list of digests.
  private static let informative = [
    "manifest.json", ".cortex-version", "cortex-brain/.cortex-version", "VERSION",
    "PACKAGE-INFO.md", ChecksumList.fileName,
  ].map { RelativePath(unchecked: Array($0.utf8)) }

  // MARK: Folders

  private final class EveryFile: CaptureRules {
    let folder: FilePath
    private(set) var passedOver: [CaptureWarning] = []

    init(in folder: FilePath) { self.folder = folder }

    func layer(of path: RelativePath) -> Layer? { .core }
    func mayHold(_ folder: RelativePath) -> Bool { true }

    /// A folder can be a checkout, or a deployment itself. By another spelling of these names somebody
    /// means to get past those who look for them.
    func passesOver(_ path: RelativePath) throws {
      guard ReservedName.isPlain(path.name) else {
        throw ReleaseError.refused(folder, name: path.bytes, reason: .reservedName)
      }
      passedOver.append(CaptureWarning(path: path, kind: .reserved))
    }
  }

  private func readFolder(_ folder: FilePath, into batch: ObjectBatch?) throws -> Release {
    let rules = EveryFile(in: folder)
    let capture = Capture(
      root: folder, rules: rules, files: files, databases: ForeignDatabases(base: databases),
      scratch: scratch, store: nil, previous: replaced(at:))
    let captured = try capture.run(into: batch)
    for warning in captured.warnings where refusesSpecialFiles {
      if case .special(let kind) = warning.kind {
        throw ReleaseError.refused(folder, name: warning.path.bytes, reason: .special(kind))
      }
    }
    var entries = captured.listing.byPath
    var links: [RelativePath: [UInt8]] = [:]
    for (path, entry) in entries {
      // As of an archive: who runs a file is not for a release to say.
      entries[path]?.permissions &= 0o777
      guard entry.layer != nil && entry.kind != .database else { continue }
      if entry.kind == .link {
        let target = try files.linkTarget(path.resolved(in: folder))
        links[path] = target
        if ArchiveEntry.linkLeaves(target, at: path) {
          throw ReleaseError.refused(folder, name: path.bytes, reason: .linkLeaves(target: target))
        }
      }
      entries[path]?.layer = layer(path)
    }
    return Release(
      listing: Listing(entries), warnings: captured.warnings + rules.passedOver, links: links,
      source: folder)
  }

  // MARK: Archives

  private func readArchive(
    _ file: FilePath, shownAs archive: FilePath, into batch: ObjectBatch?
  ) throws -> (Release, texts: [RelativePath: [UInt8]], top: RelativePath?) {
    let kept = ArchivedDatabases(
      of: archive, on: files, databases, scratch: scratch.appending("archive"))
    let writer = ContentWriter(into: batch)
    var entries: [RelativePath: Entry] = [:]
    var links: [RelativePath: [UInt8]] = [:]
    var texts: [RelativePath: [UInt8]] = [:]
    try readEntries(of: file, shownAs: archive, on: files) { entry, readPiece in
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
    try refuseObstacles(in: entries, databases.entries.keys, archive)
    let top = Self.commonFolder(entries)
    func stripped<Value>(_ values: [RelativePath: Value]) -> [RelativePath: Value] {
      var result: [RelativePath: Value] = [:]
      for (path, value) in values {
        if let path = path.relative(to: top) { result[path] = value }
      }
      return result
    }
    entries = stripped(entries)
    links = stripped(links)
    for (path, target) in links where ArchiveEntry.linkLeaves(target, at: path) {
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
        }, links: links, source: archive), stripped(texts), top
    )
  }

  /// Refuses an archive in which something else than a file is where SQLite keeps one of its own.
  private func refuseObstacles(
    in entries: [RelativePath: Entry], _ found: some Sequence<RelativePath>, _ archive: FilePath
  ) throws {
    for database in found where entries[database]?.kind == .database {
      for ending in DatabaseHeader.companions {
        let beside = RelativePath(unchecked: database.bytes + Array(ending.utf8))
        if let name = entries.keys.filter({ $0 == beside || $0.isInside(beside) }).min() {
          throw ReleaseError.refused(archive, name: name.bytes, reason: .besideDatabase(database))
        }
      }
    }
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
    _ release: inout Release, isFolder: Bool, below top: RelativePath?
  ) throws {
    guard let manifest = release.manifest else { return }
    let digests = try digests(
      of: Set(manifest.files.map(\.path.path)), in: release, isFolder: isFolder, below: top)
    var entries = release.listing.byPath
    entries[Release.manifestPath] = nil
    for file in manifest.files {
      let path = file.path.path
      let entry = entries[path]
      // What lies beside a database is part of it.
      if entry == nil, let digest = digests[path], isCompanion(path, in: entries) {
        guard digest.description == file.digest.description else { throw notListed(path, release) }
        continue
      }
      guard let entry, !entry.isDirectory else {
        throw ReleaseError.damaged(release.source, reason: "\(path) is in its manifest only")
      }
      guard entry.size == file.size || entry.kind == .database,
        digests[path]?.description == file.digest.description
      else { throw notListed(path, release) }
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

  private func isCompanion(
    _ path: RelativePath, in entries: [RelativePath: Entry]
  ) -> Bool {
    path.database({ entries[$0] }) != nil
  }
}
