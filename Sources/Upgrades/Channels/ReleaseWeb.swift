public import Downloads
import FileEffects
import ObjectStore
public import Releases
public import SystemPackage

/// How releases on the web are come by.
public struct ReleaseWeb {
  public var web: Web
  /// The host of GitHub's pages.
  public var gitHubHost: String
  /// How the API of a host is come by; a fault in that is nobody's business who does not ask it.
  public var gitHub: (_ host: String) throws(FetchError) -> GitHubAccess
  public var progress: (DownloadProgress) -> Void

  public init(
    _ web: Web, gitHubHost: String,
    gitHub: @escaping (_ host: String) throws(FetchError) -> GitHubAccess,
    progress: @escaping (DownloadProgress) -> Void
  ) {
    (self.web, self.gitHubHost, self.gitHub) = (web, gitHubHost, gitHub)
    self.progress = progress
  }

  /// What somebody named, or what is kept.
  public func channel(
    _ text: String, path: FilePath, isHere: (FilePath) -> Bool
  ) throws(ReleaseChannel.Fault) -> ReleaseChannel {
    try ReleaseChannel(text, path: path, gitHubHost: gitHubHost, isHere: isHere)
  }
}

/// How GitHub's API is come by.
public struct GitHubAccess: Hashable, Sendable {
  /// Its base, with a slash at its end.
  public var api: WebURL
  /// What tells it who asks.
  public var credential: WebCredential?

  public init(api: WebURL, credential: WebCredential?) {
    (self.api, self.credential) = (api, credential)
  }
}

/// Which release of a channel is wanted.
public struct WantedRelease: Hashable, Sendable {
  public var channel: ReleaseChannel
  /// `nil` for the newest.
  public var version: ReleaseVersion?
  public var takesPrereleases: Bool
  /// Whether one that is not newer than what is installed is not wanted at all.
  public var onlyNewer = false

  public init(
    _ channel: ReleaseChannel, version: ReleaseVersion? = nil, takesPrereleases: Bool = false
  ) {
    (self.channel, self.version, self.takesPrereleases) = (channel, version, takesPrereleases)
  }
}

/// A release as its channel calls it, such as by a tag, and the version that this says.
public struct NamedRelease: Hashable, Sendable {
  public var name: String
  public var version: ReleaseVersion

  init(name: String, version: ReleaseVersion) { (self.name, self.version) = (name, version) }

  /// `nil` for a release of which the channel does not know the version.
  init?(_ offered: OfferedRelease) {
    guard let version = offered.version else { return nil }
    (name, self.version) = (offered.name, version)
  }
}

/// Why a release could not be fetched, apart from what the web and the channel say.
public enum FetchError: Error, Hashable, Sendable {
  /// No channel is set, and none was named.
  case noChannel
  case unreadableChannel(FilePath)
  case badChannel(String, ReleaseChannel.Fault)
  /// A variable of the environment that says how the web is asked, and what is wrong with it.
  case badSetting(String, Problem)
  /// What is wrong with a setting.
  public enum Problem: Hashable, Sendable {
    case url(WebURL.Fault)
    /// Whoever listens in would learn the token.
    case notEncrypted
    case noToken
  }

  /// None of a channel's releases is what a deployment was installed from: neither by the version that its
  /// files say, nor by the files; this one is the nearest.
  case noBase(ReleaseChannel, version: ReleaseVersion?, best: BaseComparison?)
}
