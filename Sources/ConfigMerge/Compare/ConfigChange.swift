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
  /// The value before whoever changed it did, in one line, and shortened where it is long; `nil` where it was
  /// not there, and for lines.
  public var before: String?
  /// The value since then.
  public var after: String?

  public init(
    path: String, kind: Kind, container: String, isCustom: Bool, before: String? = nil,
    after: String? = nil
  ) {
    self.path = path
    self.kind = kind
    self.container = container
    self.isCustom = isCustom
    (self.before, self.after) = (before, after)
  }
}
