/// A finding about configurations.
public enum ConfigurationFinding: Hashable, Sendable {
  case load(count: Int)
  /// At least one.
  case unloadable([UnreadableConfiguration])
  /// At least one file.
  case duplicateKeys([DuplicateKeys])
  /// An entry of the user's own that is made as the release's were before.
  case outdated(UpgradePlan.Outdated, file: String)
  /// Keys of the user's that a later release will not have; at least one.
  case deprecated([DeprecatedKey])

  /// How many keys a file gives that their map has already.
  public struct DuplicateKeys: Hashable, Sendable {
    public var path: String
    public var count: Int

    public init(path: String, count: Int) { (self.path, self.count) = (path, count) }
  }
}
