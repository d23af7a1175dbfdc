/// The names in a folder that was walked, as packed rows of the stat cache: decoded, a name would take
/// several times the memory.
struct CapturedNames {
  private let packing: RowPacking
  /// In the order of their names.
  private var packed: RowPacking.Rows
  /// What those of the rows stand for that are folders, in the same order.
  private(set) var folders: [(name: [UInt8], folder: CapturedFolder)] = []

  init(_ rows: [CapturedFolder.Row], _ packing: RowPacking) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      rows.reduce(0) { $0 + StoreLayout.StatCache.rowSize + $1.name.count })
    for row in rows {
      var (found, isRemembered) = (StatCacheRow.Found.leftOut, true)
      switch row.found {
      case .leaf(let entry, let mayBeKnown): (found, isRemembered) = (.leaf(entry), mayBeKnown)
      case .folder(let folder):
        found = .folder
        folders.append((row.name, folder))
      case .leftOut: break
      }
      StatCacheRow(
        name: row.name, metadata: row.metadata, found: found, isRemembered: isRemembered
      ).append(to: &bytes)
    }
    self.packing = packing
    packed = try packing.pack(bytes, count: rows.count)
  }

  var rows: [StatCacheRow] {
    StatCacheRow.rows(packed.count, in: packing.unpack(packed), at: 0)
  }

  /// Where the rows lie that are remembered.
  private func remembered(in bytes: [UInt8]) -> [Range<Int>] {
    bytes.withUnsafeBytes { bytes in
      StatCacheRow.places(packed.count, in: bytes).filter {
        bytes[$0.lowerBound] & StatCacheRow.forgotten == 0
      }
    }
  }

  /// Remembers no contents that are not in the store, by `isStored`, or as such if they are large; returns
  /// whether there are any.
  mutating func forget(unless isStored: (ObjectID) -> Bool) throws -> Bool {
    var bytes = packing.unpack(packed)
    let missing = remembered(in: bytes).filter { place in
      bytes.withUnsafeBytes { StatCacheRow.object($0, at: place.lowerBound) }
        .map { !isStored($0) } ?? false
    }
    if missing.isEmpty { return false }
    bytes.withUnsafeMutableBytes { bytes in
      for place in missing { StatCacheRow.markUnstored(bytes, at: place.lowerBound) }
    }
    packed = try packing.pack(bytes, count: packed.count)
    return true
  }

  /// How many rows are remembered, and their length in bytes.
  var rememberedSize: (rows: Int, bytes: Int) {
    let places = remembered(in: packing.unpack(packed))
    return (places.count, places.reduce(0) { $0 + $1.count })
  }

  /// Adds the rows that are remembered.
  func appendRemembered(to whole: inout [UInt8]) {
    let bytes = packing.unpack(packed)
    for place in remembered(in: bytes) { whole.append(contentsOf: bytes[place]) }
  }
}
