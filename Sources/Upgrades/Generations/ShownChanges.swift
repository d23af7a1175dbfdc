import FileEffects
import ObjectStore

/// Changes as reports name them.
struct ShownChanges {
  var added: [String] = []
  var removed: [String] = []
  var modified: [String] = []

  /// Takes changes in the order of their paths. Files and links are named, and folders where nothing
  /// below them says as much: one that comes or goes empty, and one with other permissions.
  init(_ changes: [Change]) {
    for (index, change) in changes.enumerated() {
      if change.isFolderOnly, change.before == nil || change.after == nil {
        let next = index + 1 < changes.count ? changes[index + 1].path : nil
        if next?.isInside(change.path) ?? false { continue }
      }
      let name = change.path.description
      switch (change.before, change.after) {
      case (nil, _): added.append(name)
      case (_, nil): removed.append(name)
      default: modified.append(name)
      }
    }
  }
}

extension Change {
  /// Whether only a folder comes or goes, or gets other permissions.
  var isFolderOnly: Bool { (before?.isDirectory ?? true) && (after?.isDirectory ?? true) }

  /// Whether a folder stays and gets other permissions.
  var isOfPermissions: Bool { isFolderOnly && before != nil && after != nil }
}
