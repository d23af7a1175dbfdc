public import Generations

/// What taking a deployment under management, or a snapshot of it, led to.
public struct SnapshotReport: Encodable, Hashable, Sendable {
  /// The generation that holds the present state.
  public var generation: Generation.Number
  /// `false` if nothing had changed: then it was there before.
  public var created: Bool
  public var version: String
  /// The file or option that said so; `nil` where nothing did.
  @OrNull public var versionSource: String?
  public var files: Int
  /// Length of all files, in bytes.
  public var bytes: UInt64
  /// What the store grew by, in bytes.
  public var newBytes: UInt64
  public var dryRun: Bool
  /// The deployment's folder.
  public var workspace: String
  /// How the deployment fits the release that was named for it; `null` where none was.
  @OrNull public var fits: ReleaseFit?
  /// The release that was found for it, where nobody named one; `null` where none was.
  @OrNull public var base: BaseComparison? = nil
  /// Where releases come from, if that was said.
  @OrNull public var channel: String? = nil
  /// The limits of an upgrade without a known release; `null` where a release was named.
  @OrNull public var withoutBase: WithoutBase?
  /// Databases that the generation before holds and that are gone from the deployment.
  public var lostDatabases: [LostDatabase] = []
  public var warnings: [Finding]
  @OrNull public var recovered: Switching.Recovered?
  /// Why each file has its layer, where that is found for the first time; not in JSON.
  package var layers: [LayerGroup] = []
  /// What has changed since the generation before, where that is known; not in JSON.
  package var changes: Changes?

  /// The changes that a snapshot saves.
  package struct Changes: Hashable, Sendable {
    /// The generation in force.
    package var since: Generation.Number
    package var files: SwitchReport.Files
    /// How many folders have other permissions.
    package var folders: Int
  }

  private enum CodingKeys: CodingKey {
    case generation, created, version, versionSource, files, bytes, newBytes, dryRun, workspace
    case fits, base, channel, withoutBase, lostDatabases, warnings, recovered
  }
}
