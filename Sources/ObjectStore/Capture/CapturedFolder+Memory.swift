import FileEffects

/// What the stat cache is to say of a captured folder and all below it.
extension CapturedFolder {
  /// Decides it, once the trees are built; returns how many records and bytes it is.
  ///
  /// Contents that are not in the store, by `isStored`, are not remembered, or as such if they are large:
  /// the cache's reader relies on that.
  func measure(
    _ path: RelativePath?, _ isStored: (ObjectID) -> Bool
  ) throws -> (records: Int, bytes: Int) {
    switch contents {
    case .known(let cache, let number):
      return (cache.folders[number].folderCount, cache.records(of: number).count)
    case .walked(var names):
      var record = StatCache.Folder(
        path: path, folderCount: 1, rowCount: 0, isWhole: isWhole && isStored(tree),
        isListed: isListed, hasDatabases: hasDatabases, fileCount: fileCount,
        byteCount: byteCount, tree: tree)
      if try names.forget(unless: isStored) {
        record.isWhole = false
        contents = .walked(names)
      }
      let own = names.rememberedSize
      record.rowCount = own.rows
      var bytes = StatCache.Folder.recordSize + (path?.bytes.count ?? 0) + own.bytes
      for (name, folder) in names.folders {
        let below = try folder.measure(RelativePath.appending(name, to: path), isStored)
        record.folderCount += below.records
        bytes += below.bytes
      }
      self.record = record
      return (record.folderCount, bytes)
    }
  }

  /// Hands out what was measured, part by part.
  func write(to sink: StatCacheMemory.Sink) throws {
    switch contents {
    case .known(let cache, let number): try cache.records(of: number).withUnsafeBytes(sink)
    case .walked(let names):
      var bytes: [UInt8] = []
      record?.append(to: &bytes)
      names.appendRemembered(to: &bytes)
      try bytes.withUnsafeBytes(sink)
      for (_, folder) in names.folders { try folder.write(to: sink) }
    }
  }
}
