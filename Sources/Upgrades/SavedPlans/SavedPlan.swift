import Generations
public import Releases

/// A plan that a dry run showed, as far as it takes to make it again: what was chosen, not what came of it.
///
/// It is no consent: what a plan is allowed to do is said again when it is carried out.
public struct SavedPlan: Codable, Hashable, Sendable {
  /// The identity of the plan.
  public var plan: String
  var made: Timestamp
  public var release: SavedChannel
  /// The version that was asked for; `nil` where none was.
  var to: String?
  /// The version that the channel had for that.
  var found: String?
  public var onConflict: ConflictChoice
  public var core: CoreChoice

  /// - Parameters:
  ///   - wanted: Where the release came from.
  ///   - fetched: What that was then.
  public init(
    _ plan: UpgradePlan, of upgrade: Upgrade, _ wanted: WantedRelease, _ fetched: FetchedRelease,
    in deployment: Deployment
  ) {
    self.plan = plan.id
    made = deployment.now
    release = SavedChannel(
      wanted.channel, prereleases: wanted.takesPrereleases, in: deployment)
    to = upgrade.version?.description
    var isHere = false
    if case .local = wanted.channel { isHere = true }
    found = fetched.named?.version.description ?? (isHere ? plan.to : nil)
    (onConflict, core) = (upgrade.onConflict, upgrade.core)
  }

  /// The version that was asked for.
  public var version: ReleaseVersion? { to.flatMap { ReleaseVersion($0) } }

  /// The release, also where its channel has newer ones by now.
  ///
  /// - Throws: ``FetchError/badChannel(_:_:)``.
  public func wanted() throws(FetchError) -> WantedRelease {
    do throws(ReleaseChannel.Fault) {
      return WantedRelease(
        try release.channel(), version: version ?? found.flatMap { ReleaseVersion($0) },
        takesPrereleases: release.prereleases)
    } catch { throw .badChannel(release.source, error) }
  }

  /// Whether another way to name a release is the same one.
  public func isOf(_ channel: ReleaseChannel, in deployment: Deployment) -> Bool {
    SavedChannel(channel, prereleases: release.prereleases, in: deployment) == release
  }
}
