public import SystemPackage

/// A finding about an upgrade, or a deployment to be upgraded.
public enum UpgradeFinding: Hashable, Sendable {
  /// The installed release is unknown, so core files are replaced, edited or not.
  case baseUnknown
  /// The same, at the beginning, where it can be mended.
  case withoutBase(WithoutBase, store: FilePath)
  case rehearsed(RehearsedMigrations)
  /// At least one. Those that are not meant are no fault.
  case passedOver([PassedMigration])
}

/// The migrations of an upgrade as they went on copies.
public struct RehearsedMigrations: Hashable, Sendable {
  public var count: Int
  public var databases: Int
  public var seconds: Double
  /// How many of them take something away.
  public var destructive: Int

  public init(count: Int, databases: Int, seconds: Double, destructive: Int) {
    (self.count, self.databases) = (count, databases)
    (self.seconds, self.destructive) = (seconds, destructive)
  }
}
