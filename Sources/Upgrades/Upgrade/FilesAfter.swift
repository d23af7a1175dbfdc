import FileEffects
import ObjectStore

/// The files of a deployment after an upgrade, before they are checked.
struct FilesAfter {
  private let entries: [RelativePath: Entry]
  private let local: [RelativePath: Entry]
  private let release: [RelativePath: Entry]

  /// Leaves out folders that only held removed files.
  init(
    _ after: [RelativePath: Entry], local: [RelativePath: Entry],
    release: [RelativePath: Entry]
  ) {
    (self.local, self.release) = (local, release)
    let used = foldersInUse(by: after)
    let wasUsed = foldersInUse(by: local)
    var entries = after.filter { path, entry in
      !entry.isDirectory || used.contains(path) || !wasUsed.contains(path)
    }
    // A folder that the release ships empty comes along, where nothing else has the name.
    let shipped = foldersInUse(by: release)
    for (path, entry) in release where entry.isDirectory && entries[path] == nil {
      if !shipped.contains(path) { entries[path] = entry }
    }
    self.entries = entries
  }

  /// With the folders that the files need.
  var listing: Listing {
    Listing(entries) { local[$0].folder ?? release[$0].folder }
  }

  /// - Throws: ``UpgradeError/inTheWay(path:local:release:)``,
  ///   ``UpgradeError/besideDatabase(path:database:)``.
  func check() throws {
    try checkWays()
    try checkBesideDatabases()
  }

  /// Nothing may be both a file and a folder.
  private func checkWays() throws {
    guard let path = pathInTheWay(in: entries), let blocking = entries[path] else { return }
    let isLocal = local[path].leaf != nil
    throw UpgradeError.inTheWay(
      path: path.description, local: isLocal ? blocking.kind.onDisk : .directory,
      release: isLocal ? .directory : blocking.kind.onDisk)
  }

  /// Nothing new may be where SQLite keeps files of its own beside a database: it would be read as a part
  /// of that.
  private func checkBesideDatabases() throws {
    for path in entries.keys.filter({ local[$0] == nil }).sorted() {
      for found in [path] + path.ancestors {
        if let database = found.database({ entries[$0] }) {
          throw UpgradeError.besideDatabase(
            path: path.description, database: database.description)
        }
      }
    }
  }
}

extension Entry.Kind {
  /// What a file system calls it.
  fileprivate var onDisk: FileMetadata.Kind {
    switch self {
    case .link: .symbolicLink
    case .directory: .directory
    case .file, .database: .regular
    }
  }
}
