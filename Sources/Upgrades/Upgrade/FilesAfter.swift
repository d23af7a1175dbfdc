import FileEffects
import ObjectStore

/// The files of a deployment after an upgrade, before they are checked.
struct FilesAfter {
  private let local: Listing
  /// The paths that are decided about, and are new.
  private let added: [RelativePath]
  /// With the folders that the files need.
  let listing: Listing

  /// Leaves out folders that only held removed files.
  ///
  /// - Parameter changes: What is at some paths afterwards, `nil` being nothing.
  init(_ changes: [RelativePath: Entry?], local: Listing, release: Listing) {
    self.local = local
    func folder(_ path: RelativePath) -> Entry? { local[path].folder ?? release[path].folder }
    let files = local.with(changes, folder: folder)
    let (wasUsed, shipped) = (local.foldersInUse, release.foldersInUse)
    // One that was empty before stays, and what it is in.
    var used = files.foldersInUse
    let present = local.folders.filter { files[$0.path].folder != nil }
    for folder in present where !wasUsed.contains(folder.path) { used.insert(above: folder.path) }
    var folders: [RelativePath: Entry?] = [:]
    for folder in present where wasUsed.contains(folder.path) && !used.contains(folder.path) {
      folders[folder.path] = .some(nil)
    }
    // A folder that the release ships empty comes along, where nothing else has the name.
    for folder in release.folders where !shipped.contains(folder.path) {
      if (folders[folder.path] ?? files[folder.path]) == nil { folders[folder.path] = folder.entry }
    }
    let listing = folders.isEmpty ? files : files.with(folders, folder: folder)
    self.listing = listing
    added = (Array(changes.keys) + folders.keys)
      .filter { local[$0] == nil && listing[$0] != nil }.sorted()
  }

  /// - Throws: ``UpgradeError/inTheWay(path:local:release:)``,
  ///   ``UpgradeError/besideDatabase(path:database:)``.
  func check() throws {
    try checkWays()
    try checkBesideDatabases()
  }

  /// Nothing may be both a file and a folder.
  private func checkWays() throws {
    // What is below a path follows it at once.
    let blocking = zip(listing.items, listing.items.dropFirst()).first {
      !$0.entry.isDirectory && $1.path.isInside($0.path)
    }
    guard let blocking = blocking?.0 else { return }
    let isLocal = local[blocking.path].leaf != nil
    throw UpgradeError.inTheWay(
      path: blocking.path.description, local: isLocal ? blocking.entry.kind.onDisk : .directory,
      release: isLocal ? .directory : blocking.entry.kind.onDisk)
  }

  /// Nothing new may be where SQLite keeps files of its own beside a database: it would be read as a part
  /// of that.
  private func checkBesideDatabases() throws {
    for path in added {
      for found in [path] + path.ancestors {
        if let database = found.database({ listing[$0] }) {
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
