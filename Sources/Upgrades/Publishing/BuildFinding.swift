public import ObjectStore
public import Releases

/// Something that the author of a release should know before users have it.
public enum BuildFinding: Hashable, Sendable {
  /// A special file that was left out.
  case leftOut(CaptureWarning)
  /// A file of the release says that it is another version.
  case saysOtherVersion(SaidVersion, version: ReleaseVersion)
  /// An earlier release with a greater number.
  case notEarlier(ReleaseVersion, version: ReleaseVersion)
  /// Upgrades would refuse a migration, or lose data by it.
  case migration(MigrationLintReport.Finding)
  /// Upgrades would refuse the release.
  case unreadableConfiguration(UnreadableConfiguration)
  /// Upgrades would not look into a configuration of so many bytes.
  case longConfiguration(String, bytes: UInt64)
  /// A rule for layers that no file needs.
  case unusedRule(pattern: String)
  /// Files of the brain that changed since an earlier release: no user that has them gets the new ones.
  case changedBrain([String], since: ReleaseVersion)
  /// Keys of the author's manifest that mean nothing.
  case unknownKeys([String])
  /// A text of the author's manifest that names no key.
  case unusableKey(String)
  /// A rename that nobody could follow.
  case unusableRename(from: String, to: String)
  /// Keys in a file that is no configuration of the release.
  case keysElsewhere(String)
  /// A key that is said to be renamed, and the release's own file still has.
  case stillHasKey(String, in: String)
  /// A key that is said to be renamed, and that none of the releases before has.
  case neverHadKey(String, in: String)
  /// What a renamed key is called now, and the release's own file does not have.
  case lacksNewKey(String, in: String)
  /// The date of the author's manifest.
  case notADay(String)
  /// Files that are seldom meant for users: keys, caches, editors' copies.
  case seldomShipped([String])
  /// Core files that look as if users would edit them: upgrades replace them.
  case likelyEdited([String])
  /// The largest files, where they are most of the release.
  case large([SizedPath])

  public struct SizedPath: Hashable, Sendable {
    public var path: String
    public var bytes: UInt64

    public init(path: String, bytes: UInt64) { (self.path, self.bytes) = (path, bytes) }
  }
}
