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

  enum Contents {
    /// All is as this folder of the stat cache says.
    case known(StatCache, Int)
    case walked(CapturedNames)
  }

  var contents: Contents
  /// Whether every name in it has a row that is remembered.
  let isWhole: Bool
  /// Whether it is in the tree of the folder above.
  let isListed: Bool
  /// Whether there is a database in it or below.
  let hasDatabases: Bool
  let fileCount: Int
  let byteCount: UInt64
  /// What ``build(_:store:)`` found.
  private(set) var tree = ObjectID.none
  /// What ``measure(_:_:)`` found for a folder that was walked.
  var record: StatCache.Folder?

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
  init(
    _ rows: [Row], hasAllNames: Bool, isListedEmpty: Bool, _ packing: RowPacking
  ) throws {
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
    contents = .walked(try CapturedNames(rows, packing))
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
    guard case .walked(let names) = contents else { return tree }
    for (name, folder) in names.folders {
      _ = try folder.build(RelativePath.appending(name, to: path), store: store)
    }
    tree = try store(Tree(rows: listed.map(\.row)).encoded, path)
    return tree
  }

  /// The rows of its tree, with the folders that some of them stand for; the names of their trees are
  /// known once they are built.
  var listed: [(row: Tree.Row, folder: CapturedFolder?)] {
    var folders = self.folders.makeIterator()
    var listed: [(row: Tree.Row, folder: CapturedFolder?)] = []
    for row in rows {
      switch row.found {
      case .leaf(let entry), .unstored(let entry):
        listed.append((Tree.Row(name: row.name, entry: entry), nil))
      case .folder:
        guard let folder = folders.next(), folder.isListed else { continue }
        var entry = Entry.directory(permissions: row.metadata.permissions)
        entry.object = folder.tree
        listed.append((Tree.Row(name: row.name, entry: entry), folder))
      case .leftOut: break
      }
    }
    return listed
  }

  private var rows: [StatCacheRow] {
    switch contents {
    case .known(let cache, let number): cache.rows(of: number)
    case .walked(let names): names.rows
    }
  }

  /// What those of the rows stand for that are folders.
  private var folders: [CapturedFolder] {
    switch contents {
    case .known(let cache, let number):
      cache.children(of: number).map { CapturedFolder($0, of: cache) }
    case .walked(let names): names.folders.map(\.folder)
    }
  }

  /// The fingerprints of the databases in it, of those that are known by theirs.
  var databaseFingerprints: [(name: [UInt8], metadata: FileMetadata)] {
    rows.filter { $0.entry?.kind == .database && $0.isRemembered }.map { ($0.name, $0.metadata) }
  }
}
