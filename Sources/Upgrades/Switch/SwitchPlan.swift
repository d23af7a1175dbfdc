import ConfigMerge
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
  /// Edited since and kept, although the target has something else; of configurations those in
  /// which there is a conflict.
  var keptEdits: [RelativePath] = []
  /// Configurations that were edited since and are merged with the target's.
  var config: [MergedConfiguration] = []

  /// Decides about every file. A pure function. In listings that are closed where all are the same,
  /// all stays there.
  ///
  /// - Parameters:
  ///   - base: What the generation in force holds.
  ///   - local: What the deployment holds now.
  ///   - target: What the generation to go to holds.
  ///   - workspace: The rules of the workspace's own `layers.yaml`.
  ///   - isShipped: Whether a release of either generation shipped something at a path: only that is
  ///     taken away by `isExact`, beside brain and configurations.
  ///   - carried: With ``DataChoice/carry``, the target's databases with the rows written since; where
  ///     there is none, it is the target's own.
  ///   - configurations: The contents of those at ``pathsToMerge(base:local:target:)``, as far as
  ///     they can be looked into; the target is what is merged into them.
  init(
    base: Listing, local: Listing, target: Listing, workspace: [LayerRule],
    isShipped: (RelativePath) throws -> Bool, data: DataChoice, isExact: Bool,
    carried: [RelativePath: Entry] = [:], configurations: [RelativePath: MergeSides] = [:]
  ) throws {
    // What is the same on all sides stays, whatever is asked for.
    var decided: [RelativePath: Entry?] = [:]
    for (path, b, l, t) in Self.differing(base, local, target, or: carried) {
      decided[path] = .some(Self.folder((b.folder, l.folder, t.folder), isExact: isExact))
      let sides = (b.leaf, l.leaf, t.leaf)
      guard sides.0 != nil || sides.1 != nil || sides.2 != nil else { continue }
      let rule = workspace.rule(for: path)
      // What the workspace says is none of ours is not looked at, whatever was kept of it once.
      if let rule, rule.layer == nil { continue }
      var result = sides.1
      switch Self.layer(rule?.layer, [sides.0, sides.1, sides.2]) {
      case .brain:
        switch data {
        case .keep: break
        case .restore: result = sides.2
        case .carry:
          if let target = sides.2, target.kind == .database { result = carried[path] ?? target }
          // It says how far the databases are migrated, and goes where they go.
          if path == AppliedMigrations.path { result = sides.2 }
        }
      case .config, .core:
        if try isExact && (sides.2 != nil || sides.0 != nil || isShipped(path)) {
          result = sides.2
          break
        }
        switch SwitchDecision.decide(base: sides.0, local: sides.1, target: sides.2) {
        case .keep: break
        case .take: result = sides.2
        case .takeOverEdit:
          if let local = sides.1, local.layer == .config {
            guard let contents = configurations[path] else {
              keptEdits.append(path)
              break
            }
            // What both changed stays as the user has it.
            let merged = MergedConfiguration(path, contents, Answers(choice: .local))
            result = try merged.entry(over: local)
            config.append(merged)
            if !merged.file.conflicts.isEmpty { keptEdits.append(path) }
          } else {
            result = sides.2
            replacedEdits.append(path)
          }
        case .keepEdit: keptEdits.append(path)
        }
      }
      // Where only a folder is left of it, that stays.
      if let result { decided[path] = result }
    }
    if let path = pathInTheWay(of: decided, over: local) {
      throw GenerationError.blocked(
        path: path.description, by: local[path].leaf == nil ? "a folder" : "a file or a link")
    }
    after = local.with(decided) { local[$0].folder ?? target[$0].folder }
    after = after.with(emptied(by: decided, from: local, target: target)) { _ in nil }
    replacedEdits.sort()
    keptEdits.sort()
    config.sort { $0.path < $1.path }
  }

  /// The configurations that both were edited since and differ in the target: what is in them is
  /// needed to go on.
  static func pathsToMerge(
    base: Listing, local: Listing, target: Listing
  ) -> [RelativePath] {
    var paths: [RelativePath] = []
    Listing.beside([base, local, target]) { path, entries in
      guard entries[1]?.layer == .config, entries.allSatisfy({ $0?.kind == .file }) else { return }
      let decision = SwitchDecision.decide(
        base: entries[0], local: entries[1], target: entries[2])
      if decision == .takeOverEdit { paths.append(path) }
    }
    return paths
  }

  /// A database is brain whatever the rules say; then the workspace's word counts. Otherwise brain
  /// only where every side says so: a file that one release shipped as core is core.
  private static func layer(_ rule: Layer?, _ sides: [Entry?]) -> Layer {
    if sides.contains(where: { $0?.kind == .database }) { return .brain }
    return rule ?? sides.compactMap { $0?.layer }.first { $0 != .brain } ?? .brain
  }

  /// The paths at which the three are not all the same, layers included, or that are `carried`.
  private static func differing(
    _ base: Listing, _ local: Listing, _ target: Listing, or carried: [RelativePath: Entry]
  ) -> [(RelativePath, base: Entry?, local: Entry?, target: Entry?)] {
    var paths: [(RelativePath, base: Entry?, local: Entry?, target: Entry?)] = []
    Listing.beside([base, local, target]) { path, entries in
      let isSame = entries[0] == entries[1] && entries[1] == entries[2]
      if isSame && carried[path] == nil { return }
      // Kept by an earlier version of this program, perhaps; it is nobody's to write.
      if path.isReserved { return }
      // Nor is what SQLite keeps beside a database, which an earlier version kept if it was a link.
      let isFolder = entries.contains { $0?.isDirectory ?? false }
      let database = isFolder ? nil : path.database { local[$0] ?? target[$0] }
      if let database,
        [local[database], target[database]].contains(where: { $0?.kind == .database })
      {
        return
      }
      paths.append((path, entries[0], entries[1], entries[2]))
    }
    return paths
  }

  /// The folder afterwards, decided like files: the user's permissions stay where the generations
  /// agree.
  private static func folder(
    _ sides: (base: Entry?, local: Entry?, target: Entry?), isExact: Bool
  ) -> Entry? {
    switch SwitchDecision.decide(base: sides.base, local: sides.local, target: sides.target) {
    case .take, .takeOverEdit: sides.target
    case .keep, .keepEdit:
      isExact && (sides.base != nil || sides.target != nil) ? sides.target : sides.local
    }
  }

  /// The folders that only held what went, each to be taken away.
  private func emptied(
    by decided: [RelativePath: Entry?], from local: Listing, target: Listing
  ) -> [RelativePath: Entry?] {
    var emptied: [RelativePath: Entry?] = [:]
    var seen: Set<RelativePath> = []
    for (path, entry) in decided where entry.leaf == nil && local[path].leaf != nil {
      for folder in path.ancestors {
        guard seen.insert(folder).inserted else { break }
        if after[folder].folder != nil && target[folder].folder == nil
          && !after.holdsLeaves(below: folder)
        {
          emptied[folder] = .some(nil)
        }
      }
    }
    return emptied
  }
}
