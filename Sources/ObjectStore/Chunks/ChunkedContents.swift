import FileEffects

/// The contents of a chunked file, read on both cores and handed out in order.
struct ChunkedContents {
  private let store: Store
  /// Chunks that lie together, or are encoded against ones that do, are read by one thread: their frame is
  /// decompressed once.
  private var groups: [[ObjectID]] = []

  /// The frames of a group are in memory, and two groups at a time.
  private static let limit = 2 << 20

  init(of chunks: [ChunkList.Chunk], in store: Store) {
    self.store = store
    let order = StoreOrder(store)
    var last: StoreOrder.Place?
    var size = 0
    for chunk in chunks {
      let place = order.place(of: chunk.object)
      size += Int(chunk.size)
      if let last, last.isInFrame(of: place), size <= Self.limit {
        groups[groups.count - 1].append(chunk.object)
      } else {
        groups.append([chunk.object])
        size = Int(chunk.size)
      }
      last = place
    }
  }

  func forEach(_ body: @Sendable (UnsafeRawBufferPointer) throws -> Void) throws {
    try Parallel.inOrder(count: groups.count, workers: store.workers) {
      try ObjectReader(store)
    } make: { reader, number in
      try groups[number].map { try reader.locate($0) }
    } use: { located in
      for object in located { try object.withBytes(body) }
    }
  }
}
