import ConfigMerge
import FileEffects
import ObjectStore

/// What becomes of the brain when the deployment goes to another generation.
public enum DataChoice: String, Encodable, Hashable, Sendable, CaseIterable {
  /// It stays unchanged.
  case keep
  /// It goes back as well, to exactly what it held then.
  case restore
  /// It goes back, and the rows written since are brought along.
  case carry
}

/// What becomes of one file in a switch.
enum SwitchOutcome: Hashable {
  /// The workspace says that it is not CORTEX's: nothing is decided about it.
  case notManaged
  /// Stays unchanged.
  case stays
  /// Becomes this; `nil` takes it away.
  case becomes(Entry?)
  /// Becomes what the target has; the edit made since is only in the saved generation.
  case editReplaced
  /// Keeps the later edit, although the target has something else.
  case editKept
  /// A configuration that was edited since, merged with the target's.
  case merged
}

/// The terms that decide about a file beside its three sides.
struct SwitchTerms {
  /// The rules of the workspace's own `layers.yaml`.
  var workspace: [LayerRule]
  var data: DataChoice
  /// Whether core files and configurations become what they were also where they were edited since.
  var isExact: Bool
  /// Whether a release of either generation shipped something at a path: with `isExact` only that is
  /// taken away, beside brain and configurations.
  var isShipped: (RelativePath) throws -> Bool
  /// With ``DataChoice/carry``, the target's databases with the rows written since; where there is
  /// none, it is the target's own.
  var carried: [RelativePath: Entry] = [:]
  /// The contents of the configurations at ``Sides/pathsToMerge``, as far as they can be read;
  /// the target's are merged into them.
  var configurations: [RelativePath: MergeSides] = [:]

  /// Decides about one file or link. A pure function.
  func decide(_ path: RelativePath, _ sides: Sides<Entry?>) throws -> SwitchOutcome {
    let rule = workspace.rule(for: path)
    if let rule, rule.layer == nil { return .notManaged }
    switch Self.layer(rule?.layer, sides) {
    case .brain: return decideBrain(path, sides)
    case .config, .core: return try decideFile(path, sides)
    }
  }

  private func decideBrain(_ path: RelativePath, _ sides: Sides<Entry?>) -> SwitchOutcome {
    switch data {
    case .keep: return .stays
    case .restore: return .becomes(sides.target)
    case .carry:
      // It says how far the databases are migrated, and goes where they go.
      if path == AppliedMigrations.path { return .becomes(sides.target) }
      guard let target = sides.target, target.kind == .database else { return .stays }
      return .becomes(carried[path] ?? target)
    }
  }

  private func decideFile(
    _ path: RelativePath, _ sides: Sides<Entry?>
  ) throws -> SwitchOutcome {
    if try isExact && (sides.target != nil || sides.base != nil || isShipped(path)) {
      return .becomes(sides.target)
    }
    switch SwitchDecision(sides) {
    case .keep: return .stays
    case .take: return .becomes(sides.target)
    case .keepEdit: return .editKept
    case .takeOverEdit:
      guard sides.local?.layer == .config else { return .editReplaced }
      return configurations[path] == nil ? .editKept : .merged
    }
  }

  /// The folder afterwards, decided like files: the user's permissions stay where the generations
  /// agree.
  func folder(_ sides: Sides<Entry?>) -> Entry? {
    switch SwitchDecision(sides) {
    case .take, .takeOverEdit: sides.target
    case .keep, .keepEdit:
      isExact && (sides.base != nil || sides.target != nil) ? sides.target : sides.local
    }
  }

  /// A database is brain whatever the rules say; then the workspace's word counts. Otherwise brain
  /// only where every side says so: a file that one release shipped as core is core.
  private static func layer(_ rule: Layer?, _ sides: Sides<Entry?>) -> Layer {
    if sides.all.contains(where: { $0?.kind == .database }) { return .brain }
    return rule ?? sides.all.compactMap { $0?.layer }.first { $0 != .brain } ?? .brain
  }
}
