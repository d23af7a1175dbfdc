public import Downloads
public import FileEffects

/// Why a channel has no release to offer.
public enum ChannelError: Error, Hashable, Sendable {
  /// A folder on the web, or here, without a list that names packages.
  case noList(String)
  case noPackages(list: String)
  /// Neither a repository of this name, nor anything here.
  case noRepository(GitHubRepository, at: WebURL)
  case noTag(GitHubRepository)
  case noReleases(ReleaseChannel)
  /// Some of its files are still being uploaded.
  case incomplete(GitHubRepository, tag: String)
  /// None of this version; these are there, the newest first.
  case noVersion(ReleaseVersion, ReleaseChannel, offered: [ReleaseVersion])
  /// Only pre-releases, and nobody asked for one.
  case onlyPrereleases(ReleaseChannel, [ReleaseVersion])
  /// An answer that is not what the server's documentation says.
  case unreadable(WebURL, JSONFault)
  /// What came is not what a list says.
  case otherDigest(WebURL, list: String, listed: String, found: String)
  /// What is at a URL cannot be called as it is.
  case noName(WebURL)
}
