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

  func add(_ bytes: UnsafeRawBufferPointer) throws {
    window.append(contentsOf: bytes)
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
