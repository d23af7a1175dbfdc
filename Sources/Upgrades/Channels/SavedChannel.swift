import Downloads
import FileEffects
import FoundationEssentials
import Generations
import ObjectStore
public import Releases
import SystemPackage

/// Where a deployment looks for releases when nobody names one: a small file in its store.
public struct SavedChannel: Codable, Hashable, Sendable {
  /// A path from the root, a URL, or `owner/name`.
  public var source: String
  /// Whether unfinished releases are taken, too.
  public var prereleases: Bool
  /// Of a repository on GitHub, where its pages are; else `nil`.
  public var host: String?

  init(_ channel: ReleaseChannel, prereleases: Bool, in deployment: Deployment) {
    source = channel.source(from: deployment.currentFolder, on: deployment.files)
    self.prereleases = prereleases
    if case .gitHub(let repository) = channel { host = repository.host }
  }

  private static let longest: UInt64 = 64 << 10

  /// `nil` where none is set.
  ///
  /// - Throws: ``FetchError/unreadableChannel(_:)``.
  init?(of deployment: Deployment) throws {
    let place = deployment.storeLocation.appending(StoreLayout.channel)
    guard let bytes = try deployment.files.readIfPresent(place, atMost: Self.longest) else {
      return nil
    }
    do { self = try JSONDecoder().decode(SavedChannel.self, from: Data(bytes)) } catch {
      throw FetchError.unreadableChannel(place)
    }
  }

  func save(in deployment: Deployment) throws {
    try deployment.files.replace(
      deployment.storeLocation.appending(StoreLayout.channel), with: StableJSON.lines(of: self))
  }

  /// What it names.
  func channel() throws(ReleaseChannel.Fault) -> ReleaseChannel {
    // A path is kept from the root, so that nothing here is taken for anything else.
    try ReleaseChannel(
      source, path: FilePath(source), gitHubHost: host ?? GitHubRepository.usualHost
    ) { _ in false }
  }
}

extension Deployment {
  /// The release that is wanted where nobody names a source; `nil` where no channel is set.
  ///
  /// - Throws: ``FetchError/unreadableChannel(_:)``.
  public func usualRelease(
    _ version: ReleaseVersion?, takesPrereleases: Bool
  ) throws -> WantedRelease? {
    _ = try records()
    guard let saved = try SavedChannel(of: self) else { return nil }
    do throws(ReleaseChannel.Fault) {
      let channel = try saved.channel()
      return WantedRelease(
        channel, version: version, takesPrereleases: takesPrereleases || saved.prereleases)
    } catch { throw FetchError.badChannel(saved.source, error) }
  }
}

extension ReleaseChannel {
  /// As it is kept: a path from the root.
  func source(from folder: FilePath?, on files: any FileSystem) -> String {
    if case .web(let url) = self { return url.text }
    guard case .local(let place) = self, !place.isAbsolute, let folder,
      !place.string.hasPrefix(GitRevision.prefix)
    else { return description }
    let whole = folder.appending(place.components)
    // Behind a link, `..` is somewhere else than it seems.
    let plain = whole.lexicallyNormalized()
    return (((try? files.followed(whole)) ?? nil) == plain ? plain : whole).string
  }
}
