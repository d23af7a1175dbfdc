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
    var bytes: [UInt8]
    do {
      guard let found = try files.readIfPresent(path) else { return nil }
      bytes = found
    } catch {
      if error.isOutOfHandles { throw error }
      // Whatever keeps it from being read: without it everything is read once.
      return nil
    }
    let body = max(0, bytes.count - ObjectID.byteCount)
    var end = ByteReader(bytes, from: body)
    let digest = end.objectID()
    bytes.removeSubrange(body...)
    guard bytes.starts(with: StoreLayout.StatCache.magic), digest == ObjectID(of: bytes) else {
      return nil
    }
    var head = ByteReader(bytes, from: StoreLayout.StatCache.magic.count)
    guard let length: UInt64 = head.integer(), length <= StoreLayout.StatCache.limit else {
      return nil
    }
    return try bytes.withUnsafeBytes { bytes in
      try FrameDecompressor().decompress(
        UnsafeRawBufferPointer(rebasing: bytes[head.position...]), size: Int(length))
    }.flatMap { StatCache(body: $0) }
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

  /// Replaces the cache. It is not synced: its digest reveals what a power cut leaves of it.
  func keepStatCache(_ body: [UInt8]) throws {
    var whole = StoreLayout.StatCache.magic
    whole.append(little: UInt64(body.count))
    try FrameCompressor().compress(body, .quick) { whole.append(contentsOf: $0) }
    ObjectID(of: whole).append(to: &whole)
    let staged = staging.appending(StoreLayout.statCache)
    try files.remove(staged)
    do {
      let file = try files.create(staged, permissions: 0o644)
      try whole.withUnsafeBytes { try file.append($0) }
    } catch {
      // Best effort: the next writer empties the staging folder.
      try? files.remove(staged)
      throw error
    }
    try files.rename(staged, over: location.appending(StoreLayout.statCache))
    knownStatCache.withLock { $0 = StatCache(body: body) }
  }

  /// Notes in the cache which packs there are now, so that one that goes missing can be named later. What
  /// it said before still counts: a missing pack stays known until the next capture.
  ///
  /// Best effort: where it cannot be written, the cache stays unchanged.
  public func rememberPacks() {
    guard let known = try? statCache(), !packNames.isSubset(of: known.packs) else { return }
    try? keepStatCache(known.body(naming: known.packs.union(packNames)))
  }

  /// Makes the next capture read every file: after a crash, times and sizes may belong to contents that
  /// never reached the disk; after a collection, the cache names objects that are gone.
  public func forgetStatCache() throws {
    knownStatCache.withLock { $0 = StatCache() }
    try files.remove(location.appending(StoreLayout.statCache))
    try files.syncDirectory(location)
  }
}
