/// What becomes of one key, by which of its three versions there are and which are the same.
///
/// The rule of the whole merge: what only one side changed is taken from it; what both changed alike is
/// there already; what both changed differently is a conflict.
enum KeyDecision: Hashable {
  /// Local and upgrade agree.
  case agreed
  /// The user's work stays; `isCustom` if only the user has it.
  case kept(isCustom: Bool)
  /// The upgrade's change is made: the element is added, replaced or removed.
  case taken(ConfigChange.Kind)
  case conflict(MergeConflict.Kind)

  /// `nil` stands for an element that is not there.
  init<Value>(
    base: Value?, local: Value?, upgrade: Value?, isSame: (Value, Value) -> Bool
  ) {
    func isSameOrBothMissing(_ one: Value?, _ other: Value?) -> Bool {
      guard let one, let other else { return one == nil && other == nil }
      return isSame(one, other)
    }
    if isSameOrBothMissing(local, upgrade) {
      self = .agreed
    } else if isSameOrBothMissing(upgrade, base) {
      self = .kept(isCustom: base == nil)
    } else if isSameOrBothMissing(local, base) {
      self = .taken(local == nil ? .added : upgrade == nil ? .removed : .replaced)
    } else if local == nil {
      self = .conflict(.deletedHere)
    } else if upgrade == nil {
      self = .conflict(.deletedThere)
    } else {
      self = .conflict(base == nil ? .bothAdded : .bothChanged)
    }
  }
}

extension KeyDecision {
  init(base: Node?, local: Node?, upgrade: Node?) {
    self.init(base: base, local: local, upgrade: upgrade) { $0.isSame(as: $1) }
  }
}
