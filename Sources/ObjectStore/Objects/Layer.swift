/// What an upgrade may do to a file.
public enum Layer: UInt8, Hashable, Sendable, CaseIterable {
  /// Replaced by an upgrade.
  case core = 1
  /// Never overwritten and never deleted by an upgrade.
  case brain = 2
  /// Merged by an upgrade.
  case config = 3
}
