import FileEffects

/// A folder as a capture found it, with all below.
final class CapturedFolder {
  enum Found {
    /// A file or a link. It is remembered if it can be known by its looks the next time.
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
  }

  /// A folder with these rows, in byte order, which is listed where one of them is, or
  /// `isListedEmpty`.
  init(_ rows: [Row], hasAllNames: Bool, isListedEmpty: Bool) {
    contents = .walked(rows)
    var isWhole = hasAllNames
    var isListed = isListedEmpty
    var (files, bytes) = (0, UInt64(0))
    for row in rows {
      switch row.found {
      case .leaf(let entry, let isRemembered):
        (files, bytes) = (files + 1, bytes + entry.size)
        isListed = true
        isWhole = isWhole && isRemembered
      case .folder(let folder):
        (files, bytes) = (files + folder.fileCount, bytes + folder.byteCount)
        isListed = isListed || folder.isListed
      case .leftOut: break
      }
    }
    (self.isWhole, self.isListed, fileCount, byteCount) = (isWhole, isListed, files, bytes)
  }

  /// Whether the cache says all there is to say of it.
  var isKnown: Bool { if case .known = contents { true } else { false } }

  /// Hands the bytes and folder of every tree that is not known to `store`, deepest first, and
  /// returns this folder's own name.
  func build(
    _ path: RelativePath?, store: ([UInt8], RelativePath?) throws -> ObjectID
  ) rethrows -> ObjectID {
    guard case .walked(let rows) = contents else { return tree }
    var listed: [Tree.Row] = []
    for row in rows {
      switch row.found {
      case .leaf(let entry, _): listed.append(Tree.Row(name: row.name, entry: entry))
      case .folder(let folder):
        let object = try folder.build(RelativePath.appending(row.name, to: path), store: store)
        guard folder.isListed else { continue }
        var entry = Entry.directory(permissions: row.metadata.permissions)
        entry.object = object
        listed.append(Tree.Row(name: row.name, entry: entry))
      case .leftOut: break
      }
    }
    tree = try store(Tree(rows: listed).encoded, path)
    return tree
  }

  /// Adds what is in the folder to a listing.
  func list(_ path: RelativePath?, into items: inout [Listing.Item]) {
    func add(_ name: [UInt8], _ entry: Entry) -> RelativePath {
      let path = RelativePath.appending(name, to: path)
      items.append(Listing.Item(path: path, entry: entry))
      return path
    }
    func add(_ name: [UInt8], _ permissions: UInt16, _ folder: CapturedFolder) {
      guard folder.isListed else { return }
      folder.list(add(name, .directory(permissions: permissions)), into: &items)
    }
    switch contents {
    case .known(let cache, let number):
      var child = number + 1
      for row in cache.rows(of: number) {
        switch row.found {
        case .leaf(let entry): _ = add(row.name, entry)
        case .folder:
          add(row.name, row.metadata.permissions, CapturedFolder(child, of: cache))
          child += cache.folders[child].folderCount
        case .leftOut: break
        }
      }
    case .walked(let rows):
      for row in rows {
        switch row.found {
        case .leaf(let entry, _): _ = add(row.name, entry)
        case .folder(let folder): add(row.name, row.metadata.permissions, folder)
        case .leftOut: break
        }
      }
    }
  }

  /// Adds the records of the stat cache, once the trees are built; returns how many.
  func remember(_ path: RelativePath?, in bytes: inout [UInt8]) -> Int {
    switch contents {
    case .known(let cache, let number):
      bytes.append(contentsOf: cache.records(of: number))
      return cache.folders[number].folderCount
    case .walked(let rows):
      let start = bytes.count
      var record = StatCache.Folder(
        path: path, folderCount: 1, rowCount: 0, isWhole: isWhole, isListed: isListed,
        fileCount: fileCount, byteCount: byteCount, tree: tree)
      record.encode(into: &bytes, at: start)
      for row in rows {
        guard let found = row.remembered else { continue }
        StatCacheRow(name: row.name, metadata: row.metadata, found: found).append(to: &bytes)
        record.rowCount += 1
      }
      for row in rows {
        guard case .folder(let folder) = row.found else { continue }
        record.folderCount += folder.remember(
          RelativePath.appending(row.name, to: path), in: &bytes)
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
