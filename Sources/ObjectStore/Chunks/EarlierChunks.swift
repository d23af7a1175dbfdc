/// The chunks of a file's earlier contents, side by side with those of the new ones.
struct EarlierChunks {
  /// The list itself; `nil` where the contents were not in chunks.
  private(set) var list: ObjectID?
  private var chunks: [ChunkList.Chunk] = []
  private var positions: [ObjectID: Int] = [:]
  private var position = 0

  /// What cannot be read is as good as absent: it is wanted for an economy only.
  init(of entry: Entry?, _ reader: ObjectReader?) {
    guard let entry, entry.isChunked, let reader, let found = try? reader.chunks(entry.object)
    else {
      return
    }
    list = entry.object
    chunks = found
    for (number, chunk) in found.enumerated() { positions[chunk.object] = number }
  }

  /// The chunk that the next one presumably replaces.
  var next: ObjectID? { position < chunks.count ? chunks[position].object : nil }

  /// Notes that the next chunk is this one: a known one shows where in the earlier contents we are.
  mutating func pass(_ object: ObjectID) {
    position = (positions[object] ?? position) + 1
  }

  /// Goes on by one: chunks of one size are at the same place in both.
  mutating func step() { position += 1 }
}
