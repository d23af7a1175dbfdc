/// The names in a folder that was walked, as rows of the stat cache: decoded, a name would take three times
/// the memory.
struct CapturedNames {
  /// The rows, in the order of their names.
  private var bytes: [UInt8] = []
  private let count: Int
  /// What those of the rows stand for that are folders, in the same order.
  private(set) var folders: [(name: [UInt8], folder: CapturedFolder)] = []

  init(_ rows: [CapturedFolder.Row]) {
    count = rows.count
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
  }

  var rows: [StatCacheRow] { StatCacheRow.rows(count, in: bytes, at: 0) }

  /// Where the rows lie that are remembered.
  private var remembered: [Range<Int>] {
    bytes.withUnsafeBytes { bytes in
      var places: [Range<Int>] = []
      var start = 0
      for _ in 0..<count {
        let end = StatCacheRow.end(bytes, at: start)
        if bytes[start] & StatCacheRow.forgotten == 0 { places.append(start..<end) }
        start = end
      }
      return places
    }
  }

  /// Remembers no contents that are not in the store, by `isStored`, or as such if they are large; returns
  /// whether there are any.
  mutating func forget(unless isStored: (ObjectID) -> Bool) -> Bool {
    let missing = remembered.filter { place in
      bytes.withUnsafeBytes { StatCacheRow.object($0, at: place.lowerBound) }
        .map { !isStored($0) } ?? false
    }
    bytes.withUnsafeMutableBytes { bytes in
      for place in missing { StatCacheRow.markUnstored(bytes, at: place.lowerBound) }
    }
    return !missing.isEmpty
  }

  /// How many rows are remembered, and their length in bytes.
  var rememberedSize: (rows: Int, bytes: Int) {
    let places = remembered
    return (places.count, places.reduce(0) { $0 + $1.count })
  }

  /// Adds the rows that are remembered.
  func appendRemembered(to whole: inout [UInt8]) {
    for place in remembered { whole.append(contentsOf: bytes[place]) }
  }
}
