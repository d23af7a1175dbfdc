/// What a merge did with one key that the three sides do not agree on.
public struct ConfigChange: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable {
    /// The user's own work, kept: added, changed or deleted by the user.
    case kept
    /// New in the upgrade.
    case added
    /// Changed by the upgrade, not by the user.
    case replaced
    /// Deleted by the upgrade, not changed by the user.
    case removed
  }

  public var path: String
  public var kind: Kind
  /// The key of the map or list that it is in, such as `templates`; empty at the top.
  public var container: String
  /// Whether only the user has it: neither the base nor the upgrade knows it.
  public var isCustom: Bool

  public init(path: String, kind: Kind, container: String, isCustom: Bool) {
    self.path = path
    self.kind = kind
    self.container = container
    self.isCustom = isCustom
  }
}
