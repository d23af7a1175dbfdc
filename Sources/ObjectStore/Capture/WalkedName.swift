import FileEffects
import SystemPackage

/// A folder on the way of a walk.
struct WalkedFolder {
  var path: RelativePath?
  var location: FilePath
  /// Its number in the stat cache.
  var known: Int?
  /// Whether the layers in the cache hold in it and below.
  var isSettled = false
}

/// A name in a folder, as a walk meets it.
struct WalkedName {
  let folder: WalkedFolder
  let path: RelativePath
  let bytes: [UInt8]
  let metadata: FileMetadata
  /// All names in the folder, this one included.
  let siblings: [DirectoryEntry]
  /// What the stat cache has of it, where it looks the same.
  let row: StatCacheRow?
  /// The number that the stat cache has for it as a folder.
  let known: Int?

  init(
    _ entry: DirectoryEntry, in folder: WalkedFolder, among siblings: [DirectoryEntry],
    _ found: StatCacheCursor.Found?
  ) {
    (self.folder, self.siblings) = (folder, siblings)
    (bytes, metadata) = (entry.name, entry.metadata)
    path = RelativePath.appending(entry.name, to: folder.path)
    row = found.flatMap { $0.row.isSame(as: entry.metadata) ? $0.row : nil }
    known = found?.folder
  }

  /// Not needed for what has not changed.
  var location: FilePath { folder.location.appending(bytes: bytes) }

  /// Whether the layers in the cache hold in it and below, as a folder.
  var isSettled: Bool { folder.isSettled && known != nil }

  /// The same as a folder.
  var asFolder: WalkedFolder {
    WalkedFolder(path: path, location: location, known: known, isSettled: isSettled)
  }

  // MARK: What SQLite keeps beside a database

  /// Whether rows may be in a log beside the database, which its own size and times do not show.
  var hasOpenJournal: Bool {
    siblings.contains { sibling in
      sibling.metadata.size > 0
        && ["-wal", "-journal"].contains { sibling.name == bytes + Array($0.utf8) }
    }
  }

  /// An obstacle where SQLite keeps files of its own beside a database.
  var obstacle: DatabaseObstacle? { DatabaseObstacle.find(beside: bytes, among: siblings) }

  /// The names beside which SQLite would keep a file of this one.
  var databases: [DirectoryEntry] {
    DatabaseHeader.companions.compactMap { ending in
      guard bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) else { return nil }
      let name = bytes.dropLast(ending.utf8.count)
      return siblings.first { $0.name.elementsEqual(name) && $0.metadata.isRegular }
    }
  }
}
