public import SystemPackage

/// What somebody who installs a release should know about it.
public enum ReleaseCaution: Hashable, Sendable {
  /// Its `manifest.json` has keys that this program ignores; at least one.
  case unknownKeys([String])
  /// Its folder is a git working tree; `option` names a release on the command line.
  case workingTree(FilePath, option: String)
}

/// What to name instead of something that is not a release.
public enum ReleaseHint: Hashable, Sendable {
  /// Nothing nearby looks like one.
  case none
  /// At least one folder that does; there may be more.
  case folders([FilePath], more: Bool)
  /// A folder in the git revision that was named, as typed.
  case revision(String)
  /// A folder in the archive that was named.
  case inArchive(String)
}
