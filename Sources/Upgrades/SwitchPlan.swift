import FileEffects
import Generations
import ObjectStore

/// What becomes of the brain when the deployment goes to another generation.
public enum DataChoice: String, Encodable, Hashable, Sendable, CaseIterable {
  /// It stays as it is.
  case keep
  /// It goes back as well, to exactly what it held then.
  case restore
  /// It goes back, and the rows written since are brought along.
  case carry
}

/// Which files change when the deployment goes to another generation: an upgrade in another
/// direction, decided before anything is done.
struct SwitchPlan {
  var after: Listing
  /// Edited since and replaced all the same: the edits are in the saved generation.
  var replacedEdits: [RelativePath] = []
  /// Edited since and kept, although the target has something else.
  var keptEdits: [RelativePath] = []

  /// Decides about every file. A pure function.
  ///
  /// - Parameters:
  ///   - base: What the generation in force holds.
  ///   - local: What the deployment holds now.
  ///   - target: What the generation to go to holds.
  ///   - shipped: Paths that a release of either generation shipped: only these are taken away by
  ///     `isExact`, beside brain and configurations.
  init(
    base: Listing, local: Listing, target: Listing, shipped: Set<RelativePath>, data: DataChoice,
    isExact: Bool
  ) throws {
    let (b, l, t) = (base.byPath, local.byPath, target.byPath)
    var entries = l.filter { $0.value.isDirectory }
    for (path, entry) in t where entry.isDirectory { entries[path] = entry }

    for path in Set(b.keys).union(l.keys).union(t.keys) {
      let sides = (b[path].leaf, l[path].leaf, t[path].leaf)
      guard sides.0 != nil || sides.1 != nil || sides.2 != nil else { continue }
      var result = sides.1
      switch Self.layer(sides.0, sides.1, sides.2) {
      case .brain:
        if data == .restore { result = sides.2 }
      case .config, .core:
        if isExact && (sides.2 != nil || sides.0 != nil || shipped.contains(path)) {
          result = sides.2
          break
        }
        switch SwitchDecision.decide(base: sides.0, local: sides.1, target: sides.2) {
        case .keep: break
        case .take: result = sides.2
        case .takeOverEdit:
          // Until configurations are merged by their keys, the user's is kept whole.
          if sides.1?.layer == .config {
            keptEdits.append(path)
          } else {
            result = sides.2
            replacedEdits.append(path)
          }
        case .keepEdit: keptEdits.append(path)
        }
      }
      entries[path] = result
    }
    after = Listing(Self.withFolders(entries, local: l, target: t)) { l[$0] ?? t[$0] }
    replacedEdits.sort()
    keptEdits.sort()
  }

  /// Brain only where every side says so: a file that one release shipped as core is core.
  private static func layer(_ sides: Entry?...) -> Layer {
    let layers = sides.compactMap { $0?.layer }
    if sides.contains(where: { $0?.kind == .database }) { return .brain }
    return layers.first { $0 != .brain } ?? .brain
  }

  /// Folders that hold something, and empty ones that are meant to be.
  private static func withFolders(
    _ entries: [RelativePath: Entry], local: [RelativePath: Entry],
    target: [RelativePath: Entry]
  ) -> [RelativePath: Entry] {
    let used = foldersInUse(by: entries)
    let known = foldersInUse(by: local).union(foldersInUse(by: target))
    return entries.filter { path, entry in
      !entry.isDirectory || used.contains(path) || !known.contains(path)
    }
  }
}
