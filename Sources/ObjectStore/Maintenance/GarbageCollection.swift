import FileEffects
import SystemPackage

/// Frees what no root needs, or makes many small packs one: decided first, then carried out.
public struct GarbageCollection: Sendable {
  /// Packs in which nothing is needed: they are removed.
  let dead: [FilePath]
  /// Packs that are removed once their needed objects are in a new pack: because those are few, or the
  /// packs are many and small.
  let rewritten: [FilePath]
  /// How many bytes will be free afterwards; for ``rewritten`` packs an estimate.
  public let freedBytes: UInt64

  /// A pack is rewritten when that frees at least this share of it.
  private static let sparseShare = 0.25
  /// Packs of fewer bytes are made one when there are more of them than this: each one is opened by
  /// every command.
  private static let smallSize: UInt64 = 4 << 20
  private static let smallCount = 16
  /// So many are too many even where nothing is collected.
  public static let smallLimit = 64

  /// Decides what to free; reads only.
  public init(keeping needed: Reachability, in store: Store) {
    var dead: [FilePath] = []
    var sparse: [FilePath] = []
    var small: [FilePath] = []
    var freed: UInt64 = 0
    for pack in store.allPacks {
      let use = PackUse(of: pack, needed.contains)
      if use.frames.allSatisfy({ $0 == .dead }) {
        dead.append(pack.path)
        freed += pack.size
      } else if use.hasDeadDeltas
        || Double(use.freedBytes) >= Self.sparseShare * Double(pack.size)
      {
        sparse.append(pack.path)
        freed += use.freedBytes
      } else if pack.size < Self.smallSize {
        small.append(pack.path)
      }
    }
    self.dead = dead
    self.rewritten = small.count > Self.smallCount ? sparse + small : sparse
    self.freedBytes = freed
  }

  /// Decides which packs become one, if more than `limit` are small, keeping all that is in them; reads
  /// only. A pack stays if the store lacks something that one of its objects is encoded against.
  public init(mergingSmallPacksOf store: Store, beyond limit: Int = smallLimit) {
    var small = store.allPacks.filter { $0.size < Self.smallSize }
    if small.count > limit {
      // Those that stay do not count: they would have the others made one again and again.
      small.removeAll { !$0.index.baseNames.allSatisfy(store.contains) }
    }
    dead = []
    rewritten = small.count > limit ? small.map(\.path) : []
    freedBytes = 0
  }

  public var isEmpty: Bool { dead.isEmpty && rewritten.isEmpty }

  /// Carries the decision out; the caller holds the lock. Returns the bytes that are free now.
  ///
  /// What `isNeeded` of the packs that go is durable in a new pack before the first one is removed.
  @discardableResult
  public func carryOut(
    keeping isNeeded: (ObjectID) -> Bool, in store: Store
  ) throws -> UInt64 {
    if isEmpty { return 0 }
    try store.check(.collect)
    let before = store.figures.bytes
    // It may name a list of chunks whose chunks go: it goes first.
    try store.forgetStatCache()
    // What needs no copy goes first: on a full disk it makes room for the copies.
    store.forget(Set(dead))
    try remove(dead, in: store)
    let old = store.allPacks.filter { rewritten.contains($0.path) }
    store.forget(Set(rewritten))
    do {
      try rewrite(old, isNeeded, in: store)
      // A copy can be the very same pack.
      let kept = Set(store.allPacks.map(\.path))
      try remove(rewritten.filter { !kept.contains($0) }, in: store)
    } catch let error as FileError where error.isNoSpace {
      // Too full even for the copies: the old packs stay, and the removed ones are free.
      for path in rewritten { try store.adopt(path) }
    }
    store.rememberPacks()
    let after = store.figures.bytes
    return before > after ? before - after : 0
  }

  private func remove(_ packs: [FilePath], in store: Store) throws {
    guard !packs.isEmpty else { return }
    for path in packs { try store.files.remove(path) }
    try store.files.syncDirectory(store.packsFolder)
  }

  private func rewrite(
    _ old: [Pack], _ isNeeded: (ObjectID) -> Bool, in store: Store
  ) throws {
    if old.isEmpty { return }
    let batch = try store.batch()
    let source = try PackSource(old, elsewhere: store)
    store.progress?.expect(bytes: old.reduce(0) { $0 + $1.size })
    for pack in old {
      for (number, frame) in PackUse(of: pack, isNeeded).frames.enumerated() where frame != .dead {
        try source.copy(number, of: pack, isWhole: frame == .kept, isNeeded, into: batch)
        store.progress?.add(bytes: UInt64(pack.index.frame(number).storedSize))
      }
    }
    try batch.commit()
  }
}

/// The part of a pack that is needed.
private struct PackUse {
  enum Frame {
    /// Nothing in it is needed.
    case dead
    /// It is copied unchanged.
    case kept
    /// Less than half of it is needed: that goes into new frames.
    case sparse
  }

  var frames: [Frame]
  /// Whether there is something in it that is not needed and may lose what it is encoded against.
  var hasDeadDeltas = false
  /// How many bytes fewer a new pack would have.
  var freedBytes: UInt64 = 0

  init(of pack: Pack, _ isNeeded: (ObjectID) -> Bool) {
    var live = [(count: Int, bytes: Int)](repeating: (0, 0), count: pack.index.frameCount)
    for number in 0..<pack.index.objectCount where isNeeded(pack.index.name(number)) {
      guard let place = pack.index.place(number) else { continue }
      live[place.frame].count += 1
      live[place.frame].bytes += place.size
    }
    frames = []
    for (number, live) in live.enumerated() {
      let frame = pack.index.frame(number)
      let raw = Int(frame.rawSize)
      if live.count == 0 {
        frames.append(.dead)
        hasDeadDeltas = hasDeadDeltas || frame.base != nil
        freedBytes += UInt64(frame.storedSize)
      } else if live.bytes * 2 >= raw || frame.base != nil {
        frames.append(.kept)
      } else {
        frames.append(.sparse)
        freedBytes += UInt64(frame.storedSize) * UInt64(raw - live.bytes) / UInt64(raw)
      }
    }
  }
}
