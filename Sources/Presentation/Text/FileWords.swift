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
  /// What is wrong with the files of a database of this name, and what to do about it; both end sentences.
  func words(for database: some CustomStringConvertible) -> (fault: String, remedy: String) {
    (
      "\(database)\(ending) is \(kind.words), but SQLite keeps a file of its own there",
      kind == .symbolicLink
        ? "replace the link with the file it points to, or remove it if it points nowhere"
        : "move it away"
    )
  }
}
