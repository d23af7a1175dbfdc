public import FileEffects
public import SystemPackage

/// Something that a capture left out or could not treat as what it is.
public struct CaptureWarning: Hashable, Sendable, CustomStringConvertible {
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

  public var description: String {
    switch kind {
    case .special(let file):
      "\(path) is a \(file.rawValue): it cannot be kept in a store and was left out"
    case .tooLong:
      "\(path) has a longer path than the system can open: it was left out with all that is in it"
    case .unreadableDatabase(let reason):
      "the database \(path) cannot be read by SQLite (\(reason)): its bytes were kept as they are"
    case .reserved:
      "\(path) belongs to version control or to a store of cortex: it was left out"
    case .linkedDatabases(let places, let folder?):
      "\(path) is a link to the folder \(folder), and no generation has the "
        + "database\(places.count == 1 ? "" : "s") in it: "
        + places.map(\.description).joined(separator: ", ")
        + "; put the folder itself in the place of the link"
    case .linkedDatabases(let places, nil):
      "\(path) is a link to the database \(places.map(\.description).joined(separator: ", ")), "
        + "which is not kept: no generation has it; put the database itself in the place of the link"
    case .danglingLink:
      "\(path) is a link that leads nowhere, and has the name of a database: no generation has what "
        + "it should lead to; put the database itself in its place, or remove the link"
    case .largeLinkedFolder(let place):
      "\(path) is a link to \(place), which has too many files to look for databases in it: no "
        + "generation has what is there; put the folder itself in the place of the link"
    case .severalNames(let count):
      "the database \(path) has \(count) names (hard links): rows that a program writes under another "
        + "one may be missing here, and it cannot be restored; give it one name, with a copy of its own"
    case .obstructed(let obstacle):
      "the database \(path) may have rows that SQLite does not read, and cannot be restored: "
        + "\(obstacle.words(for: path).fault); \(obstacle.words(for: path).remedy)"
    }
  }

  /// Whether rows of a database may be in no generation.
  public var isOfUnkeptRows: Bool {
    switch kind {
    case .special, .unreadableDatabase, .tooLong, .reserved: false
    case .linkedDatabases, .danglingLink, .largeLinkedFolder, .severalNames, .obstructed: true
    }
  }
}
