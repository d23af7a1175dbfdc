import FileEffects
import ObjectStore

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
