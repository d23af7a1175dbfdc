import Downloads
import FileEffects
import Generations
import ObjectStore
public import Releases
public import SystemPackage

/// Finds the release that a deployment was installed from: in its own repository, or in a channel.
///
/// The version that its files say is looked for first. Where the channel has none of that, or it does not fit,
/// the digests of what the channel has are compared with the deployment's files: most that are equal wins.
public struct FindBase {
  /// `nil` looks only into the deployment's repository.
  public var channel: ReleaseChannel?
  /// What the user says is installed.
  public var version: ReleaseVersion?

  public init(in channel: ReleaseChannel?, version: ReleaseVersion?) {
    (self.channel, self.version) = (channel, version)
  }

  /// A release that was found, and is here.
  public struct Found: Sendable {
    public let source: FilePath
    /// As its channel calls it.
    public let name: String
    /// What the channel says of its version; `nil` where it does not.
    public var named: NamedRelease?
    /// `nil` where there was nothing to compare.
    public let comparison: BaseComparison?
    public var warnings: [Finding] = []
  }

  /// Calls `body` with the release, which may be in a folder that is gone afterwards; with `nil` where there is
  /// no channel, nor a repository to look into.
  ///
  /// - Throws: ``FetchError/noBase(_:version:best:)`` for a channel without one; as
  ///   ``FetchRelease/run(on:over:)``.
  public func run<Result>(
    on deployment: Deployment, over web: ReleaseWeb, _ body: (Found?) throws -> Result
  ) throws -> Result {
    try deployment.withReleaseFolder { folder in
      let found = try deployment.step(.findBase) {
        var search = try BaseSearch(self, deployment, web, folder)
        return try search.found()
      }
      return try body(found)
    }
  }

  /// Calls `body` with a release that somebody named, which may be on the web.
  public static func fetching<Result>(
    _ channel: ReleaseChannel, version: ReleaseVersion?, on deployment: Deployment,
    over web: ReleaseWeb, _ body: (Found) throws -> Result
  ) throws -> Result {
    if case .local(let place) = channel {
      let wanted = WantedRelease(channel, version: version, takesPrereleases: true)
      let choice = try LocalChannel(place, on: deployment.files).choice(wanted, installed: nil)
      return try body(Found(source: choice, name: "--release", comparison: nil))
    }
    return try deployment.withReleaseFolder { folder in
      let search = try BaseSearch(
        FindBase(in: channel, version: version), deployment, web, folder)
      let offer = try search.inquiry(version).offer()
      return try body(search.bring(.offered(offer.release), offer.release.name, nil))
    }
  }
}

extension Deployment {
  /// Calls `body` with a folder for releases that is gone afterwards; beside the one for copies of databases.
  func withReleaseFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    try checkIsDeployment()
    let places = ([scratch] + otherScratch).map { $0.withSuffix("-releases") }
    return try ScratchFolder.with(places, on: files, body)
  }
}
