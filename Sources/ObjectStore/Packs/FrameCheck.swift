import FileEffects
import Synchronization
import SystemPackage

/// Every frame of a store decompressed, or a share of them, and every object's digest compared.
struct FrameCheck {
  /// Frames in which an object is not whole, by pack.
  private var bad: [FilePath: Set<Int>] = [:]
  /// Packs with heads that are not what their index says: nothing is lost by that.
  private var falseHeads: Set<FilePath> = []
  /// Objects with a copy that cannot be read whole.
  private var badCopies: Set<ObjectID> = []
  private var frameCounts: [FilePath: Int] = [:]
  /// Bytes of frames read.
  private(set) var bytes: UInt64 = 0

  init(of store: Store, _ level: Verification.Level) throws {
    let packs = store.allPacks
    var work = packs.indices.flatMap { pack in
      (0..<packs[pack].index.frameCount).map { (pack, $0) }
    }
    if case .subset(let share) = level {
      let count = Int((Double(work.count) * share).rounded(.up))
      work = Array(work.shuffled().prefix(count)).sorted { $0 < $1 }
    }
    bytes = work.reduce(0) { $0 + UInt64(packs[$1.0].index.frame($1.1).storedSize) }
    store.progress?.expect(bytes: bytes)
    let inFrame = packs.map { $0.index.rowsByFrame() }
    for pack in packs { frameCounts[pack.path] = pack.index.frameCount }
    let found = Mutex(self)
    let groups = Self.grouped(work.map { Frame(pack: $0.0, number: $0.1) }, packs, store)
    try Parallel.forEach(count: groups.count, workers: store.workers) {
      try ObjectReader(store)
    } _: { reader, group in
      for frame in groups[group] {
        Self.check(frame.number, of: packs[frame.pack], inFrame[frame.pack], reader, found)
        store.progress?.add(
          bytes: UInt64(packs[frame.pack].index.frame(frame.number).storedSize))
      }
    }
    self = found.withLock { $0 }
  }

  private struct Frame: Hashable {
    /// Position in the list of packs.
    var pack: Int
    var number: Int
  }

  /// Frames that are encoded against something stand with the one in which their chain ends, so that
  /// it is decompressed once.
  private static func grouped(
    _ frames: [Frame], _ packs: [Pack], _ store: Store
  ) -> [[Frame]] {
    let positions = Dictionary(
      uniqueKeysWithValues: packs.enumerated().map { (ObjectIdentifier($1), $0) })
    func end(of frame: Frame) -> Frame {
      guard let base = packs[frame.pack].index.frame(frame.number).base,
        let copy = store.find(store.chain(of: base)?.last ?? base),
        let pack = positions[ObjectIdentifier(copy.pack)]
      else { return frame }
      return Frame(pack: pack, number: copy.place.frame)
    }
    return Dictionary(grouping: frames, by: end(of:))
      .sorted { ($0.key.pack, $0.key.number) < ($1.key.pack, $1.key.number) }.map(\.value)
  }

  private static func check(
    _ frame: Int, of pack: Pack, _ inFrame: PackIndex.FrameRows, _ reader: ObjectReader,
    _ found: borrowing Mutex<FrameCheck>
  ) {
    // What the disk cannot read is as damaged as what does not decompress.
    let raw = try? reader.frame(frame, of: pack)
    let rows = inFrame[frame] ?? []
    let damaged = rows.filter { row in
      raw?.withUnsafeBytes { ObjectID(of: row.bytes(in: $0)) != row.object } ?? true
    }
    let hasTrueHead = (try? pack.hasTrueHead(frame, rows)) ?? false
    if damaged.isEmpty && hasTrueHead { return }
    // What cannot be read for want of its base is not itself at fault.
    let base = pack.index.frame(frame).base
    let isAtFault = base.map { (try? reader.withObject($0) { _ in }) != nil } ?? true
    found.withLock { found in
      if !hasTrueHead { found.falseHeads.insert(pack.path) }
      if !damaged.isEmpty && isAtFault { found.bad[pack.path, default: []].insert(frame) }
      found.badCopies.formUnion(damaged.map(\.object))
    }
  }

  /// The objects that are there and in no pack whole. What a collection left over, encoded against
  /// something that is gone, is not there.
  func lost(in store: Store) throws -> Set<ObjectID> {
    if badCopies.isEmpty { return [] }
    // Where another copy was not looked at, or is whole, reading tells.
    let reader = try ObjectReader(store)
    return badCopies.filter { store.contains($0) && (try? reader.withObject($0) { _ in }) == nil }
  }

  var damagedPacks: [Verification.DamagedPack] {
    Set(bad.keys).union(falseHeads).sorted { $0.string < $1.string }.map { path in
      let count = bad[path]?.count ?? 0
      return Verification.DamagedPack(
        path: path,
        fault: count == 0 ? .otherHeads : .damagedFrames(count, of: frameCounts[path] ?? 0),
        hasLosses: count > 0)
    }
  }
}
