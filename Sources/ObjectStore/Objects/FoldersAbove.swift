public import FileEffects

/// The folders above some paths. Paths of one folder that follow each other are looked up once.
public struct FoldersAbove: Sendable {
  private var folders: Set<RelativePath> = []
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
