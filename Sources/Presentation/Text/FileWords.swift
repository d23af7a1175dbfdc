import FileEffects

extension FileMetadata.Kind {
  /// With its article, in a sentence.
  var words: String {
    switch self {
    case .regular: "a file"
    case .directory: "a folder"
    case .symbolicLink: "a symbolic link"
    case .special(let file): "a \(file.rawValue)"
    }
  }
}

extension FileError.Operation {
  /// The verb between "cannot" and a path.
  var words: String {
    switch self {
    case .inspect: "inspect"
    case .list: "list"
    case .read: "read"
    case .create: "create"
    case .write: "write"
    case .sync: "sync"
    case .rename: "rename"
    case .remove: "remove"
    case .lock: "lock"
    case .readLink: "read the link"
    case .createDirectory: "create the folder"
    case .removeDirectory: "remove the folder"
    case .createLink: "create the link"
    case .setPermissions: "set the permissions of"
    case .setOwner: "set the owner of"
    case .measureSpace: "measure the free space at"
    }
  }
}

extension FileProtection {
  /// Follows one path or several; with the program that removes the protection.
  var words: (one: String, several: String, remedy: String) {
    switch self {
    case .immutable: ("is immutable", "are immutable", "chattr -i")
    case .appendOnly: ("may only be added to", "may only be added to", "chattr -a")
    case .mountPoint: ("is a mount point", "are mount points", "umount")
    }
  }
}

extension DatabaseObstacle {
  /// The fault in the files beside a database of this name, and its remedy; both end sentences.
  func words(for database: some CustomStringConvertible) -> (fault: String, remedy: String) {
    (
      "\(database)\(ending) is \(kind.words), but SQLite keeps a file of its own there",
      kind == .symbolicLink
        ? "replace the link with the file it points to, or remove it if it points nowhere"
        : "move it away"
    )
  }
}
