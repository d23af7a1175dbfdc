import FileEffects

/// Finds the rows of a folder of the stat cache by names that come in byte order.
struct StatCacheCursor {
  struct Found {
    var row: StatCacheRow
    /// The number of the folder that the row stands for.
    var folder: Int?
  }

  private let cache: StatCache
  private let rows: [StatCacheRow]
  private var next = 0
  /// The number of the next folder that a row stands for.
  private var child: Int

  /// Without a number there are none.
  init(of number: Int?, in cache: StatCache) {
    self.cache = cache
    rows = number.map { cache.rows(of: $0) } ?? []
    child = (number ?? 0) + 1
  }

  mutating func next(_ name: [UInt8]) -> Found? {
    while next < rows.count, !name.lexicographicallyPrecedes(rows[next].name) {
      let row = rows[next]
      next += 1
      var folder: Int?
      if case .folder = row.found, child < cache.folders.count {
        folder = child
        child += cache.folders[child].folderCount
      }
      if row.name == name { return Found(row: row, folder: folder) }
    }
    return nil
  }
}
