import FileEffects
import SystemPackage

/// One walk of a capture: depth first, names in byte order.
final class CaptureWalk {
  private let capture: Capture
  private let contents: ContentReader
  private let lookahead: FolderLookahead
  private var cache: StatCache
  private var newCache = StatCache.Builder()
  /// Files that changed at this time or later may change again without looking different.
  private var settled: Int64 = .min
  private(set) var items: [Listing.Item] = []
  private(set) var warnings: [CaptureWarning] = []
  /// Databases that were kept as bytes: what SQLite keeps beside them is kept as well.
  private var unreadable: Set<FilePath> = []

  /// File times move on in steps of up to this long (ext4: one timer tick of at most 10 ms).
  private static let clockGranularityNanoseconds: Int64 = 20_000_000

  /// Other programs' and our own records, of this deployment or of one in it.
  private static let neverWalked = [".git", StoreLayout.folder].map { Array($0.utf8) }

  init(_ capture: Capture, _ batch: ObjectBatch?) throws {
    self.capture = capture
    self.contents = try ContentReader(capture, batch)
    self.lookahead = FolderLookahead(capture.files, capture.rules)
    cache = try StatCache(
      at: capture.store?.location.appending(StoreLayout.statCache), on: capture.files)
    if batch != nil && capture.store != nil {
      settled =
        try Self.fileSystemTime(in: capture.scratch, on: capture.files)
        - Self.clockGranularityNanoseconds
    }
    // After the clock was read: what it sees is no older than that.
    if let store = capture.store, store.workers > 1 {
      lookahead.start(at: capture.root) { $0 == store.location || Self.neverWalked.contains($1) }
    }
  }

  deinit { lookahead.stop() }

  /// What time the disk thinks it is: its clock, not ours, marks the files.
  private static func fileSystemTime(in folder: FilePath, on files: any FileSystem) throws -> Int64
  {
    let probe = folder.appending("clock")
    try files.remove(probe)
    _ = try files.create(probe, permissions: 0o600)
    let time = try files.metadata(probe)?.modifiedNanoseconds ?? .min
    try files.remove(probe)
    return time
  }

  /// Writes the stat cache for the next time.
  func finish() throws {
    guard let store = capture.store, settled != .min else { return }
    try newCache.write(
      to: store.location.appending(StoreLayout.statCache),
      staging: store.staging.appending(StoreLayout.statCache), on: capture.files)
  }

  /// Adds what is in a folder; returns whether there was any name in it at all.
  @discardableResult
  func folder(_ folder: RelativePath?, at location: FilePath) throws -> Bool {
    try add(try entries(location), of: folder, at: location)
  }

  private func entries(_ location: FilePath) throws -> [DirectoryEntry] {
    try lookahead.entries(of: location)
  }

  /// What `body` gives; `nil` where a name is gone between being listed and being read: as if it had
  /// never been listed.
  private func unlessGone<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch let error as FileError {
      guard error.code == .noSuchFileOrDirectory else { throw error }
      return nil
    }
  }

  private func add(
    _ entries: [DirectoryEntry], of folder: RelativePath?, at location: FilePath
  ) throws -> Bool {
    for entry in entries {
      let path = RelativePath.appending(entry.name, to: folder)
      // Not for every file: of one that has not changed it is not needed.
      var place: FilePath { location.appending(bytes: entry.name) }
      switch entry.metadata.kind {
      case .directory:
        try subfolder(path, place, entry.metadata)
      case .regular:
        guard let layer = capture.rules.layer(of: path),
          !entry.name.starts(with: Capture.temporaryPrefix.utf8)
        else { continue }
        if try isCompanion(entry, of: entries, in: location) { continue }
        try regular(path, place, entry.metadata, layer, entries)
      case .symbolicLink:
        guard let layer = capture.rules.layer(of: path),
          !entry.name.starts(with: Capture.temporaryPrefix.utf8),
          let target = try unlessGone({ try capture.files.linkTarget(place) })
        else { continue }
        add(
          path,
          Entry(
            kind: .link, layer: layer, permissions: 0o777, size: UInt64(target.count),
            object: try target.withUnsafeBytes { try contents.add($0) }))
      case .special(let file):
        if capture.rules.layer(of: path) != nil {
          warnings.append(CaptureWarning(path: path, kind: .special(file)))
        }
      }
    }
    return !entries.isEmpty
  }

  private func add(_ path: RelativePath, _ entry: Entry) {
    items.append(Listing.Item(path: path, entry: entry))
  }

  /// A folder is in the listing if something in it is, or if it is empty and has a layer itself.
  private func subfolder(
    _ path: RelativePath, _ place: FilePath, _ metadata: FileMetadata
  ) throws {
    if Self.neverWalked.contains(path.name) || place == capture.store?.location { return }
    guard capture.rules.mayHold(path), let entries = try unlessGone({ try entries(place) }) else {
      return
    }
    let position = items.count
    add(path, .directory(permissions: metadata.permissions))
    let hasNames = try add(entries, of: path, at: place)
    if items.count == position + 1 && (hasNames || capture.rules.layer(of: path) == nil) {
      items.removeLast()
    }
  }

  /// Whether the name is one that SQLite keeps beside a database: part of that database, not a file.
  private func isCompanion(
    _ entry: DirectoryEntry, of siblings: [DirectoryEntry], in location: FilePath
  ) throws -> Bool {
    for ending in DatabaseHeader.companions
    where entry.name.suffix(ending.utf8.count)
      .elementsEqual(ending.utf8)
    {
      let name = Array(entry.name.dropLast(ending.utf8.count))
      guard let database = siblings.first(where: { $0.name == name }), database.metadata.isRegular
      else { continue }
      let place = location.appending(bytes: name)
      if unreadable.contains(place) { return false }
      return try database.metadata.size == 0
        || unlessGone { try contents.isDatabase(place) } ?? false
    }
    return false
  }

  private func regular(
    _ path: RelativePath, _ place: @autoclosure () -> FilePath, _ metadata: FileMetadata,
    _ layer: Layer,
    _ siblings: [DirectoryEntry]
  ) throws {
    if let row = cache.row(for: path, metadata), capture.store?.contains(row.object) == true,
      row.kind != .database || !hasOpenJournal(path.name, siblings)
    {
      let entry = Entry(
        kind: row.kind, isChunked: row.isChunked, layer: row.kind == .database ? .brain : layer,
        permissions: metadata.permissions, size: metadata.size, object: row.object)
      add(path, entry)
      remember(path, metadata, entry)
      return
    }
    let place = place()
    do {
      let found = try contents.read(place, metadata) { try capture.previous(path) }
      if let reason = found.unreadableDatabase {
        unreadable.insert(place)
        warnings.append(CaptureWarning(path: path, kind: .unreadableDatabase(reason: reason)))
      }
      let entry = Entry(
        kind: found.kind, isChunked: found.isChunked, layer: found.isDatabase ? .brain : layer,
        permissions: metadata.permissions, size: found.size, object: found.object)
      add(path, entry)
      let isWhole = found.unreadableDatabase == nil && found.size == metadata.size
      if isWhole && !(found.isDatabase && hasOpenJournal(path.name, siblings)) {
        remember(path, metadata, entry)
      }
    } catch let error as FileError where error.code == .noSuchFileOrDirectory {
      // Gone between being listed and being read: as if it had never been listed.
    }
  }

  private func remember(_ path: RelativePath, _ metadata: FileMetadata, _ entry: Entry) {
    guard max(metadata.modifiedNanoseconds, metadata.changedNanoseconds) < settled else { return }
    newCache.add(path, metadata, entry)
  }

  /// Whether rows may be in a log beside the database, which its own size and times do not show.
  private func hasOpenJournal(_ name: [UInt8], _ siblings: [DirectoryEntry]) -> Bool {
    siblings.contains { sibling in
      sibling.metadata.size > 0
        && ["-wal", "-journal"].contains { sibling.name == name + Array($0.utf8) }
    }
  }
}
