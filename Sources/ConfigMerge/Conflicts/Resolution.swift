/// The answer to a conflict.
public enum Resolution: Codable, Hashable, Sendable {
  /// What the user has stays.
  case local
  /// What the upgrade has is taken.
  case upgrade
  /// What both have: the items of both lists.
  case both
  /// A value that is neither's, as text in the file's format.
  case text(String)
}
