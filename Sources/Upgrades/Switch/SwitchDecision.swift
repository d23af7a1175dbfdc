import ObjectStore

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

  /// Decides. A pure function.
  init(_ sides: Sides<Entry?>) {
    func same(_ left: Entry?, _ right: Entry?) -> Bool {
      left.map { $0.isSameOnDisk(as: right) } ?? (right == nil)
    }
    let (base, local, target) = (sides.base, sides.local, sides.target)
    if same(local, target) || same(base, target) {
      self = .keep
    } else if same(local, base) {
      self = .take
    } else {
      // Both changed it. A file that the target does not have, or that only the user made, stays.
      self = base == nil || target == nil ? .keepEdit : .takeOverEdit
    }
  }
}
