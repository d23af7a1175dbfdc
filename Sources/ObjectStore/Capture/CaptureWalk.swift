import FileEffects
import SystemPackage

/// One walk of a capture: depth first, names in byte order.
final class CaptureWalk {
  private let capture: Capture
  private let rules: any CaptureRules
  private let contents: ContentReader
  private var trusted: TrustedCache
  private let packing: RowPacking
  /// Files that changed at this time or later may change again without looking different; `nil` where
  /// nothing is remembered.
  private let settled: SettledTime?
  /// Whether there are such.
  private var hasRecent = false
  private var warnings: [CaptureWarning] = []
  /// Databases that were kept as bytes: what SQLite keeps beside them is kept as well.
  private var unreadable: Set<FilePath> = []
  /// Where the store is, if it is below.
  private let store: RelativePath?

  init(_ capture: Capture, _ batch: ObjectBatch?) throws {
    self.capture = capture
    rules = capture.rules
    contents = try ContentReader(capture, batch)
    packing = try RowPacking(batch?.seen)
    store = capture.store.flatMap { RelativePath($0.location, below: capture.root) }
    settled = try capture.settledTime(isStoring: batch != nil)
    // After the clock was read: what it sees is no older than that.
    trusted = try TrustedCache(for: capture, isStoring: batch != nil)
  }

  func run() throws -> Captured {
    let known = trusted.cache.folders.isEmpty ? nil : 0
    let root = try folder(WalkedFolder(path: nil, location: capture.root, known: known))
    return Captured(
      root, warnings, after: trusted.cache, by: rules.key,
      for: settled == nil ? nil : capture.store, hasRecent: hasRecent)
  }

  /// The contents of a folder and below.
  private func folder(_ folder: WalkedFolder) throws -> CapturedFolder {
    var folder = folder
    folder.isSettled = try trusted.isSettled(folder)
    if let unchanged = trusted.unchanged(folder) {
      capture.progress?.add(items: unchanged.fileCount, bytes: unchanged.byteCount)
      return unchanged
    }
    let entries = try trusted.entries(of: folder)
    var rows: [CapturedFolder.Row] = []
    var remembered = StatCacheCursor(of: folder.known, in: trusted.cache)
    for entry in entries {
      let name = WalkedName(entry, in: folder, among: entries, remembered.next(entry.name))
      guard let found = try findUnlessUnreadable(name) else { continue }
      rows.append(CapturedFolder.Row(name: entry.name, metadata: entry.metadata, found: found))
    }
    let isListedEmpty = try folder.path.map { try entries.isEmpty && rules.layer(of: $0) != nil }
    return try CapturedFolder(
      rows, hasAllNames: rows.count == entries.count, isListedEmpty: isListedEmpty ?? true, packing)
  }

  /// The same as ``find(_:)``, but leaves out, with a warning, a path that is too long for the system, and,
  /// if the caller wants to hear of them instead, names that cannot be read.
  private func findUnlessUnreadable(_ name: WalkedName) throws -> CapturedFolder.Found? {
    do { return try find(name) } catch {
      guard error is FileError || error is DatabaseAccessError else { throw error }
      if let passesUnreadable = capture.passesUnreadable {
        passesUnreadable(name.path, error)
      } else if (error as? FileError)?.code == .fileNameTooLong {
        warn(name, .tooLong)
      } else {
        throw error
      }
      return nil
    }
  }

  /// What a name stands for; `nil` if it counts as not listed, with a warning or without.
  private func find(_ name: WalkedName) throws -> CapturedFolder.Found? {
    switch try classify(name) {
    case .leftOut: return .leftOut
    case .unlisted: return nil
    case .folder: return try unlessGone { .folder(try folder(name.asFolder)) }
    case .leaf(let layer):
      if var known = trusted.entry(of: name) {
        known.layer = known.kind == .database ? .brain : layer
        capture.progress?.add(bytes: known.size)
        return leaf(known, name.metadata)
      }
      return try unlessGone {
        name.metadata.isRegular ? try regular(name, in: layer) : try link(name, in: layer)
      }
    }
  }

  // MARK: By the rules

  /// What a name is to a capture, whatever is in it.
  private enum Class {
    /// The rules leave it out.
    case leftOut
    /// It counts as not listed.
    case unlisted
    case folder
    /// A file or a link of this layer.
    case leaf(Layer)
  }

  private func classify(_ name: WalkedName) throws -> Class {
    let isSettled = name.folder.isSettled
    if isSettled, name.row?.isLeftOut ?? false { return .leftOut }
    // Records of version control and of stores, of this deployment or of one inside it.
    if ReservedName.isReserved(name.bytes) {
      try rules.passesOver(name.path)
      return .leftOut
    }
    if name.metadata.isDirectory {
      if name.path == store { return .leftOut }
      return try name.isSettled || rules.mayHold(name.path) ? .folder : .leftOut
    }
    let settledLayer = isSettled ? name.row?.entry?.layer : nil
    guard let layer = try settledLayer ?? rules.layer(of: name.path) else { return .leftOut }
    // What SQLite keeps beside a database is captured with it.
    if try isCompanion(name) { return .unlisted }
    if case .special(let file) = name.metadata.kind {
      warn(name, .special(file))
      return .unlisted
    }
    return name.bytes.starts(with: StoreLayout.switchPrefix.utf8) ? .unlisted : .leaf(layer)
  }

  /// Whether SQLite keeps the name beside a database: it is part of that, not a file.
  private func isCompanion(_ name: WalkedName) throws -> Bool {
    guard let database = name.databases.first else { return false }
    let place = name.folder.location.appending(bytes: database.name)
    if unreadable.contains(place) { return false }
    // A link beside an empty file may be anything.
    return try database.metadata.size == 0 && name.metadata.isRegular
      || unlessGone { try contents.isDatabase(place) } ?? false
  }

  // MARK: Reading

  private func leaf(
    _ entry: Entry, _ metadata: FileMetadata, mayBeRemembered: Bool = true
  ) -> CapturedFolder.Found {
    capture.progress?.add(items: 1)
    let isOld = settled?.isAfter(metadata) ?? false
    if mayBeRemembered && !isOld { hasRecent = true }
    return .leaf(entry, isRemembered: mayBeRemembered && isOld)
  }

  private func link(_ name: WalkedName, in layer: Layer) throws -> CapturedFolder.Found {
    let target = try capture.files.linkTarget(name.location)
    let (warning, isFinal) = LinkedDatabases(
      root: capture.root, rules: rules, files: capture.files
    ).look(at: name.path, name.location)
    if let warning { warn(name, warning) }
    let entry = Entry(
      kind: .link, layer: layer, permissions: 0o777, size: UInt64(target.count),
      object: try target.withUnsafeBytes { try contents.add($0) })
    return leaf(entry, name.metadata, mayBeRemembered: isFinal)
  }

  private func regular(_ name: WalkedName, in layer: Layer) throws -> CapturedFolder.Found {
    let (location, metadata) = (name.location, name.metadata)
    let found = try contents.read(location, metadata) { try capture.previous(name.path) }
    let entry = Entry(
      kind: found.kind, isChunked: found.isChunked, layer: found.isDatabase ? .brain : layer,
      permissions: metadata.permissions, size: found.size, object: found.object)
    var isAllThereIs = found.size == metadata.size
    if let reason = found.unreadableDatabase {
      unreadable.insert(location)
      warn(name, .unreadableDatabase(reason: reason))
      isAllThereIs = false
    }
    if found.isDatabase {
      if metadata.nameCount > 1 { warn(name, .severalNames(metadata.nameCount)) }
      if let obstacle = name.obstacle { warn(name, .obstructed(obstacle)) }
      isAllThereIs =
        isAllThereIs && metadata.nameCount <= 1 && name.obstacle == nil && !name.hasOpenJournal
    }
    return leaf(entry, metadata, mayBeRemembered: isAllThereIs)
  }

  private func warn(_ name: WalkedName, _ kind: CaptureWarning.Kind) {
    warnings.append(CaptureWarning(path: name.path, kind: kind))
  }

  /// What `body` gives; `nil` if a name was removed after it was listed: it counts as not listed.
  private func unlessGone<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch let error as FileError {
      guard error.code == .noSuchFileOrDirectory else { throw error }
      return nil
    }
  }
}
