import FileEffects

/// Takes a database's bytes, piece by piece, in chunks of ``StoreLayout/databaseChunkSize``: whole
/// pages, so that a changed row changes one chunk.
final class DatabaseChunks {
  private let previous: Entry?
  private let reader: ObjectReader?
  private let store: KeepObject
  private var earlier: EarlierChunks
  /// Held back until it is known whether anything but its counters is new.
  private var first: [UInt8]?
  private var chunks: [ChunkList.Chunk] = []
  private var rest: [UInt8] = []
  /// The object of an earlier database of one chunk.
  private let replacedObject: ObjectID?
  /// The first of the earlier chunks.
  private var firstReplaced: ObjectID?

  /// With `previous`, a database that is that one but for SQLite's counters is taken for it.
  init(
    previous: Entry? = nil, replacing replaced: Entry? = nil, reader: ObjectReader?,
    store: @escaping KeepObject
  ) {
    self.previous = previous
    self.reader = reader
    self.store = store
    earlier = EarlierChunks(of: previous ?? replaced, reader)
    replacedObject = (previous ?? replaced)?.wholeObject
  }

  func add(_ bytes: UnsafeRawBufferPointer) throws {
    let size = StoreLayout.databaseChunkSize
    var start = 0
    if !rest.isEmpty {
      start = min(size - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<start])
      guard rest.count == size else { return }
      try rest.withUnsafeBytes(take)
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count - start >= size {
      try take(UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]))
      start += size
    }
    rest.append(contentsOf: bytes[start...])
  }

  private func take(_ chunk: UnsafeRawBufferPointer) throws {
    if first == nil {
      first = Array(chunk)
      firstReplaced = earlier.next ?? replacedObject
    } else {
      let object = try store(chunk, .blob, earlier.next)
      chunks.append(ChunkList.Chunk(object: object, size: UInt32(chunk.count)))
    }
    earlier.step()
  }

  /// The entry of the whole database, without layer and with the usual permissions.
  ///
  /// A database whose pages are those of `previous`, but for the counters that SQLite keeps in the
  /// first one, is `previous`: a restore changes them, and nothing else.
  func finish() throws -> Entry {
    if !rest.isEmpty { try rest.withUnsafeBytes(take) }
    rest = []
    let first = first ?? []
    var entry = Entry(
      kind: .database, isChunked: !chunks.isEmpty, layer: .brain, permissions: 0o644,
      size: chunks.reduce(UInt64(first.count)) { $0 + UInt64($1.size) }, object: .none)
    if let previous, isUnchanged(first, entry, previous) {
      entry.object = previous.object
      return entry
    }
    entry.object = try first.withUnsafeBytes { try store($0, .blob, firstReplaced) }
    if entry.isChunked {
      let head = ChunkList.Chunk(object: entry.object, size: UInt32(first.count))
      entry.object = try ChunkList(chunks: [head] + chunks).encoded.withUnsafeBytes {
        try store($0, .chunkList, earlier.list)
      }
    }
    return entry
  }

  private func isUnchanged(
    _ first: [UInt8], _ entry: Entry, _ previous: Entry
  ) -> Bool {
    guard let reader, previous.kind == .database, previous.size == entry.size,
      previous.isChunked == entry.isChunked
    else { return false }
    var start = previous.object
    // If the stored chunks cannot be read, the database is stored again.
    if previous.isChunked {
      guard let list = try? reader.chunks(previous.object), let head = list.first,
        list.dropFirst().elementsEqual(chunks)
      else { return false }
      start = head.object
    }
    guard var before = try? reader.bytes(of: start) else { return false }
    var now = first
    DatabaseHeader.clearCounters(&before)
    DatabaseHeader.clearCounters(&now)
    return before == now
  }
}
