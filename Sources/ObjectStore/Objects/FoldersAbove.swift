public import FileEffects

/// The folders above some paths. Paths that come in their order cost next to nothing: those of one folder
/// follow each other.
public struct FoldersAbove: Sendable {
  public private(set) var folders: Set<RelativePath> = []
  /// The folder of the path before.
  private var last: RelativePath?

  public init() {}

  public mutating func insert(above path: RelativePath) {
    if let last, path.isDirectly(in: last) { return }
    folders.insertAncestors(of: path)
    last = path.parent
  }

  public func contains(_ folder: RelativePath) -> Bool { folders.contains(folder) }
}

extension Listing {
  /// The folders that hold a file or link somewhere below.
  public var foldersInUse: FoldersAbove {
    var folders = FoldersAbove()
    for item in leaves { folders.insert(above: item.path) }
    return folders
  }
}
