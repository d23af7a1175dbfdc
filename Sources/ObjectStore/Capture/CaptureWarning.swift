public import FileEffects
public import SystemPackage

/// Something that a capture left out or could not treat as what it is.
public struct CaptureWarning: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case special(FileMetadata.SpecialFile)
    case unreadableDatabase(reason: String)
    /// The path is longer than the system takes.
    case tooLong
    /// It has a ``ReservedName``.
    case reserved
    /// A link that leads to databases which are in no capture; `folder` is what it leads to if they are
    /// in it.
    case linkedDatabases([FilePath], folder: FilePath? = nil)
    /// A link with the name of a database that leads nowhere.
    case danglingLink
    /// A link to a folder with more names than are looked at.
    case largeLinkedFolder(FilePath)
    /// A database with several names, each with a log of its own.
    case severalNames(UInt64)
    /// A database that SQLite reads although something else than a file is where it keeps its own.
    case obstructed(DatabaseObstacle)
  }

  public var path: RelativePath
  public var kind: Kind

  public init(path: RelativePath, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// Whether rows of a database may be in no generation.
  public var isOfUnkeptRows: Bool {
    switch kind {
    case .special, .unreadableDatabase, .tooLong, .reserved: false
    case .linkedDatabases, .danglingLink, .largeLinkedFolder, .severalNames, .obstructed: true
    }
  }
}
