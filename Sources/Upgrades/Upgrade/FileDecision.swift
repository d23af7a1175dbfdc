import FileEffects
import ObjectStore

/// What an upgrade does with one file, decided from its three sides.
public enum FileDecision: String, Encodable, Hashable, Sendable {
  /// Nothing: the upgrade has nothing to say, or it is there already.
  case unchanged
  case added
  case replaced
  /// A core file that the user edited: the edit stays in the generation from before.
  case replacedEdited = "replaced_edited"
  case removed
  /// The user's, whatever the release ships.
  case preserved
  /// Edited by the user, and no longer shipped: it stays.
  case keptEdited = "kept_edited"
  case conflict

  /// Decides. A pure function.
  ///
  /// - Parameter isOurs: Whether a file without a base is taken for one that a release shipped.
  static func decide(layer: Layer, _ sides: Sides<Entry?>, isOurs: Bool) -> FileDecision {
    guard let upgrade = sides.target else {
      // Absence from a release is no reason to delete, unless it is the release that shipped it.
      guard layer == .core, let base = sides.base, let local = sides.local else {
        return .unchanged
      }
      return local.hasSameContents(as: base) ? .removed : .keptEdited
    }
    guard let local = sides.local else {
      guard layer == .config, let base = sides.base else { return .added }
      return upgrade.hasSameContents(as: base) ? .unchanged : .conflict
    }
    if local.hasSameContents(as: upgrade) { return layer == .brain ? .preserved : .unchanged }
    switch layer {
    case .brain: return .preserved
    case .core:
      guard let base = sides.base else { return isOurs ? .replaced : .conflict }
      return local.hasSameContents(as: base) ? .replaced : .replacedEdited
    case .config:
      guard let base = sides.base else { return .conflict }
      if local.hasSameContents(as: base) { return .replaced }
      return upgrade.hasSameContents(as: base) ? .unchanged : .conflict
    }
  }
}

/// One file or link of an upgrade, with the decision about it.
struct DecidedFile {
  var path: RelativePath
  var sides: Sides<Entry?>
  var layer: Layer
  var decision: FileDecision

  /// `nil` for what an upgrade does not look at: what neither release ships, and what the workspace
  /// says is not CORTEX's.
  init?(_ path: RelativePath, _ sides: Sides<Entry?>, workspace: [LayerRule], hasBase: Bool) {
    guard sides.base != nil || sides.target != nil, !path.isReserved else { return nil }
    let rule = workspace.rule(for: path)
    if let rule, rule.layer == nil { return nil }
    self.path = path
    self.sides = sides
    layer = Self.layer(rule?.layer, sides)
    decision = .decide(
      layer: layer, sides, isOurs: !hasBase && Layers.isInCoreFolder(path))
  }

  /// A database is brain whatever the rules say; then the workspace's word counts, then the
  /// release's.
  private static func layer(_ rule: Layer?, _ sides: Sides<Entry?>) -> Layer {
    if sides.all.contains(where: { $0?.kind == .database }) { return .brain }
    return rule ?? sides.target?.layer ?? sides.base?.layer ?? sides.local?.layer ?? .core
  }
}

/// Decisions, in the order of their paths.
struct FileDecisions: Hashable, Sendable {
  private var paths: [RelativePath] = []
  private var decisions: [FileDecision] = []

  /// Adds the decision about the next path.
  mutating func append(_ path: RelativePath, _ decision: FileDecision) {
    paths.append(path)
    decisions.append(decision)
  }

  subscript(path: RelativePath) -> FileDecision? {
    let place = paths.partitioningIndex { $0 >= path }
    return place < paths.count && paths[place] == path ? decisions[place] : nil
  }
}

extension Entry {
  /// This entry, with the permissions that the user's copy has where they do not matter.
  func withPermissions(of local: Entry?) -> Entry {
    guard let local, kind != .link, local.kind != .link, local.isExecutable == isExecutable else {
      return self
    }
    var entry = self
    entry.permissions = local.permissions
    return entry
  }
}
