public import SystemPackage

/// Something else than a file where SQLite keeps one of its own beside a database.
///
/// SQLite follows no link there and can use no folder: it reads the database without, or not at all, and
/// to open a FIFO it would wait for somebody at the other end.
public struct DatabaseObstacle: Hashable, Sendable {
  /// The end of its name, as `-wal`.
  public var ending: String
  public var kind: FileMetadata.Kind

  /// What lies beside the database at `path`; `nil` where there is nothing but files.
  public static func find(
    beside path: FilePath, on files: any FileSystem
  ) throws(FileError) -> DatabaseObstacle? {
    for ending in DatabaseHeader.companions {
      guard let found = try files.metadata(path.withSuffix(ending)), !found.isRegular
      else { continue }
      return DatabaseObstacle(ending: ending, kind: found.kind)
    }
    return nil
  }

  /// What lies beside the database of this name, of all that is in its folder.
  public static func find(
    beside name: [UInt8], among siblings: [DirectoryEntry]
  ) -> DatabaseObstacle? {
    for sibling in siblings where !sibling.metadata.isRegular && sibling.name.starts(with: name) {
      for ending in DatabaseHeader.companions
      where sibling.name.dropFirst(name.count).elementsEqual(ending.utf8) {
        return DatabaseObstacle(ending: ending, kind: sibling.metadata.kind)
      }
    }
    return nil
  }

  /// Whether a program that opens it waits for another one.
  public var keepsWaiting: Bool { if case .special = kind { true } else { false } }
}
