import FileEffects
import SystemPackage

/// Makes a damaged store whole again, as far as any copy of the bytes is left.
///
/// Intact objects of damaged packs, and of those that an earlier repair set aside, go into a new pack;
/// the lost ones are taken from wherever the caller still finds them. Damaged packs end in `damaged/`,
/// and nothing is deleted. The caller holds the lock. The order is in `store-format.md`, "Write order".
public struct Repair {
  private let store: Store
  private let roots: [ObjectID]
  private let damaged: [Verification.DamagedPack]

  /// Begins with what a full verification found.
  public init(of store: Store, roots: [ObjectID], _ found: Verification) throws {
    self.store = store
    self.roots = roots
    damaged = try found.damagedPacks.filter {
      try !$0.isForbidden && store.files.metadata($0.path) != nil
    }
  }

  /// The objects still missing; damaged packs do not count.
  public func missing() throws -> [Verification.Damage] {
    try Verification(of: store, roots: roots, level: .quick).damage
  }

  /// Stores the intact objects of damaged packs again. Those packs are not read any more.
  public func salvage() throws {
    let paths = Set(damaged.map(\.path))
    let old = store.allPacks.filter { paths.contains($0.path) }
    let opened = Set(old.map(\.path))
    store.forget(paths)
    // A pack whose frames are all whole is copied to one with the same name, so it goes first. So does one
    // that cannot be opened: nobody misses it.
    let unopened = damaged.map(\.path).filter { !opened.contains($0) }
    try setAside(unopened + damaged.filter { !$0.hasLosses }.map(\.path))

    let batch = try store.batch()
    let reader = try ObjectReader(store, and: old)
    for pack in old { _ = try copyWhole(of: pack, reader, into: batch) }
    try batch.commit()
    _ = try scan(unopened.compactMap { $0.lastComponent.map { store.damagedFolder.appending($0) } })
    // Packs set aside before, too, if something is missing. An object whose base has only now been
    // found can be read the next time.
    while try !missing().isEmpty, try scan(setAside()) {}
  }

  /// Stores the intact objects of packs that were set aside, found by their index or by the heads.
  /// Returns whether anything was new.
  private func scan(_ paths: [FilePath]) throws -> Bool {
    let batch = try store.batch()
    var found = 0
    for path in paths {
      if let pack = try? Pack(at: path, on: store.files) {
        found += try copyWhole(of: pack, try ObjectReader(store, and: [pack]), into: batch)
      } else {
        // Of what cannot even be read nothing is found.
        found += (try? scan(path, try ObjectReader(store), into: batch)) ?? 0
      }
    }
    if found > 0 { try batch.commit() }
    return found > 0
  }

  /// Takes every frame, or object, that is whole and new; returns how many.
  private func copyWhole(
    of pack: Pack, _ reader: ObjectReader, into batch: ObjectBatch
  ) throws -> Int {
    var count = 0
    for (number, rows) in pack.index.rowsByFrame().frames {
      // What the disk cannot read is as damaged as what does not decompress.
      guard let raw = try? reader.frame(number, of: pack) else { continue }
      try raw.withUnsafeBytes { raw in
        let whole = rows.filter { ObjectID(of: $0.bytes(in: raw)) == $0.object }
        let new = whole.filter { !store.contains($0.object) && !batch.has($0.object) }
        if new.isEmpty { return }
        count += new.count
        if whole.count == rows.count {
          try batch.add(frame: number, of: pack, holding: raw, rows)
        } else {
          for row in new { _ = try batch.add(row.bytes(in: raw), as: row.place.type) }
        }
      }
    }
    return count
  }

  /// Takes what the heads lead to; returns how many frames were new.
  private func scan(
    _ path: FilePath, _ reader: ObjectReader, into batch: ObjectBatch
  ) throws -> Int {
    let decompressor = try FrameDecompressor()
    var count = 0
    try PackScan.frames(in: path, on: store.files) { frame in
      var base: [UInt8] = []
      if let object = frame.head.base {
        guard let found = try? reader.bytes(of: object) else { return }
        base = found
      }
      let raw = frame.stored.withUnsafeBytes { stored in
        base.withUnsafeBytes {
          decompressor.decompress(
            stored, size: frame.rawSize, against: frame.head.base == nil ? nil : $0)
        }
      }
      guard let raw, let rows = frame.rows(raw) else { return }
      if rows.contains(where: { !store.contains($0.object) && !batch.has($0.object) }) {
        try raw.withUnsafeBytes {
          try batch.add(frame.stored, holding: $0, base: frame.head.base, rows)
        }
        count += 1
      }
    }
    return count
  }

  /// Packs that an earlier repair set aside.
  private func setAside() throws -> [FilePath] {
    let folder = store.damagedFolder
    guard try store.files.metadata(folder) != nil else { return [] }
    return try store.files.contents(of: folder).map(\.name)
      .sorted { $0.lexicographicallyPrecedes($1) }.map { folder.appending(bytes: $0) }
  }

  /// Stores what `supply` adds and is missing, until that brings nothing more: what a tree names is
  /// known only when the tree is there. Returns the objects still missing.
  public func heal(
    _ supply: (ObjectBatch, [Verification.Damage]) throws -> Void
  ) throws -> [Verification.Damage] {
    while true {
      let damage = try missing()
      if damage.isEmpty { return [] }
      let batch = try store.batch(only: Set(damage.map(\.object)))
      try supply(batch, damage)
      if batch.newBytes == 0 { return damage }
      try batch.commit()
    }
  }

  /// Moves the packs that are still in use to `damaged/`: all that is whole in them is elsewhere.
  public func setDamagedAside() throws {
    try setAside(try damaged.map(\.path).filter { try store.files.metadata($0) != nil })
  }

  private func setAside(_ paths: [FilePath]) throws {
    // A new pack may have taken the name of one that went first.
    let inUse = Set(store.allPacks.map(\.path))
    let paths = paths.filter { !inUse.contains($0) }
    if paths.isEmpty { return }
    let folder = store.damagedFolder
    try store.files.ensureDirectory(folder)
    for path in paths {
      guard let name = path.lastComponent else { continue }
      try store.files.rename(path, over: folder.appending(name))
      // After a power cut it can have both names, and then a rename does nothing.
      try store.files.remove(path)
    }
    try store.files.syncDirectory(folder)
    try store.files.syncDirectory(store.packsFolder)
  }
}
