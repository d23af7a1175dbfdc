public import Downloads
public import Releases
public import SystemPackage

/// What was noted while a release was looked for, or fetched.
public enum FetchFinding: Hashable, Sendable {
  /// What was fetched before stands in for what could not be asked for.
  case remembered(RememberedTexts.StandIn)
  /// A connection that others can read and change, and no signature to show it.
  case openToAll(WebURL)
  /// A base that was put together, and the files whose originals are not known.
  case rebuiltBase(ReleaseVersion, unknown: [String])
  /// No list of digests names the package, so that nothing shows whether it came whole and unchanged.
  case unlisted(String)
  /// Nothing in a release says its version.
  case noVersion(FilePath)
  /// Keys are trusted here, and none of them signed it.
  case unsigned
  case notSignedHere(KeyID)
  /// It is not what the owner of a trusted key signed, or not signed as what it is.
  case forged(KeyID)
}
