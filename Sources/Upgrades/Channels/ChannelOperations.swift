import FileEffects
import Generations
public import Releases
import SystemPackage

/// Where releases come from, and what was fetched from there.
public struct ShowChannel: Inquiry {
  public init() {}

  /// - Throws: ``FetchError/unreadableChannel(_:)``.
  public func report(on deployment: Deployment) throws -> ChannelReport {
    _ = try deployment.records()
    let saved = try SavedChannel(of: deployment)
    return ChannelReport(
      source: saved?.source, prereleases: saved?.prereleases ?? false,
      cached: try ReleaseCache(of: deployment).contents())
  }
}

/// Keeps where releases come from.
public struct SetChannel: Operation {
  public static let command = "channel set"
  public var subject: String? { "\(channel)" }

  private let channel: ReleaseChannel
  private let takesPrereleases: Bool

  public init(_ channel: ReleaseChannel, takesPrereleases: Bool) {
    (self.channel, self.takesPrereleases) = (channel, takesPrereleases)
  }

  /// - Throws: ``ReleaseError/file(_:)`` for a place here at which there is nothing.
  public func plan(_ survey: Survey) throws -> ChannelChange {
    let deployment = survey.deployment
    if case .local(let place) = channel, !place.string.hasPrefix(GitRevision.prefix),
      try deployment.files.metadata(deployment.files.named(place)) == nil
    {
      throw ReleaseError.file(FileError(.read, place, .noSuchFileOrDirectory))
    }
    // One that cannot be read is replaced.
    let before = try? SavedChannel(of: deployment)
    let saved = SavedChannel(channel, prereleases: takesPrereleases, in: deployment)
    return ChannelChange(
      source: saved.source, prereleases: saved.prereleases, before: before?.source,
      changed: before != saved, dryRun: survey.isDryRun)
  }

  public func carryOut(_ change: ChannelChange, _ writer: Writer) throws -> ChannelChange {
    if change.changed {
      try SavedChannel(channel, prereleases: takesPrereleases, in: writer.deployment)
        .save(in: writer.deployment)
    }
    return change
  }
}

/// Where releases come from.
public struct ChannelReport: Encodable, Hashable, Sendable {
  /// `null` where none is set.
  @OrNull public var source: String?
  public let prereleases: Bool
  /// Packages that were fetched, and parts of them.
  public let cached: [CachedPackage]

  package init(source: String?, prereleases: Bool, cached: [CachedPackage]) {
    (self.prereleases, self.cached) = (prereleases, cached)
    _source = OrNull(wrappedValue: source)
  }
}

/// That releases come from somewhere else from now on.
public struct ChannelChange: Encodable, Hashable, Sendable {
  public let source: String
  public let prereleases: Bool
  @OrNull public var before: String?
  public let changed: Bool
  public let dryRun: Bool

  package init(
    source: String, prereleases: Bool, before: String?, changed: Bool, dryRun: Bool
  ) {
    (self.source, self.prereleases, self.changed, self.dryRun) = (
      source, prereleases, changed, dryRun
    )
    _before = OrNull(wrappedValue: before)
  }
}
