import FileEffects

/// Keeps an object, or only names it; the last is the object that it replaces.
typealias KeepObject = (UnsafeRawBufferPointer, ObjectType, ObjectID?) throws -> ObjectID

/// Takes a large file's bytes, piece by piece, in content-defined chunks.
final class ContentChunks {
  private let store: KeepObject
  private var earlier: EarlierChunks
  private var chunks: [ChunkList.Chunk] = []
  private var window: [UInt8] = []

  init(previous: Entry?, reader: ObjectReader?, store: @escaping KeepObject) {
    self.store = store
    earlier = EarlierChunks(of: previous, reader)
  }

  func add(_ piece: UnsafeRawBufferPointer) throws {
    window.append(contentsOf: piece)
    // Only while a whole chunk is certain to be there: where the cuts are must not depend on how
    // the bytes arrive.
    try cut(leaving: Chunking.maximum)
  }

  private func cut(leaving rest: Int) throws {
    var start = 0
    try window.withUnsafeBytes { bytes in
      while bytes.count - start > 0 && bytes.count - start >= rest {
        let tail = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let chunk = UnsafeRawBufferPointer(rebasing: tail[..<Chunking.cut(tail)])
        let object = try store(chunk, .blob, earlier.next)
        earlier.pass(object)
        chunks.append(ChunkList.Chunk(object: object, size: UInt32(chunk.count)))
        start += chunk.count
      }
    }
    window.removeFirst(start)
  }

  /// The entry of the whole file, without layer and with the usual permissions.
  func finish() throws -> Entry {
    try cut(leaving: 0)
    let list = ChunkList(chunks: chunks)
    return Entry(
      kind: .file, isChunked: true, layer: nil, permissions: 0o644, size: list.size,
      object: try list.encoded.withUnsafeBytes { try store($0, .chunkList, earlier.list) })
  }
}

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

  public func add(_ piece: UnsafeRawBufferPointer) throws {
    if let large { return try large.add(piece) }
    start.append(contentsOf: piece)
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

  /// The entry of what was added; the writer is ready for the next one.
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

extension Entry {
  /// Whether `bytes` are the contents that this entry of a file stands for.
  public func hasContents(_ bytes: [UInt8]) throws -> Bool {
    guard size == UInt64(bytes.count) else { return false }
    return try ContentWriter(into: nil).file(bytes, layer: .core).object == object
  }
}
