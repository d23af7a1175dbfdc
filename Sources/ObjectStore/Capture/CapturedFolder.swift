import FileEffects

/// A folder as a capture found it, with all below.
final class CapturedFolder {
  enum Found {
    /// A file or a link. It is remembered if it can be known by its fingerprint the next time.
    case leaf(Entry, isRemembered: Bool)
    case folder(CapturedFolder)
    case leftOut
  }

  struct Row {
    var name: [UInt8]
    var metadata: FileMetadata
    var found: Found
  }

  private enum Contents {
    /// All is as this folder of the stat cache says.
    case known(StatCache, Int)
    case walked([Row])
  }

  private let contents: Contents
  /// Whether every name in it has a row that is remembered.
  private let isWhole: Bool
  /// Whether it is in the tree of the folder above.
  let isListed: Bool
  /// Whether there is a database in it or below.
  let hasDatabases: Bool
  let fileCount: Int
  let byteCount: UInt64
  /// What ``build(_:store:)`` found.
  private var tree = ObjectID.none

  /// A folder in which everything is as the cache says.
  init(_ number: Int, of cache: StatCache) {
    let folder = cache.folders[number]
    contents = .known(cache, number)
    (isWhole, isListed) = (folder.isWhole, folder.isListed)
    (fileCount, byteCount, tree) = (folder.fileCount, folder.byteCount, folder.tree)
    hasDatabases = folder.hasDatabases
  }

  /// A folder with these rows, in byte order, which is listed where one of them is, or
  /// `isListedEmpty`.
  init(_ rows: [Row], hasAllNames: Bool, isListedEmpty: Bool) {
    contents = .walked(rows)
    var isWhole = hasAllNames
    var isListed = isListedEmpty
    var hasDatabases = false
    var (files, bytes) = (0, UInt64(0))
    for row in rows {
      switch row.found {
      case .leaf(let entry, let isRemembered):
        (files, bytes) = (files + 1, bytes + entry.size)
        isListed = true
        isWhole = isWhole && isRemembered
        hasDatabases = hasDatabases || entry.kind == .database
      case .folder(let folder):
        (files, bytes) = (files + folder.fileCount, bytes + folder.byteCount)
        isListed = isListed || folder.isListed
        hasDatabases = hasDatabases || folder.hasDatabases
      case .leftOut: break
      }
    }
    (self.isWhole, self.isListed, fileCount, byteCount) = (isWhole, isListed, files, bytes)
    self.hasDatabases = hasDatabases
  }

  /// Whether the cache says all there is to say of it.
  var isKnown: Bool { if case .known = contents { true } else { false } }

  /// Hands the bytes and folder of every tree that is not known to `store`, deepest first, and
  /// returns this folder's own name.
  func build(
    _ path: RelativePath?, store: ([UInt8], RelativePath?) throws -> ObjectID
  ) rethrows -> ObjectID {
    guard case .walked(let rows) = contents else { return tree }
    for row in rows {
      guard case .folder(let folder) = row.found else { continue }
      _ = try folder.build(RelativePath.appending(row.name, to: path), store: store)
    }
    tree = try store(Tree(rows: listed.map(\.row)).encoded, path)
    return tree
  }

  /// The rows of its tree, with the folders that some of them stand for; the names of their trees are
  /// known once they are built.
  var listed: [(row: Tree.Row, folder: CapturedFolder?)] {
    switch contents {
    case .known(let cache, let number):
      var child = number + 1
      return cache.rows(of: number).compactMap { row in
        switch row.found {
        case .leaf(let entry): return (Tree.Row(name: row.name, entry: entry), nil)
        case .folder:
          let folder = CapturedFolder(child, of: cache)
          child += cache.folders[child].folderCount
          return folder.row(row.name, row.metadata)
        case .leftOut: return nil
        }
      }
    case .walked(let rows):
      return rows.compactMap { row in
        switch row.found {
        case .leaf(let entry, _): (Tree.Row(name: row.name, entry: entry), nil)
        case .folder(let folder): folder.row(row.name, row.metadata)
        case .leftOut: nil
        }
      }
    }
  }

  /// The fingerprints of the databases in it, of those that are known by theirs.
  var databaseFingerprints: [(name: [UInt8], metadata: FileMetadata)] {
    switch contents {
    case .known(let cache, let number):
      cache.rows(of: number).filter { $0.entry?.kind == .database }.map { ($0.name, $0.metadata) }
    case .walked(let rows):
      rows.filter {
        if case .leaf(let entry, true) = $0.found { entry.kind == .database } else { false }
      }.map { ($0.name, $0.metadata) }
    }
  }

  /// What the tree of the folder above says of this one; `nil` where it is not listed.
  private func row(
    _ name: [UInt8], _ metadata: FileMetadata
  ) -> (row: Tree.Row, folder: CapturedFolder?)? {
    guard isListed else { return nil }
    var entry = Entry.directory(permissions: metadata.permissions)
    entry.object = tree
    return (Tree.Row(name: name, entry: entry), self)
  }

  /// Adds the records of the stat cache, once the trees are built; returns how many.
  ///
  /// Contents that are not in the store, by `isStored`, are not remembered: the cache's reader relies on that.
  func remember(
    _ path: RelativePath?, in bytes: inout [UInt8], _ isStored: (ObjectID) -> Bool
  ) -> Int {
    switch contents {
    case .known(let cache, let number):
      bytes.append(contentsOf: cache.records(of: number))
      return cache.folders[number].folderCount
    case .walked(let rows):
      let start = bytes.count
      var isWhole = self.isWhole && isStored(tree)
      let remembered = rows.map { row in
        guard let found = row.remembered else { return nil as StatCacheRow.Found? }
        if case .leaf(let entry) = found, !isStored(entry.object) {
          isWhole = false
          return nil
        }
        return found
      }
      var record = StatCache.Folder(
        path: path, folderCount: 1, rowCount: 0, isWhole: isWhole, isListed: isListed,
        hasDatabases: hasDatabases, fileCount: fileCount, byteCount: byteCount, tree: tree)
      record.encode(into: &bytes, at: start)
      for (row, found) in zip(rows, remembered) {
        guard let found else { continue }
        StatCacheRow(name: row.name, metadata: row.metadata, found: found).append(to: &bytes)
        record.rowCount += 1
      }
      for row in rows {
        guard case .folder(let folder) = row.found else { continue }
        record.folderCount += folder.remember(
          RelativePath.appending(row.name, to: path), in: &bytes, isStored)
      }
      // Only now it is known how many there are.
      record.encode(into: &bytes, at: start)
      return record.folderCount
    }
  }
}

extension CapturedFolder.Row {
  /// What the stat cache says of it, if anything.
  fileprivate var remembered: StatCacheRow.Found? {
    switch found {
    case .leaf(let entry, let isRemembered): isRemembered ? .leaf(entry) : nil
    case .folder: .folder
    case .leftOut: .leftOut
    }
  }
}
