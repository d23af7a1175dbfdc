public import FileEffects
import Synchronization

/// What makes a database, as one entry has it, what it is in another: the chunks that differ.
///
/// It reads chunks when it is asked for them, on both cores, so that it takes no memory beyond their
/// names.
public struct DatabaseDifference: DatabasePatch, Sendable {
  public let sizes: (before: UInt64, after: UInt64)
  public let pageRanges: [PageRange]
  public let fingerprint: FileMetadata?
  private let old: Entry
  private let before: [ChunkList.Chunk]
  private let after: [ChunkList.Chunk]
  private let store: Store
  private let firstBefore: [UInt8]
  public let header: [UInt8]

  /// `nil` where chunks are not all of the usual size.
  /// - Throws: ``StoreError`` where a list of chunks cannot be read.
  public init?(
    from old: Entry, to new: Entry, fingerprint: FileMetadata?, in store: Store
  ) throws {
    self.old = old
    self.fingerprint = fingerprint
    self.store = store
    let reader = try ObjectReader(store)
    sizes = (old.size, new.size)
    let before = try Self.chunks(of: old, reader)
    let after = try Self.chunks(of: new, reader)
    (self.before, self.after) = (before, after)
    for chunks in [before, after] {
      guard chunks.dropLast().allSatisfy({ $0.size == StoreLayout.databaseChunkSize }) else {
        return nil
      }
    }
    guard let first = before.first, let next = after.first else { return nil }
    var firstBefore = try reader.bytes(of: first.object)
    DatabaseHeader.clearCounters(&firstBefore)
    self.firstBefore = firstBefore
    header = Array(try reader.bytes(of: next.object).prefix(DatabaseHeader.size))
    // The first one, in which SQLite counts, is never quite the same.
    pageRanges = (0..<max(before.count, after.count)).compactMap { number in
      let chunks = (
        before.indices.contains(number) ? before[number] : nil,
        after.indices.contains(number) ? after[number] : nil
      )
      if number > 0 && chunks.0 == chunks.1 { return nil }
      return PageRange(
        number: number, offset: UInt64(number * StoreLayout.databaseChunkSize),
        before: Int(chunks.0?.size ?? 0), after: Int(chunks.1?.size ?? 0))
    }
  }

  private static func chunks(of entry: Entry, _ reader: ObjectReader) throws -> [ChunkList.Chunk] {
    guard entry.isChunked else {
      return [ChunkList.Chunk(object: entry.object, size: UInt32(entry.size))]
    }
    return try reader.chunks(entry.object)
  }

  public func contents(
    of ranges: ArraySlice<PageRange>, replacing present: [[UInt8]]
  ) throws -> [[UInt8]]? {
    // Each thread takes neighbours, which lie together in the store, and of these the last first.
    let parts = store.workers
    let found = Mutex([[[UInt8]]?](repeating: nil, count: parts))
    try Parallel.forEach(count: parts, workers: parts) {
      try ObjectReader(store)
    } _: { reader, part in
      var contents: [[UInt8]] = []
      let numbers = ranges.count * part / parts..<ranges.count * (part + 1) / parts
      for number in numbers.reversed() {
        let range = ranges[ranges.startIndex + number]
        guard isBefore(range, present[number]) else { return }
        contents.append(
          after.indices.contains(range.number)
            ? try reader.bytes(of: after[range.number].object) : [])
      }
      found.withLock { [contents] in $0[part] = contents.reversed() }
    }
    let contents = found.withLock { $0.compactMap(\.self).flatMap(\.self) }
    return contents.count == ranges.count ? contents : nil
  }

  private func isBefore(_ range: PageRange, _ bytes: [UInt8]) -> Bool {
    guard before.indices.contains(range.number) else { return bytes.isEmpty }
    guard range.number == 0 else { return ObjectID(of: bytes) == before[range.number].object }
    var now = bytes
    DatabaseHeader.clearCounters(&now)
    return now == firstBefore
  }

  public func judge() -> (UnsafeRawBufferPointer?) throws -> Bool {
    DatabaseChunks.judge(of: old, try? ObjectReader(store))
  }
}

extension DatabaseChunks {
  /// Says of a database that is handed over piece by piece, then `nil`, whether it is the one that
  /// `expected` stands for.
  static func judge(
    of expected: Entry, _ reader: ObjectReader?
  ) -> (UnsafeRawBufferPointer?) throws -> Bool {
    let chunks = DatabaseChunks(previous: expected, reader: reader) { bytes, _, _ in
      ObjectID(of: bytes)
    }
    return { bytes in
      guard let bytes else { return try chunks.finish().object == expected.object }
      try chunks.add(bytes)
      return true
    }
  }
}
