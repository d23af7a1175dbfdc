public import FileEffects
public import SystemPackage

/// Looks at single paths the way a capture does, and writes nothing.
public final class Inspection {
  private let capture: Capture
  private let reading: ContentReader
  private let reader: ObjectReader?
  private let cache: StatCache
  /// The folders of the cache, by path.
  private lazy var folders = Dictionary(
    cache.folders.enumerated().map { ($1.path, $0) }
  ) { first, _ in first }
  /// Where the rows of folders that were asked for lie.
  private var places: [Int: [Int]] = [:]

  /// - Parameter isReadingAll: Whether every file is read: the stat cache knows others at these paths.
  public init(_ capture: Capture, isReadingAll: Bool = false) throws {
    self.capture = capture
    self.reading = try ContentReader(capture, nil)
    self.reader = try capture.store.map { try ObjectReader($0) }
    cache = isReadingAll ? StatCache() : try capture.store?.statCache() ?? StatCache()
  }

  /// What a path holds now.
  public enum PathContents: Hashable, Sendable {
    case absent
    case entry(Entry)
    case special(FileMetadata.SpecialFile)

    /// Whether this is what `entry` stands for; `nil` stands for nothing being there.
    public func matches(_ entry: Entry?) -> Bool {
      switch self {
      case .absent: entry == nil
      case .entry(let found): found.isSameOnDisk(as: entry)
      case .special: false
      }
    }
  }

  /// The present contents of `path`. A database that differs from `expected` only in SQLite's own counters
  /// counts as `expected`.
  public func present(at path: RelativePath, expected: Entry?) throws -> PathContents {
    let place = path.resolved(in: capture.root)
    return try present(
      at: path, place: place, as: try capture.files.metadata(place), expected: expected)
  }

  /// The same where it has been looked at already: `place` is where `path` is, and `metadata` what it
  /// looked like.
  public func present(
    at path: RelativePath, place: FilePath, as metadata: FileMetadata?, expected: Entry?
  ) throws -> PathContents {
    guard let metadata else { return .absent }
    return try look(at: path, place: place, as: metadata, expected: expected).contents
  }

  /// The same of a name that is there, and whether the fingerprint of the file says all of it as long as it is
  /// the same: a capture also looks at what a link leads to, and warns of a database that SQLite cannot read.
  func look(
    at path: RelativePath, place: FilePath, as metadata: FileMetadata, expected: Entry?
  ) throws -> (contents: PathContents, isAll: Bool) {
    switch metadata.kind {
    case .directory: return (.entry(.directory(permissions: metadata.permissions)), false)
    case .special(let file): return (.special(file), false)
    case .symbolicLink:
      let target = try capture.files.linkTarget(place)
      let entry = Entry(
        kind: .link, layer: nil, permissions: 0o777, size: UInt64(target.count),
        object: ObjectID(of: target))
      return (.entry(entry), false)
    case .regular:
      // What a capture has read and what looks the same since need not be read again; of a database
      // the log beside it would have to be looked at.
      if var known = remembered(path, metadata), known.kind == .file {
        known.layer = nil
        return (.entry(known), true)
      }
      let found = try reading.read(place, metadata) { expected }
      let entry = Entry(
        kind: found.kind, isChunked: found.isChunked, layer: nil,
        permissions: metadata.permissions, size: found.size, object: found.object)
      return (.entry(entry), found.unreadableDatabase == nil)
    }
  }

  private func remembered(_ path: RelativePath, _ metadata: FileMetadata) -> Entry? {
    guard let folder = folders[path.parent] else { return nil }
    let places = places[folder] ?? cache.places(of: folder)
    self.places[folder] = places
    let row = cache.row(of: path.name, at: places)
    return row.flatMap { $0.isSame(as: metadata) ? $0.entry : nil }
  }

  /// Takes the bytes of a database part by part, then `nil`, and returns what it is then: `expected` where
  /// it is that but for SQLite's own counters. For a part it returns nothing.
  public func databaseEntry(
    _ expected: Entry
  ) -> (UnsafeRawBufferPointer?) throws -> ObjectID? {
    let chunks = DatabaseChunks(previous: expected, reader: reader) { bytes, _, _ in
      ObjectID(of: bytes)
    }
    return { bytes in
      guard let bytes else { return try chunks.finish().object }
      try chunks.add(bytes)
      return nil
    }
  }
}
