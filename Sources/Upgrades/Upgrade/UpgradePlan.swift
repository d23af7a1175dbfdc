public import FileEffects
import Generations
public import ObjectStore
public import Releases

/// What to do with files that both the user and the release changed.
public enum ConflictChoice: String, Codable, Hashable, Sendable, CaseIterable {
  /// Change nothing.
  case abort
  /// Keep the user's.
  case local
  /// Take the release's; the user's stays in the generation from before.
  case upgrade
  /// Keep both, where that has a meaning: the items of both lists. Elsewhere the user's is kept.
  case both
}

/// The answer to one conflict, as reports write it.
public enum ConflictResolution: String, Encodable, Hashable, Sendable {
  /// Nothing: it keeps the change from being made.
  case abort
  case local, upgrade, both
  /// A text that is neither side's.
  case text

  /// - Parameter answer: `nil` is none.
  init(_ answer: ConflictAnswer?) {
    self =
      switch answer {
      case nil: .abort
      case .local: .local
      case .upgrade: .upgrade
      case .both: .both
      case .text: .text
      }
  }
}

/// All that an upgrade would do, decided before anything is done.
///
/// A plan is a value: a dry run prints it, an upgrade carries it out, and a test compares it. Nothing
/// decides again while it is being carried out.
public struct UpgradePlan: Encodable, Hashable, Sendable {
  /// Paths of files and links, by what becomes of them.
  public struct Files: Encodable, Hashable, Sendable {
    public var added: [String] = []
    public var replaced: [String] = []
    /// Files of the brain that were missing, and that the release ships: some of those that are added.
    public var installed: [String] = []
    public var removed: [String] = []
    /// Files of the brain that the release ships too: the user's stay.
    public var preserved: [String] = []
    /// Core files that the user had edited: replaced, or kept if they are no longer shipped.
    public var editedCore: [String] = []
    /// Files that the release no longer ships and that stay: brain, configurations, edited ones.
    public var left: [String] = []
  }

  /// A migration to run on one database.
  public struct Migration: Encodable, Hashable, Sendable {
    public var database: String
    public var number: Int
    public var name: String
    /// How long it took on a copy.
    public var seconds: Double
    public var isDestructive: Bool

    private enum CodingKeys: String, CodingKey {
      case database, number, name, seconds
      case isDestructive = "destructive"
    }
  }

  /// What migrations change in the schema of one database.
  public struct SchemaChange: Encodable, Hashable, Sendable {
    public var database: String
    public var changes: [SchemaAlteration]
  }

  /// How much an upgrade writes, and what it is careful of.
  public struct Impact: Encodable, Hashable, Sendable {
    /// Files and links that are new or other ones afterwards, but for version files and the report.
    public var filesWritten = 0
    /// The size of these.
    public var bytesWritten: UInt64 = 0
    public var filesRemoved = 0
    /// The brain: all files of it, databases among them.
    public var brainFiles = 0
    public var brainBytes: UInt64 = 0
    public var databases = 0
    /// How long it will take, estimated from what was measured while it was planned; `nil` where nothing was. The plan's
    /// name does not depend on it.
    @Measured public var seconds: Double? = nil
  }

  /// The digest of all inputs: the same inputs have the same plan.
  public var id: String
  public var from: String
  public var to: String
  /// What says which version is installed: a file or an option of 'init', or the generation of an upgrade.
  @OrNull public var fromSource: String? = nil
  /// What says which version the release is: a file in it, or '--to'. `nil` where nothing does.
  @OrNull public var toSource: String? = nil
  public var dryRun = true
  public var files = Files()
  public var config: [ConfigFile] = []
  /// Core files that the user edited, and what becomes of each.
  public var core: [CoreFile] = []
  /// The user's own files at paths that only the new release ships.
  public var conflicts: [FileConflict] = []
  public var migrations: [Migration] = []
  public var schemaChanges: [SchemaChange] = []
  /// The migrations of the release that are not run, and why.
  public var passedOver: [PassedMigration] = []
  /// Databases that the generation in force holds and that are gone from the deployment.
  public var lostDatabases: [LostDatabase] = []
  /// Folders that lose core files without a manifest that says so, if that needs consent: more than a tenth of
  /// all, or all of a folder. Most files first.
  public var removals: [FolderRemoval] = []
  public var checks: [Check] = []
  /// What the release breaks, with the ways out.
  public var breaking: [ReleaseNotice] = [] {
    didSet { breakingChanges = breaking.map(\.what) }
  }
  /// The same as texts alone.
  public private(set) var breakingChanges: [String] = []
  public var features: [String] = []
  /// What the databases hold before.
  public internal(set) var brain = BrainCounts()
  /// What the release still has, and a later one will not.
  public var deprecations: [ReleaseNotice] = []
  /// Where the user's configurations have deprecated keys.
  public var deprecatedKeys: [DeprecatedKey] = []
  /// The space on disk for snapshotting and staging, in bytes.
  public var bytesNeeded: UInt64 = 0
  /// How many files and folders are made for that, at most.
  public var filesNeeded: UInt64 = 0
  public var impact = Impact()
  public var warnings: [Finding] = []
  /// The upgrades in a row of which this is one, if there are several.
  public var steps: [UpgradeStep] = []
  /// What only the result knows: its fields are in the plan's JSON too.
  @OrNull var generation: Generation.Number? = nil
  @OrNull var saved: Generation.Number? = nil
  @OrNull var report: String? = nil
  var databases: [DatabaseComparison] = []

  public struct FileConflict: Encodable, Hashable, Sendable {
    public var path: String
    @OrNull public var base: String?
    @OrNull public var local: String?
    @OrNull public var upgrade: String?
    public var resolution: ConflictResolution
    /// The identity by which it is answered.
    public var identity: ObjectID
  }

  /// The deployment's files afterwards, but for the version file and the report, whose text says
  /// when the upgrade was made.
  var after: Listing
  /// What counts as shipped from then on: the release, but for paths at which the user's file was kept.
  /// The user's own stays that, and is asked about again; of a core file that was edited it is still what
  /// the edit was made to.
  var shipped: Listing

  /// What was decided about each path that is looked at, the version files aside.
  var decisions = FileDecisions()

  /// The contents of the configurations and core files that are merged.
  var merges: [RelativePath: [UInt8]] = [:]

  /// The downgrade that this plan is; `nil` if it is none.
  var downgrade: Downgrade?
  /// Whether the release has a lower version than the one in force.
  public internal(set) var isDowngrade = false

  /// How many core files of CORTEX's there are before.
  public internal(set) var coreCount = 0

  /// Whether the release is another one than the store knows to be installed.
  var isNewBase = false

  /// The version files that the upgrade writes.
  var versionFiles: [VersionFile] = []

  private enum CodingKeys: String, CodingKey {
    case isDowngrade = "downgrade"
    case id = "plan"
    case from, to, fromSource, toSource, dryRun, files, config, core, conflicts, migrations,
      schemaChanges, passedOver
    case lostDatabases, removals, checks
    case breakingChanges, breaking, features, deprecations, deprecatedKeys, brain, bytesNeeded,
      filesNeeded, impact, warnings, steps,
      generation, saved, report,
      databases
  }

  /// A plan in which nothing is decided.
  init(from: String, to: String) {
    id = ""
    (self.from, self.to) = (from, to)
    (after, shipped) = (Listing(), Listing())
  }

  public var conflictCount: Int {
    conflicts.count + config.reduce(0) { $0 + $1.conflicts.count }
  }

  /// Conflicts without an answer yet: with any, the plan is not carried out.
  public var undecidedCount: Int {
    conflicts.count { $0.resolution == .abort }
      + config.reduce(0) { $0 + $1.conflicts.count { !$0.isDecided } }
  }

  /// The conflicts that are left, where the release's side is an answer to none of them.
  package var notForUpgrade: [String] {
    guard conflicts.allSatisfy({ $0.resolution != .abort }) else { return [] }
    let left = config.flatMap { file in
      file.conflicts.filter { !$0.isDecided }.map { (file.path, $0) }
    }
    let isOffered = left.contains { $0.1.choices.contains(.upgrade) }
    guard !isOffered else { return [] }
    return left.map { $0.1.key.isEmpty ? $0.0 : "\($0.1.key) in \($0.0)" }
  }

  /// Whether there is anything to be done at all.
  public var isEmpty: Bool {
    files.added.isEmpty && files.replaced.isEmpty && files.removed.isEmpty
      && core.allSatisfy { $0.resolution != .merged || !$0.isChanged }
      && config.allSatisfy { $0.merged == 0 && $0.added == 0 && $0.conflicts.isEmpty }
      && conflicts.allSatisfy { [.local, .both].contains($0.resolution) }
      && migrations.isEmpty && from == to && !isNewBase
      && !versionFiles.contains { $0.isStale(to) }
  }
}
