import FileEffects
import ObjectStore

/// The listings that a switch is decided from.
extension Sides<Listing> {
  /// Hands `body` every path that one side has, in path order, with what each has there.
  func forEachPath(_ body: (RelativePath, Sides<Entry?>) throws -> Void) rethrows {
    try Listing.beside([base, local, target]) { path, entries in
      try body(path, Sides<Entry?>(base: entries[0], local: entries[1], target: entries[2]))
    }
  }

  /// The paths at which the three are not all the same, layers included, or that are `carried`.
  func differing(
    or carried: [RelativePath: Entry]
  ) -> [(path: RelativePath, sides: Sides<Entry?>)] {
    var paths: [(path: RelativePath, sides: Sides<Entry?>)] = []
    forEachPath { path, sides in
      let isSame = sides.base == sides.local && sides.local == sides.target
      if isSame && carried[path] == nil { return }
      // An earlier version of this program may have kept it; nobody may write it.
      if path.isReserved || isBesideDatabase(path, sides) { return }
      paths.append((path, sides))
    }
    return paths
  }

  /// Whether SQLite keeps the path beside a database: an earlier version kept it if it was a link.
  private func isBesideDatabase(_ path: RelativePath, _ sides: Sides<Entry?>) -> Bool {
    if sides.all.contains(where: { $0?.isDirectory ?? false }) { return false }
    guard let database = path.database({ local[$0] ?? target[$0] }) else { return false }
    return [local[database], target[database]].contains { $0?.kind == .database }
  }

  /// The configurations that were edited since and that the target has in another form: their
  /// contents are merged.
  var pathsToMerge: [RelativePath] {
    var paths: [RelativePath] = []
    forEachPath { path, sides in
      guard sides.local?.layer == .config, sides.all.allSatisfy({ $0?.kind == .file }) else {
        return
      }
      if SwitchDecision(sides) == .takeOverEdit { paths.append(path) }
    }
    return paths
  }
}
