import FileEffects
import SystemPackage

/// Objects on their way into the store: all of them, in new packs, or none.
///
/// One thread hands objects in; it hashes them and gathers the new ones in frames, or with what they
/// replace. A second thread compresses. A batch that is dropped leaves nothing behind.
public final class ObjectBatch {
  private let store: Store
  private let groups: PackOutput
  private let deltas: PackOutput
  private let work: DeltaWork
  private var frames: FrameGathering
  /// For replaced objects.
  let reader: ObjectReader
  /// The names of the objects that were added.
  let seen: SharedNames
  /// Objects that get no base: they were lost, come again, and are the bases of others already, whose
  /// chains must not grow.
  private lazy var bases = store.allBases()
  private var candidates: [DeltaWork.Candidate] = []
  private var candidateBytes = 0
  private var isCommitted = false
  /// With it, only these objects are stored; others are named, and nothing more.
  private let wanted: Set<ObjectID>?
  private let isExport: Bool

  init(_ store: Store, only wanted: Set<ObjectID>? = nil) throws {
    self.store = store
    self.wanted = wanted
    isExport = false
    reader = try ObjectReader(store)
    let seen = SharedNames()
    self.seen = seen
    func output(_ name: String) -> PackOutput {
      PackOutput(
        temporary: store.staging.appending(name), names: seen, on: store.files
      ) { digest in
        store.packsFolder.appending("\(digest).\(StoreLayout.packExtension)")
      }
    }
    groups = output(StoreLayout.Staging.objects)
    // Frames that need a base are in a pack of their own: the other one is a plain zstd file.
    deltas = output(StoreLayout.Staging.deltas)
    work = DeltaWork(store, deltas)
    frames = FrameGathering(into: groups, workers: store.workers)
  }

  /// A batch that goes into a file of its own, with all that is added, whatever the store has.
  init(_ store: Store, exportingTo path: FilePath, start: [UInt8]) throws {
    self.store = store
    wanted = nil
    isExport = true
    reader = try ObjectReader(store)
    seen = SharedNames()
    // What only its owner may read in a store must not be readable outside it.
    groups = PackOutput(
      temporary: NewFile.temporary(for: path), permissions: 0o600, start: start, names: seen,
      on: store.files
    ) { _ in path }
    deltas = groups
    work = DeltaWork(store, deltas)
    frames = FrameGathering(into: groups, workers: store.workers)
  }

  deinit {
    frames.waitForBackground()
    if !isCommitted {
      groups.discard()
      deltas.discard()
    }
  }

  func has(_ object: ObjectID) -> Bool { seen.contains(object) }

  /// How many uncompressed bytes were new.
  public private(set) var newBytes: UInt64 = 0

  /// Adds a blob; nothing is written for bytes that the store or this batch has.
  @discardableResult
  public func add(_ bytes: UnsafeRawBufferPointer) throws -> ObjectID {
    try add(bytes, as: .blob)
  }

  /// Adds a blob; nothing is written for bytes that the store or this batch has.
  @discardableResult
  public func add(_ bytes: [UInt8]) throws -> ObjectID {
    try add(bytes, as: .blob)
  }

  func add(
    _ bytes: [UInt8], as type: ObjectType, replacing replaced: ObjectID? = nil
  ) throws -> ObjectID {
    try bytes.withUnsafeBytes { try add($0, as: type, replacing: replaced) }
  }

  /// Adds an object. It is encoded against `replaced`, which the store has, where that pays.
  func add(
    _ bytes: UnsafeRawBufferPointer, as type: ObjectType, replacing replaced: ObjectID? = nil
  ) throws -> ObjectID {
    guard bytes.count <= StoreLayout.Pack.frameLimit else {
      throw StoreError.tooLarge(bytes: bytes.count, limit: StoreLayout.Pack.frameLimit)
    }
    let object = ObjectID(of: bytes)
    if seen.contains(object) || !isExport && store.contains(object) { return object }
    if let wanted, !wanted.contains(object) { return object }
    seen.insert(object)
    newBytes += UInt64(bytes.count)
    if let replaced, DeltaWork.sizes.contains(bytes.count), !bases.contains(object),
      let base = work.base(replacing: replaced)
    {
      candidates.append(
        DeltaWork.Candidate(object: object, type: type, base: base, bytes: Array(bytes)))
      candidateBytes += bytes.count
      if candidateBytes >= StoreLayout.Pack.frameTarget { try encodeCandidates() }
    } else {
      try frames.add(object, holding: bytes, as: type)
    }
    return object
  }

  /// Adds a frame of a pack unchanged, with all that is in it.
  func add(
    frame number: Int, of pack: Pack, holding raw: UnsafeRawBufferPointer, _ rows: [PackIndex.Row]
  ) throws {
    try add(
      try pack.stored(number), holding: raw, base: pack.index.frame(number).base, rows)
  }

  /// Adds a frame unchanged, with all that is in it. Where some of that was added before, as after a
  /// collection that was cut short, only the rest is, in new frames: no pack has an object twice.
  func add(
    _ stored: [UInt8], holding raw: UnsafeRawBufferPointer, base: ObjectID?,
    _ rows: [PackIndex.Row]
  ) throws {
    let objects = Set(rows.map(\.object))
    guard objects.count == rows.count, !objects.contains(where: seen.contains) else {
      for row in rows { _ = try add(row.bytes(in: raw), as: row.place.type) }
      return
    }
    for object in objects { seen.insert(object) }
    try stored.withUnsafeBytes { stored in
      try (base == nil ? groups : deltas).add(
        stored, rawSize: raw.count, base: base,
        holding: rows.map {
          PackOutput.Pending(
            object: $0.object, offset: $0.place.offset, size: $0.place.size, type: $0.place.type)
        })
    }
  }

  private func encodeCandidates() throws {
    try deltas.check()
    let found = candidates
    candidates = []
    candidateBytes = 0
    if !found.isEmpty { frames.inBackground { [work] in work.encode(found, threads: 1) } }
    try gatherRefused()
  }

  private func gatherRefused() throws {
    for refused in work.takeRefused() {
      try refused.bytes.withUnsafeBytes {
        try frames.add(refused.object, holding: $0, as: refused.type)
      }
    }
  }

  /// Makes everything that was added durable and readable.
  public consuming func commit() throws {
    frames.waitForBackground()
    // There is nothing left to do but this: both threads do it.
    if !candidates.isEmpty { work.encode(candidates, threads: store.workers) }
    try gatherRefused()
    try frames.flush()
    frames.waitForBackground()
    // What others are encoded against comes first; a pack of deltas alone is no use.
    let paths = [try groups.commit(), try deltas.commit()]
    for path in paths {
      if let path, !isExport { try store.adopt(path) }
    }
    isCommitted = true
  }
}
