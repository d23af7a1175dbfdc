public import FileEffects
public import Generations
public import ObjectStore

/// Why a path has its layer, which generations hold it, and what an upgrade does with it.
public struct PathExplanation: Encodable, Sendable {
  /// A generation that holds the path.
  public struct Held: Encodable, Hashable, Sendable {
    public var generation: Generation.Number
    public var version: String
    public var file: GenerationContents.File
  }

  /// What a release has at the path, next to the one installed.
  public enum Release: String, Encodable, Hashable, Sendable {
    case unchanged, changed, without
    /// What the release that was named has there.
    case given
  }

  /// The decision about the path in an upgrade to one release.
  public struct Outcome: Encodable, Hashable, Sendable {
    public var release: Release
    public var decision: FileDecision
    /// What becomes of a core file that was edited; `null` for every other one, and where no release was named.
    @OrNull public var resolution: CoreFile.Resolution? = nil
    /// Why the choice about such files was not followed, in words; `null` if it was.
    @OrNull public var reason: CoreFile.Reason? = nil
    /// How many conflicts the merge of a configuration has; `null` where nothing is merged, and where no release
    /// was named.
    @OrNull public var conflicts: Int? = nil
  }

  public var path: String
  /// `null` where the path is not managed.
  @OrNull public var layer: Layer?
  public var reason: LayerReason
  /// Whether a switch was begun and not finished: an upgrade finishes or undoes it first, and what it does then is
  /// not known before.
  public var isSwitchUnfinished = false
  /// The kind of file at the path now, managed or not; `nil` if there is none.
  public var found: FileMetadata.Kind? = nil {
    didSet { (exists, onDisk) = (found != nil, found?.nameInReports) }
  }
  private var exists = false
  @OrNull private var onDisk: String? = nil
  /// What keeps an upgrade from writing the path.
  @OrNull public var obstacle: PathObstacle?
  /// The managed file there now.
  @OrNull public var here: GenerationContents.File?
  /// Whether it is known what the installed release shipped.
  public var isBaseKnown = false
  /// What the installed release shipped.
  @OrNull public var shipped: GenerationContents.File?
  /// Whether the present file differs from the shipped one; `null` if either is missing.
  @OrNull public var isEdited: Bool?
  /// Oldest first.
  public var generations: [Held] = []
  /// Empty if upgrades do not look at the path.
  public var outcomes: [Outcome] = []
  /// Whether the current generation holds a database here that is gone: upgrades are refused without consent.
  public var isLost = false
  /// The migrations that the upgrade to the release that was named runs on this database; `null` for every other
  /// file, and where they are not known.
  @OrNull public var migrations: [String]?
  /// The purpose of the path if upgrades write it themselves.
  @OrNull public var ownFile: OwnFile?
  /// What the upgrade to the release that was named is refused for as a whole; `nil` if it would be made.
  public var refusal: (any Error)? = nil {
    didSet { isRefused = refusal != nil }
  }
  private var isRefused = false

  init(path: RelativePath, _ verdict: LayerVerdict) {
    self.path = path.description
    layer = verdict.layer
    reason = verdict.reason
  }

  /// Enters the present file and the shipped one.
  mutating func compare(
    _ path: RelativePath, _ local: Entry?, _ base: Entry?, isBaseKnown: Bool
  ) {
    self.isBaseKnown = isBaseKnown
    here = local.map { GenerationContents.File(path, $0) }
    shipped = base.map { GenerationContents.File(path, $0) }
    isEdited = local.flatMap { local in base.map { !local.hasSameContents(as: $0) } }
  }

  private enum CodingKeys: String, CodingKey {
    case path, layer, reason, exists, obstacle, here, shipped, generations, outcomes, migrations
    case isLost = "lost"
    case isSwitchUnfinished = "switch_unfinished"
    case onDisk = "on_disk"
    case ownFile = "own_file"
    case isEdited = "edited"
    case isBaseKnown = "base_known"
    case isRefused = "refused"
  }
}

extension LayerReason: Encodable {
  private enum CodingKeys: CodingKey {
    case kind, pattern
  }

  /// What scripts tell it by.
  private enum Kind: String, Encodable {
    case workspaceRule = "workspace_rule"
    case shipped, held
    case defaultRule = "default_rule"
    case shippedFolder = "shipped_folder"
    case database, reserved
    case noRule = "no_rule"
  }

  private var kind: Kind {
    switch self {
    case .workspaceRule: .workspaceRule
    case .shipped, .shippedByRule: .shipped
    case .held: .held
    case .defaultRule: .defaultRule
    case .shippedFolder: .shippedFolder
    case .database: .database
    case .reserved: .reserved
    case .noRule: .noRule
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .workspaceRule(let pattern), .defaultRule(let pattern), .shippedByRule(let pattern):
      try container.encode(pattern, forKey: .pattern)
    default: break
    }
  }
}

extension GenerationContents.File {
  init(_ path: RelativePath, _ entry: Entry) {
    self.init(
      path: path.description, kind: entry.kind, layer: entry.layer,
      mode: String(entry.permissions, radix: 8).zeroPadded(to: 4), size: entry.size,
      object: entry.object.description)
  }
}
