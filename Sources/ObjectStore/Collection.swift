import FileEffects
import SystemPackage

/// Frees what no root needs.
public struct Collection: Sendable {
  /// Packs of which nothing is needed: they are removed.
  let dead: [FilePath]
  /// Packs of which little is needed: that is copied into a new pack, and they are removed.
  let sparse: [FilePath]
  /// How many bytes will be free afterwards; for ``sparse`` packs an estimate.
  public let freedBytes: UInt64

  /// A pack is rewritten when at least this share of its uncompressed bytes is not needed.
  private static let sparseShare = 0.25

  /// Decides what to free; reads only.
  public init(keeping needed: Reachability, in store: Store) {
    var dead: [FilePath] = []
    var sparse: [FilePath] = []
    var freed: UInt64 = 0
    for pack in store.allPacks {
      var total = 0
      var live = 0
      for number in 0..<pack.index.objectCount {
        guard let place = pack.index.place(number) else { continue }
        total += place.size
        if needed.contains(pack.index.name(number)) { live += max(1, place.size) }
      }
      if live == 0 {
        dead.append(pack.path)
        freed += pack.size
      } else if Double(total - live) >= Self.sparseShare * Double(total) {
        sparse.append(pack.path)
        freed += UInt64(Double(pack.size) * Double(total - live) / Double(max(1, total)))
      }
    }
    self.dead = dead
    self.sparse = sparse
    self.freedBytes = freed
  }

  /// Carries the decision out; the caller holds the lock. Returns the bytes that are free now.
  ///
  /// What is needed of the packs that go is durable in a new pack before the first one is removed.
  public func carryOut(
    keeping needed: Reachability, in store: Store
  ) throws -> UInt64 {
    guard !(dead.isEmpty && sparse.isEmpty) else { return 0 }
    try store.check(.collect)
    let before = store.figures.bytes
    // It may name a list of chunks whose chunks go: it goes first.
    try store.forgetStatCache()
    // What needs no copy goes first: on a full disk it makes room for the copies.
    store.forget(Set(dead))
    try remove(dead, in: store)
    let old = store.allPacks.filter { sparse.contains($0.path) }
    store.forget(Set(sparse))
    do {
      try rewrite(old, needed, in: store)
      // A copy can be the very same pack.
      try remove(sparse.filter { path in !store.allPacks.contains { $0.path == path } }, in: store)
    } catch let error as FileError where error.isNoSpace {
      // Too full even for the copies: the old packs stay, and what was removed is free.
      for path in sparse { try store.adopt(path) }
    }
    let after = store.figures.bytes
    return before > after ? before - after : 0
  }

  private func remove(_ packs: [FilePath], in store: Store) throws {
    guard !packs.isEmpty else { return }
    for path in packs { try store.files.remove(path) }
    try store.files.syncDirectory(store.packsFolder)
  }

  private func rewrite(_ old: [Pack], _ needed: Reachability, in store: Store) throws {
    if old.isEmpty { return }
    let batch = try store.batch()
    let decompressor = try Decompressor()
    let reader = try ObjectReader(store)
    for pack in old {
      try copy(from: pack, needed, into: batch, with: decompressor, elsewhere: reader)
    }
    try batch.commit()
  }

  private func copy(
    from pack: Pack, _ needed: Reachability, into batch: ObjectBatch,
    with decompressor: Decompressor, elsewhere reader: ObjectReader
  ) throws {
    var byFrame: [Int: [(ObjectID, PackIndex.Place)]] = [:]
    for number in 0..<pack.index.objectCount {
      let object = pack.index.name(number)
      if needed.contains(object), let place = pack.index.place(number) {
        byFrame[place.frame, default: []].append((object, place))
      }
    }
    for (frame, objects) in byFrame.sorted(by: { $0.key < $1.key }) {
      guard let raw = try pack.frame(frame, with: decompressor) else {
        throw StoreError.damaged(objects[0].0, pack: pack.path)
      }
      for (object, place) in objects.sorted(by: { $0.1.offset < $1.1.offset }) {
        // This copy may go only if the other one is whole.
        if reader.has(object) { try reader.withObject(object) { _ in } }
        let added = try raw.withUnsafeBytes { whole in
          try batch.add(
            UnsafeRawBufferPointer(rebasing: whole[place.offset..<place.offset + place.size]),
            as: place.type)
        }
        guard added == object else { throw StoreError.damaged(object, pack: pack.path) }
      }
    }
  }
}
