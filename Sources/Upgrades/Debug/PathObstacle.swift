public import FileEffects
import ObjectStore

/// A file or folder that keeps an upgrade from writing a path, whatever it would write there.
public struct PathObstacle: Hashable, Sendable {
  /// The path itself, or one above it.
  public var path: String
  public var kind: FileMetadata.Kind
}

extension PathObstacle: Encodable {
  private enum CodingKeys: CodingKey { case path, kind }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(kind.nameInReports, forKey: .kind)
  }
}

extension Deployment {
  /// `nil` where a file can be written: a switch writes over no special file and no folder with anything in it,
  /// and through no link. Managed files may go in the same switch, so they are no obstacle.
  ///
  /// - Parameter local: What the deployment holds now.
  func obstacle(on path: RelativePath, _ local: Listing) throws -> PathObstacle? {
    if path.isReserved { return nil }
    for folder in path.ancestors.reversed() {
      guard let kind = try kind(of: folder), kind != .directory else { continue }
      if local[folder]?.kind == .file { return nil }
      return PathObstacle(path: folder.description, kind: kind)
    }
    guard let kind = try kind(of: path) else { return nil }
    switch kind {
    case .regular, .symbolicLink: return nil
    case .special: return PathObstacle(path: path.description, kind: kind)
    case .directory:
      if local.leaves.contains(where: { $0.path.ancestors.contains(path) }) { return nil }
      // One of the deployment's own makes room for a file if it is empty.
      let contents = try files.contents(of: path.resolved(in: root))
      let makesRoom = contents.isEmpty && local[path] != nil
      return makesRoom ? nil : PathObstacle(path: path.description, kind: kind)
    }
  }

  private func kind(of path: RelativePath) throws(FileError) -> FileMetadata.Kind? {
    try files.metadata(path.resolved(in: root))?.kind
  }
}

extension FileMetadata.Kind {
  /// Its name in JSON.
  var nameInReports: String {
    switch self {
    case .regular: "file"
    case .directory: "directory"
    case .symbolicLink: "link"
    case .special(let file): file.rawValue.lowercased()
    }
  }
}
