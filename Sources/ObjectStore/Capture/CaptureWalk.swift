import FileEffects
import SystemPackage

/// One walk of a capture: depth first, names in byte order.
final class CaptureWalk {
  private let capture: Capture
  private let rules: any CaptureRules
  private let contents: ContentReader
  private let cache: StatCache
  private var prescan: FolderPrescan
  /// Whether the objects of the cache are all there: they were, and so are their packs.
  private let hasCached: Bool
  /// Whether the layers of the cache were given by the same rules.
  private let isSameRules: Bool
  /// Files that changed at this time or later may change again without looking different.
  private var settled: Int64 = .min
  /// Whether there are such.
  private var hasRecent = false
  private var warnings: [CaptureWarning] = []
  /// Databases that were kept as bytes: what SQLite keeps beside them is kept as well.
  private var unreadable: Set<FilePath> = []

  /// File times move on in steps of up to this long (ext4: one timer tick of at most 10 ms).
  private static let clockGranularityNanoseconds: Int64 = 20_000_000

  /// Where the store is, if it is below.
  private let store: RelativePath?

  init(_ capture: Capture, _ batch: ObjectBatch?) throws {
    self.capture = capture
    rules = capture.rules
    contents = try ContentReader(capture, batch)
    store = capture.store.flatMap { RelativePath($0.location, below: capture.root) }
    let cache = try capture.store?.statCache() ?? StatCache()
    self.cache = cache
    hasCached = cache.packs.isSubset(of: capture.store?.packNames ?? [])
    isSameRules = cache.rules == rules.key
    if batch != nil && capture.store != nil {
      settled =
        try Self.fileSystemTime(in: capture.scratch, on: capture.files)
        - Self.clockGranularityNanoseconds
    } else if let passed = capture.passed, capture.store != nil {
      settled = passed - Self.clockGranularityNanoseconds
    }
    // After the clock was read: what it sees is no older than that.
    prescan = FolderPrescan(
      of: cache, below: capture.root, on: capture.files, workers: capture.store?.workers ?? 1,
      keepingAll: !isSameRules)
  }

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

  func run() throws -> Captured {
    let known = cache.folders.isEmpty ? nil : 0
    let root = try folder(Place(path: nil, location: capture.root, known: known, isSettled: false))
    return Captured(
      root, warnings, after: cache, by: rules.key, for: settled == .min ? nil : capture.store,
      hasRecent: hasRecent)
  }

  /// A folder on the way of the walk.
  private struct Place {
    var path: RelativePath?
    var location: FilePath
    /// Its number in the cache.
    var known: Int?
    /// Whether below it the layers of the cache hold.
    var isSettled: Bool
  }

  /// What is in a folder and below.
  private func folder(_ place: Place) throws -> CapturedFolder {
    var place = place
    if let known = place.known, isSameRules && !place.isSettled {
      place.isSettled = try rules.isSettled(place.path, as: cache.folders[known].tree)
    }
    if let known = place.known, place.isSettled && hasCached && prescan.isSame(below: known) {
      return CapturedFolder(known, of: cache)
    }
    let entries = try prescan.entries(
      of: place.location, place.known, fromMemory: place.isSettled)
    var rows: [CapturedFolder.Row] = []
    var remembered = StatCacheCursor(of: place.known, in: cache)
    for entry in entries {
      let known = remembered.next(entry.name)
      guard
        let found = try unlessTooLong(
          entry.name, in: place,
          { try findUnlessUnreadable(entry, in: place, known, siblings: entries) })
      else { continue }
      rows.append(CapturedFolder.Row(name: entry.name, metadata: entry.metadata, found: found))
    }
    let isListedEmpty = try place.path.map { try entries.isEmpty && rules.layer(of: $0) != nil }
    return CapturedFolder(
      rows, hasAllNames: rows.count == entries.count, isListedEmpty: isListedEmpty ?? true)
  }

  /// What `body` gives; `nil`, and a warning, where the path of the name is too long for the system.
  private func unlessTooLong<Result>(
    _ name: [UInt8], in place: Place, _ body: () throws -> Result?
  ) throws -> Result? {
    do { return try body() } catch let error as FileError {
      guard error.code == .fileNameTooLong else { throw error }
      warnings.append(
        CaptureWarning(path: RelativePath.appending(name, to: place.path), kind: .tooLong))
      return nil
    }
  }

  /// The same as ``find(_:in:_:siblings:)``; what cannot be read is as if it had never been listed,
  /// where whoever wanted the capture only wants to hear of it.
  private func findUnlessUnreadable(
    _ entry: DirectoryEntry, in place: Place, _ known: StatCacheCursor.Found?,
    siblings: [DirectoryEntry]
  ) throws -> CapturedFolder.Found? {
    do { return try find(entry, in: place, known, siblings: siblings) } catch {
      guard let passesUnreadable = capture.passesUnreadable,
        error is FileError || error is DatabaseAccessError
      else { throw error }
      passesUnreadable(RelativePath.appending(entry.name, to: place.path), error)
      return nil
    }
  }

  /// What a name stands for; `nil` where it is as if it had never been listed, or is only warned of.
  private func find(
    _ entry: DirectoryEntry, in place: Place, _ known: StatCacheCursor.Found?,
    siblings: [DirectoryEntry]
  ) throws -> CapturedFolder.Found? {
    let path = RelativePath.appending(entry.name, to: place.path)
    // Of what has not changed it is not needed.
    var location: FilePath { place.location.appending(bytes: entry.name) }
    let row = known.flatMap { $0.row.isSame(as: entry.metadata) ? $0.row : nil }
    if place.isSettled, let row, row.isLeftOut { return .leftOut }
    // Other programs' and our own records, of this deployment or of one in it.
    if ReservedName.isReserved(entry.name) {
      try rules.passesOver(path)
      return .leftOut
    }

    if entry.metadata.isDirectory {
      let folder = known?.folder
      guard path != store,
        try place.isSettled && folder != nil || rules.mayHold(path)
      else { return .leftOut }
      return try unlessGone {
        .folder(
          try self.folder(
            Place(
              path: path, location: location, known: folder,
              isSettled: place.isSettled && folder != nil)))
      }
    }
    let settledLayer = place.isSettled ? row?.entry?.layer : nil
    guard let layer = try settledLayer ?? rules.layer(of: path) else { return .leftOut }
    // Beside a database it is told with that.
    if try isCompanion(entry, of: siblings, in: place.location) { return nil }
    if case .special(let file) = entry.metadata.kind {
      warnings.append(CaptureWarning(path: path, kind: .special(file)))
      return nil
    }
    if entry.name.starts(with: StoreLayout.switchPrefix.utf8) { return nil }
    // A name that it has got since is told of when it is read again.
    let hasNewName = row?.entry?.kind == .database && entry.metadata.nameCount > 1
    if var kept = row?.entry, !hasNewName,
      hasCached || capture.store?.contains(kept.object) == true,
      kept.kind != .database
        || !hasOpenJournal(entry.name, siblings)
          && DatabaseObstacle.find(beside: entry.name, among: siblings) == nil
    {
      kept.layer = kept.kind == .database ? .brain : layer
      return leaf(kept, entry.metadata)
    }
    return try unlessGone {
      entry.metadata.isRegular
        ? try regular(path, location, entry.metadata, layer, siblings)
        : try link(path, location, entry.metadata, layer)
    }
  }

  private func leaf(
    _ entry: Entry, _ metadata: FileMetadata, mayBeRemembered: Bool = true
  ) -> CapturedFolder.Found {
    let isOld = max(metadata.modifiedNanoseconds, metadata.changedNanoseconds) < settled
    if mayBeRemembered && !isOld { hasRecent = true }
    return .leaf(entry, isRemembered: mayBeRemembered && isOld)
  }

  /// What `body` gives; `nil` where a name is gone between being listed and being read: as if it had
  /// never been listed.
  private func unlessGone<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch let error as FileError {
      guard error.code == .noSuchFileOrDirectory else { throw error }
      return nil
    }
  }

  private func link(
    _ path: RelativePath, _ location: FilePath, _ metadata: FileMetadata, _ layer: Layer
  ) throws -> CapturedFolder.Found {
    let target = try capture.files.linkTarget(location)
    let (warning, isFinal) = LinkedDatabases(
      root: capture.root, rules: rules, files: capture.files
    ).look(at: path, location)
    if let warning { warnings.append(CaptureWarning(path: path, kind: warning)) }
    return leaf(
      Entry(
        kind: .link, layer: layer, permissions: 0o777, size: UInt64(target.count),
        object: try target.withUnsafeBytes { try contents.add($0) }), metadata,
      mayBeRemembered: isFinal)
  }

  private func regular(
    _ path: RelativePath, _ location: FilePath, _ metadata: FileMetadata, _ layer: Layer,
    _ siblings: [DirectoryEntry]
  ) throws -> CapturedFolder.Found {
    let found = try contents.read(location, metadata) { try capture.previous(path) }
    if let reason = found.unreadableDatabase {
      unreadable.insert(location)
      warnings.append(CaptureWarning(path: path, kind: .unreadableDatabase(reason: reason)))
    }
    let hasOneName = !found.isDatabase || metadata.nameCount <= 1
    if !hasOneName {
      warnings.append(CaptureWarning(path: path, kind: .severalNames(metadata.nameCount)))
    }
    let obstacle =
      found.isDatabase ? DatabaseObstacle.find(beside: path.name, among: siblings) : nil
    if let obstacle { warnings.append(CaptureWarning(path: path, kind: .obstructed(obstacle))) }
    let entry = Entry(
      kind: found.kind, isChunked: found.isChunked, layer: found.isDatabase ? .brain : layer,
      permissions: metadata.permissions, size: found.size, object: found.object)
    let isAllThereIs =
      found.unreadableDatabase == nil && found.size == metadata.size && hasOneName
      && obstacle == nil
      && !(found.isDatabase && hasOpenJournal(path.name, siblings))
    return leaf(entry, metadata, mayBeRemembered: isAllThereIs)
  }
}

// MARK: What SQLite keeps beside a database

extension CaptureWalk {
  /// Whether the name is one of those: part of that database, not a file.
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
      // A link beside an empty file may be anything.
      return try database.metadata.size == 0 && entry.metadata.isRegular
        || unlessGone { try contents.isDatabase(place) } ?? false
    }
    return false
  }

  /// Whether rows may be in a log beside the database, which its own size and times do not show.
  private func hasOpenJournal(_ name: [UInt8], _ siblings: [DirectoryEntry]) -> Bool {
    siblings.contains { sibling in
      sibling.metadata.size > 0
        && ["-wal", "-journal"].contains { sibling.name == name + Array($0.utf8) }
    }
  }
}
