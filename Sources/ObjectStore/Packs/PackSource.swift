import SystemPackage

/// Copies the needed objects out of packs that are about to go.
struct PackSource {
  private let old: [FilePath: PackIndex.FrameRows]
  /// Reads the old packs, and the bases of their objects.
  private let reader: ObjectReader
  /// What reads the packs that stay.
  private let elsewhere: ObjectReader

  /// `store` no longer has the old packs.
  init(_ packs: [Pack], elsewhere store: Store) throws {
    old = Dictionary(uniqueKeysWithValues: packs.map { ($0.path, $0.index.rowsByFrame()) })
    reader = try ObjectReader(store, and: packs)
    elsewhere = try ObjectReader(store)
  }

  /// Copies one frame, whole or only the needed part of it.
  ///
  /// - Throws: ``StoreError/damaged(_:pack:)`` where an object that is needed is not whole: a pack
  ///   may go only when all that is needed of it is whole elsewhere.
  func copy(
    _ number: Int, of pack: Pack, isWhole: Bool, _ isNeeded: (ObjectID) -> Bool,
    into batch: ObjectBatch
  ) throws {
    let rows = old[pack.path]?[number] ?? []
    let wanted = rows.filter { isNeeded($0.object) }
    guard let first = wanted.first else { return }
    guard let raw = try reader.frame(number, of: pack) else {
      throw StoreError.damaged(first.object, pack: pack.path)
    }
    try raw.withUnsafeBytes { raw in
      for row in wanted where ObjectID(of: row.bytes(in: raw)) != row.object {
        throw StoreError.damaged(row.object, pack: pack.path)
      }
      // This copy may go only if the other one is whole.
      let missing = try wanted.filter { row in
        guard elsewhere.has(row.object) else { return true }
        try elsewhere.withObject(row.object) { _ in }
        return false
      }
      if missing.isEmpty { return }
      if isWhole {
        try batch.add(frame: number, of: pack, holding: raw, rows)
      } else {
        for row in missing { _ = try batch.add(row.bytes(in: raw), as: row.place.type) }
      }
    }
  }
}
