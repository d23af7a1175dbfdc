import ObjectStore

/// What an upgrade does with one file, decided from its three sides.
enum FileDecision: Hashable {
  /// Nothing: the upgrade has nothing to say, or it is there already.
  case unchanged
  case added
  case replaced
  /// A core file that the user edited: the edit stays in the generation from before.
  case replacedEdited
  case removed
  /// The user's, whatever the release ships.
  case preserved
  /// Edited by the user, and no longer shipped: it stays.
  case keptEdited
  case conflict

  /// Decides. `nil` is "not there". `isOurs` says whether a file without a base is taken for one
  /// that a release shipped.
  static func decide(
    layer: Layer, base: Entry?, local: Entry?, upgrade: Entry?, isOurs: Bool
  ) -> FileDecision {
    guard let upgrade else {
      // Absence from a release is no reason to delete, unless it is the release that shipped it.
      guard layer == .core, let base, let local else { return .unchanged }
      return local.hasSameContents(as: base) ? .removed : .keptEdited
    }
    guard let local else {
      guard layer == .config, let base else { return .added }
      return upgrade.hasSameContents(as: base) ? .unchanged : .conflict
    }
    if local.hasSameContents(as: upgrade) { return layer == .brain ? .preserved : .unchanged }
    switch layer {
    case .brain: return .preserved
    case .core:
      guard let base else { return isOurs ? .replaced : .conflict }
      return local.hasSameContents(as: base) ? .replaced : .replacedEdited
    case .config:
      guard let base else { return .conflict }
      if local.hasSameContents(as: base) { return .replaced }
      return upgrade.hasSameContents(as: base) ? .unchanged : .conflict
    }
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

/// What going to another generation does with one file, decided from its three sides: the generation
/// in force (base), the deployment now (local), and the target.
enum SwitchDecision: Hashable {
  case keep
  /// Becomes what the target has; `nil` there takes it away.
  case take
  /// As ``take``, and what the user did to it since is in the saved generation only.
  case takeOverEdit
  /// The user's work is kept although the target differs.
  case keepEdit

  static func decide(base: Entry?, local: Entry?, target: Entry?) -> SwitchDecision {
    func same(_ left: Entry?, _ right: Entry?) -> Bool {
      left.map { $0.isSameOnDisk(as: right) } ?? (right == nil)
    }
    if same(local, target) { return .keep }
    if same(base, target) { return .keep }
    if same(local, base) { return .take }
    // Both changed it. A file that the target does not have, or that only the user made, stays.
    return base == nil || target == nil ? .keepEdit : .takeOverEdit
  }
}
