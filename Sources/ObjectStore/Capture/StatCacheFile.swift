public import FileEffects
import Synchronization
import SystemPackage

extension Store {
  /// The facts remembered from the last capture; an absent or damaged cache knows nothing.
  func statCache() throws -> StatCache {
    try knownStatCache.withLock { known in
      if let known { return known }
      // Before it is read: if it is replaced meanwhile, that must show.
      let seen = try files.metadata(location.appending(StoreLayout.statCache))
      statCacheSeen.withLock { $0 = seen }
      let found = try readStatCache() ?? StatCache()
      known = found
      return found
    }
  }

  /// Reads the cache from the disk; `nil` if it is absent or damaged.
  func readStatCache() throws -> StatCache? {
    let path = location.appending(StoreLayout.statCache)
    do { return try readStatCache(at: path) } catch let error as FileError {
      if error.isOutOfHandles { throw error }
      // Whatever keeps it from being read: without it everything is read once.
      return nil
    }
  }

  /// The file is decompressed while it is read, part by part.
  private func readStatCache(at path: FilePath) throws -> StatCache? {
    let magic = StoreLayout.StatCache.magic
    let start = UInt64(magic.count + 8)
    let rest = start + UInt64(ObjectID.byteCount)
    guard let found = try files.metadata(path), found.isRegular, found.size >= rest else {
      return nil
    }
    let end = found.size - UInt64(ObjectID.byteCount)
    let file = try files.open(path)
    let head = try file.bytes(at: 0, count: Int(start))
    var reader = ByteReader(head, from: magic.count)
    guard head.starts(with: magic), let length: UInt64 = reader.integer(),
      length <= StoreLayout.StatCache.limit
    else { return nil }
    var digest = RunningDigest()
    head.withUnsafeBytes { digest.add($0) }
    var position = start
    let body = try FrameDecompressor().decompress(size: Int(length)) {
      guard position < end else { return nil }
      let part = try file.bytes(at: position, count: Int(min(end - position, 256 << 10)))
      if part.isEmpty { return nil }
      part.withUnsafeBytes { digest.add($0) }
      position += UInt64(part.count)
      return part
    }
    var last = ByteReader(try file.bytes(at: end, count: ObjectID.byteCount))
    guard let body, last.objectID() == digest.finish() else { return nil }
    return StatCache(body: body)
  }

  /// Whether the packs and the cache on the disk are those that were read.
  func isAsRead() throws -> Bool {
    let seen = try files.metadata(location.appending(StoreLayout.statCache))
    return try seen == statCacheSeen.withLock { $0 }
      && Set(Self.packPaths(at: location, on: files)) == Set(allPacks.map(\.path))
  }

  /// A time that the disk's clock has passed: that of the last note that a writer left in the store, in
  /// nanoseconds since 1970.
  public func lastNote() throws(FileError) -> Int64? {
    var last: Int64?
    for name in [StoreLayout.ledger, StoreLayout.current, StoreLayout.lock, StoreLayout.statCache] {
      guard let found = try files.metadata(location.appending(name)) else { continue }
      last = max(last ?? .min, found.modifiedNanoseconds)
    }
    return last
  }

  /// Replaces the cache by `size` bytes that come in parts. It is not synced: its digest reveals what a power cut
  /// leaves of it.
  func keepStatCache(size: Int, _ parts: (StatCacheMemory.Sink) throws -> Void) throws {
    let staged = staging.appending(StoreLayout.statCache)
    try files.remove(staged)
    do {
      let file = try files.create(staged, permissions: 0o644)
      var digest = RunningDigest()
      var waiting = StoreLayout.StatCache.magic
      waiting.append(little: UInt64(size))
      func gather(_ part: UnsafeRawBufferPointer) throws {
        waiting.append(contentsOf: part)
        guard waiting.count >= 1 << 20 else { return }
        waiting.withUnsafeBytes { digest.add($0) }
        try waiting.withUnsafeBytes { try file.append($0) }
        waiting.removeAll(keepingCapacity: true)
      }
      let compressor = try FrameCompressor()
      compressor.begin(size: size, .quick)
      try parts { try compressor.add($0, gather) }
      try compressor.end(gather)
      waiting.withUnsafeBytes { digest.add($0) }
      digest.finish().append(to: &waiting)
      try waiting.withUnsafeBytes { try file.append($0) }
    } catch {
      // Best effort: the next writer empties the staging folder.
      try? files.remove(staged)
      throw error
    }
    try files.rename(staged, over: location.appending(StoreLayout.statCache))
    // Whoever asks for it again reads it: mostly nobody does.
    knownStatCache.withLock { $0 = nil }
  }

  /// Notes in the cache which packs there are now, so that one that goes missing can be named later. What
  /// it said before still counts: a missing pack stays known until the next capture.
  ///
  /// Best effort: where it cannot be written, the cache stays unchanged.
  public func rememberPacks() {
    guard let known = try? statCache(), !packNames.isSubset(of: known.packs) else { return }
    let body = known.body(naming: known.packs.union(packNames))
    try? keepStatCache(size: body.count) { try body.withUnsafeBytes($0) }
  }

  /// Makes the next capture read every file: after a crash, times and sizes may belong to contents that
  /// never reached the disk; after a collection, the cache names objects that are gone.
  public func forgetStatCache() throws {
    knownStatCache.withLock { $0 = StatCache() }
    try files.remove(location.appending(StoreLayout.statCache))
    try files.syncDirectory(location)
  }
}
