import Databases
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// What was written to the databases since a generation: what going back to it is about.
public struct BrainChanges: Encodable, Hashable, Sendable {
  public var generation: Generation.Number
  public var databases: [DatabaseChanges]
}

/// What was written to one database.
public struct DatabaseChanges: Encodable, Hashable, Sendable {
  public struct Table: Encodable, Hashable, Sendable {
    public var name: String
    public var inserted: Int
    public var updated: Int
    public var deleted: Int
    /// How many rows it had then; `null` if there was no such table.
    @OrNull public var rowsBefore: Int?
    @OrNull public var rowsAfter: Int?
    /// Whether rows are known by a key; without one only their numbers can be told.
    public var hasKey: Bool
  }

  public var path: String
  public var tables: [Table]
}

extension Deployment {
  /// What was written to the databases since a generation; `nil` is the current one's parent.
  ///
  /// A database that cannot be read now says nothing here: it is looked at when something is done.
  public func brainChanges(since target: Generation.Number?) throws -> BrainChanges {
    let log = try self.log()
    let current = try log.current()
    let wanted = try target ?? parent(of: current, in: log)
    let generation = try log.generation(wanted)
    let there = try ObjectReader(log.store).listing(of: generation.tree)
    let rules = try workspaceRules()
    let changed: [DatabaseChanges] = try there.leaves.compactMap { item in
      if let rule = rules.rule(for: item.path), rule.layer == nil { return nil }
      guard item.entry.kind == .database else { return nil }
      guard try files.metadata(item.path.resolved(in: root))?.isRegular == true else { return nil }
      return try withScratch { scratch in
        try changes(in: item.entry, at: item.path, log.store, scratch: scratch)
      }
    }
    return BrainChanges(generation: wanted, databases: changed)
  }

  private func changes(
    in entry: Entry, at path: RelativePath, _ store: Store, scratch: FilePath
  ) throws -> DatabaseChanges? {
    let (old, new) = (scratch.appending("base.db"), scratch.appending("now.db"))
    do {
      try checkOut(entry, to: old, store)
      try copyLive(path, to: new, scratch: scratch)
      let changes = try databases.changes(
        from: old, to: new, scratch: scratch.appending("rows.db"))
      guard !changes.isEmpty else { return nil }
      return DatabaseChanges(
        path: path.description,
        tables: changes.map {
          DatabaseChanges.Table(
            name: $0.name, inserted: $0.inserted, updated: $0.updated, deleted: $0.deleted,
            rowsBefore: $0.rowsBefore, rowsAfter: $0.rowsAfter, hasKey: $0.hasKey)
        })
    } catch is DatabaseAccessError {
      return nil
    }
  }
}
