import FileEffects
import Generations
import ObjectStore

/// Which files change when some of another generation's are restored: decided before anything is done.
struct RestorePlan {
  /// The deployment's files afterwards.
  var after: Listing
  /// Put back where nothing was.
  var added: [RelativePath] = []
  /// Put back in the place of something else.
  var replaced: [RelativePath] = []
  /// Files in the named folders that are not in the generation: they stay.
  var kept: [RelativePath] = []
  /// Files that the workspace excludes; they stay unchanged.
  var excluded: [RelativePath] = []

  /// Decides. A pure function.
  ///
  /// - Parameters:
  ///   - places: The files and folders that are named; each is in `target`.
  ///   - local: What the deployment holds now.
  ///   - target: What the generation holds.
  ///   - workspace: The rules of the workspace's own `layers.yaml`.
  ///   - layer: The layer that a path has in the deployment, where it has one.
  /// - Throws: ``GenerationError/blocked(path:by:)`` where a file and a folder meet.
  init(
    _ places: [RelativePath], local: Listing, target: Listing, workspace: [LayerRule],
    layer: (RelativePath) throws -> Layer?
  ) throws {
    var decided: [RelativePath: Entry?] = [:]
    for item in target.items where places.cover(item.path) && !item.path.isReserved {
      let (path, present) = (item.path, local[item.path])
      if Self.isBesideDatabase(path, local, target) { continue }
      if let present, present.isDirectory != item.entry.isDirectory {
        throw GenerationError.blocked(
          path: path.description, by: present.isDirectory ? .kind(.directory) : .fileOrLink)
      }
      guard item.entry.isDirectory || !workspace.excludes(path) else {
        excluded.append(path)
        continue
      }
      var entry = item.entry
      if !entry.isDirectory && entry.kind != .database {
        entry.layer = try layer(path) ?? entry.layer
      }
      if entry.isSameOnDisk(as: present) { continue }
      decided[path] = entry
      if entry.isDirectory { continue }
      if present == nil { added.append(path) } else { replaced.append(path) }
    }
    if let path = pathInTheWay(of: decided, over: local) {
      throw GenerationError.blocked(path: path.description, by: .fileOrLink)
    }
    kept = local.leaves.map(\.path).filter { places.cover($0) && target[$0] == nil }
    after = local.with(decided) { target[$0].folder }.written(over: local)
  }

  /// Whether SQLite would take the path for a part of a database.
  private static func isBesideDatabase(
    _ path: RelativePath, _ local: Listing, _ target: Listing
  ) -> Bool {
    guard let database = path.database({ local[$0] ?? target[$0] }) else { return false }
    return [local[database], target[database]].contains { $0?.kind == .database }
  }
}
