import FileEffects

/// Takes contents that arrive from elsewhere than a file, and stores them as a capture would have.
public final class ContentWriter {
  private let store: KeepObject
  private let reader: ObjectReader?
  private let isPlain: Bool
  private var start: [UInt8] = []
  private var large: (add: (UnsafeRawBufferPointer) throws -> Void, finish: () throws -> Entry)?

  /// What the contents that come next replace: they are encoded against it where that pays.
  public var previous: Entry?

  /// Contents go into `batch`; without one they are only hashed. With `asPlainFile` what begins as a
  /// database is none: SQLite cannot read it.
  public init(into batch: ObjectBatch?, asPlainFile isPlain: Bool = false) {
    self.isPlain = isPlain
    reader = batch?.reader
    store = { bytes, type, replaced in
      if let batch { return try batch.add(bytes, as: type, replacing: replaced) }
      return ObjectID(of: bytes)
    }
  }

  public func add(_ bytes: UnsafeRawBufferPointer) throws {
    if let large { return try large.add(bytes) }
    start.append(contentsOf: bytes)
    if start.count > StoreLayout.largeFileSize {
      if isDatabase { useDatabase() } else { useChunks() }
      try spill()
    }
  }

  private var isDatabase: Bool { !isPlain && DatabaseHeader.isDatabase(start) }

  private func useDatabase() {
    let chunks = DatabaseChunks(replacing: previous, reader: reader, store: store)
    large = (chunks.add, chunks.finish)
  }

  private func useChunks() {
    let chunks = ContentChunks(previous: previous, reader: reader, store: store)
    large = (chunks.add, chunks.finish)
  }

  private func spill() throws {
    try start.withUnsafeBytes { try large?.add($0) }
    start = []
  }

  /// The entry of the added contents; the writer is ready for the next ones.
  public func finish(layer: Layer, permissions: UInt16) throws -> Entry {
    if large == nil && isDatabase {
      useDatabase()
      try spill()
    }
    var entry: Entry
    if let large {
      entry = try large.finish()
    } else {
      entry = Entry(
        kind: .file, layer: nil, permissions: 0, size: UInt64(start.count),
        object: try start.withUnsafeBytes { try store($0, .blob, previous?.wholeObject) })
    }
    start = []
    large = nil
    previous = nil
    entry.layer = entry.kind == .database ? .brain : layer
    entry.permissions = permissions
    return entry
  }

  /// The entry of a link to `target`.
  public func link(to target: [UInt8], layer: Layer) throws -> Entry {
    Entry(
      kind: .link, layer: layer, permissions: 0o777, size: UInt64(target.count),
      object: try target.withUnsafeBytes { try store($0, .blob, nil) })
  }

  /// The entry of a file with these bytes.
  public func file(
    _ bytes: [UInt8], replacing replaced: Entry? = nil, layer: Layer, permissions: UInt16 = 0o644
  ) throws -> Entry {
    previous = replaced
    try bytes.withUnsafeBytes { try add($0) }
    return try finish(layer: layer, permissions: permissions)
  }
}
