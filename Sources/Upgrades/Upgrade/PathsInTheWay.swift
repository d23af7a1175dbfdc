import FileEffects
import ObjectStore

/// The folders that hold a file or link somewhere below.
func foldersInUse(by entries: [RelativePath: Entry]) -> Set<RelativePath> {
  var folders: Set<RelativePath> = []
  for (path, entry) in entries where !entry.isDirectory { folders.insertAncestors(of: path) }
  return folders
}

/// The first path that is no folder although others lie below it; `nil` where there is none.
func pathInTheWay(in entries: [RelativePath: Entry]) -> RelativePath? {
  pathInTheWay(of: entries.mapValues { $0 }, over: Listing())
}

/// The first path that is no folder although some of `entries` are below it; `listing` has the other
/// entries; `nil` if there is none.
func pathInTheWay(
  of entries: [RelativePath: Entry?], over listing: Listing
) -> RelativePath? {
  var found: RelativePath?
  var seen: Set<RelativePath> = []
  for (path, entry) in entries where entry != nil {
    for folder in path.ancestors {
      guard seen.insert(folder).inserted else { break }
      if let entry = entries[folder] ?? listing[folder], !entry.isDirectory {
        found = found.map { min($0, folder) } ?? folder
      }
    }
  }
  return found
}

extension Entry? {
  /// The entry if it is no folder.
  var leaf: Entry? { flatMap { $0.isDirectory ? nil : $0 } }

  /// The entry if it is a folder.
  var folder: Entry? { flatMap { $0.isDirectory ? $0 : nil } }
}
