import Databases
import FileEffects
public import Generations
import ObjectStore

/// What going to another generation did, or would do.
public struct SwitchReport: Encodable, Hashable, Sendable {
  /// The outcome for one database.
  public struct Database: Encodable, Hashable, Sendable {
    /// The fate of a database in a switch.
    public enum Action: String, Encodable, Hashable, Sendable {
      case kept, restored, carried, removed, installed
    }

    /// How many rows of a table were carried.
    public struct Table: Encodable, Hashable, Sendable {
      public var name: String
      public var inserted: Int
      public var updated: Int
      public var deleted: Int
    }

    /// Something that could not be carried; it is in the saved generation.
    public struct NotCarried: Encodable, Hashable, Sendable {
      public var table: String
      public var reason: String
      public var rows: Int
      /// The row written since, by column, each value as SQL writes it.
      @OrNull public var written: [String: String]?
      /// The row of the same key that is there instead.
      @OrNull public var there: [String: String]?
    }

    public var path: String
    public var action: Action
    public var rowsCarried: Int
    public var tables: [Table]
    public var notCarried: [NotCarried]
  }

  /// Paths of files and links.
  public struct Files: Encodable, Hashable, Sendable {
    public var added: [String] = []
    public var replaced: [String] = []
    public var removed: [String] = []
  }

  /// A configuration that is merged.
  public struct Config: Encodable, Hashable, Sendable {
    public var path: String
    /// Keys that both sides changed: the user's stay.
    public var conflicts: [UpgradePlan.Conflict]
  }

  public var from: Generation.Number
  public var to: Generation.Number
  /// The generation that the present state was saved as; `null` if it was one already.
  @OrNull public var saved: Generation.Number?
  public var data: DataChoice
  public var filesChanged: Int
  /// Folders that get other permissions.
  public var foldersChanged: Int
  /// The files that change, by name.
  public var files: Files
  /// Removed files of the brain; the saved generation has them.
  public var brainRemoved: [String]
  /// Files of the brain that become what they were, databases aside; what they held is in the saved generation.
  public var brainReplaced: [String]
  /// Those of ``brainRemoved`` that the release in force did not ship.
  public var ownRemoved: [String]
  /// Files that the release in force shipped and the target does not have, and that stay with the brain.
  public var leftBehind: [String]
  public var databases: [Database]
  /// Edited since, and replaced: the edits are in the saved generation.
  public var replacedEdits: [String]
  /// Edited since, and kept; of configurations those in which there is a conflict.
  public var keptEdits: [String]
  /// Configurations that were edited since, and are merged key by key with the target's.
  public var config: [Config]
  /// The version that was in force.
  public var fromVersion: String
  public var version: String
  /// The same as `version`.
  public var toVersion: String
  /// The generation that is in force then.
  public var target: NamedGeneration
  /// Where a rollback leads to no other version: the state from before the upgrade in force, or else the
  /// nearest generation before with another version; `null` if there is none.
  @OrNull public var earlier: NamedGeneration?
  /// Where a rollback goes further back from an older generation: the newest one; `null` otherwise.
  @OrNull public var forward: NamedGeneration?
  public var dryRun: Bool
  public var warnings: [Finding]
  @OrNull public var recovered: Switching.Recovered?
  /// Whether the target is in force, with nothing to change.
  public var isNothingToDo: Bool {
    from == to && saved == nil && filesChanged + foldersChanged == 0
  }
  /// Why the brain goes or stays; not in JSON.
  package var dataReason: DataReason?

  package enum DataReason: Hashable, Sendable, CaseIterable {
    case chosen
    /// Nobody chose, and no migration in between took anything away.
    case nothingTakenAway
  }

  private enum CodingKeys: CodingKey {
    case from, to, saved, data, filesChanged, foldersChanged, files
    case brainRemoved, brainReplaced, ownRemoved, leftBehind, databases
    case replacedEdits, keptEdits, config, fromVersion, version, toVersion
    case target, earlier, forward, dryRun, warnings, recovered
  }
}

extension SwitchReport.Files {
  init(_ changes: [Change]) {
    for change in changes {
      switch (change.before.leaf, change.after.leaf) {
      case (nil, nil): break
      case (nil, _): added.append(change.path.description)
      case (_, nil): removed.append(change.path.description)
      default: replaced.append(change.path.description)
      }
    }
  }
}

extension SwitchReport.Database {
  /// What becomes of every database.
  ///
  /// - Parameters:
  ///   - present: The databases that there are.
  ///   - carried: With ``DataChoice/carry``, which rows come along.
  static func all(
    of present: [Listing.Item], _ changes: [Change], carried: [RelativePath: CarriedDatabase]
  ) -> [Self] {
    let changed = Dictionary(uniqueKeysWithValues: changes.map { ($0.path, $0) })
    let stayed = present.map { item in
      let rows = carried[item.path]
      let action: Action =
        switch changed[item.path] {
        case nil: .kept
        case .some(let change) where change.after == nil: .removed
        default: (rows?.rowsCarried ?? 0) > 0 ? .carried : .restored
        }
      return Self(item.path, action, rows)
    }
    let new = changes.filter { $0.before?.kind != .database && $0.after?.kind == .database }
    return stayed
      + new.map { change in
        // A file without a byte is a database as well, in which there is no table.
        let isThere = change.before?.kind == .file && change.before?.size == 0
        return Self(change.path, isThere ? .restored : .installed, nil)
      }
  }

  private init(_ path: RelativePath, _ action: Action, _ carried: CarriedDatabase?) {
    self.init(
      path: path.description, action: action, rowsCarried: carried?.rowsCarried ?? 0,
      tables: (carried?.tables ?? []).map {
        Table(name: $0.name, inserted: $0.inserted, updated: $0.updated, deleted: $0.deleted)
      },
      notCarried: (carried?.notCarried ?? []).map {
        NotCarried(
          table: $0.table, reason: "\($0.reason)", rows: $0.rows, written: $0.written,
          there: $0.there)
      })
  }
}
