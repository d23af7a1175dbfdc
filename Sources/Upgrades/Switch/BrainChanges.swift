import Databases
import FileEffects
public import Generations
import ObjectStore
import SystemPackage

/// The rows written to the databases since a generation, which going back to it affects.
public struct BrainChanges: Encodable, Hashable, Sendable {
  public var generation: Generation.Number
  public var databases: [DatabaseChanges]
}

/// The rows written to one database.
public struct DatabaseChanges: Encodable, Hashable, Sendable {
  /// How many rows of a table were written.
  public struct Table: Encodable, Hashable, Sendable {
    public var name: String
    public var inserted: Int
    public var updated: Int
    public var deleted: Int
    /// How many rows it had then; `null` if there was no such table.
    @OrNull public var rowsBefore: Int?
    @OrNull public var rowsAfter: Int?
    /// Whether rows have a key; without one they can only be counted.
    public var hasKey: Bool
  }

  public var path: String
  public var tables: [Table]
}

/// Asks for the rows written to the databases since a generation.
///
/// A database that cannot be read now says nothing here: it is looked at when something is done.
public struct FindBrainChanges: Inquiry {
  private let target: Generation.Number?

  /// - Parameter target: `nil` is the parent of the generation in force.
  public init(since target: Generation.Number?) { self.target = target }

  public func report(on deployment: Deployment) throws -> BrainChanges {
    let log = try deployment.log()
    let current = try log.current()
    let generation = try log.generation(try target ?? log.parent(of: current))
    let there = try ObjectReader(log.store).listing(of: generation.tree)
    let rules = try deployment.workspaceRules()
    let changed = try deployment.step(.compareDatabases) {
      try there.leaves.compactMap { item -> DatabaseChanges? in
        if let rule = rules.rule(for: item.path), rule.layer == nil { return nil }
        guard item.entry.kind == .database else { return nil }
        let place = item.path.resolved(in: deployment.root)
        guard try deployment.files.metadata(place)?.isRegular == true else { return nil }
        return try deployment.withScratch { scratch in
          try changes(in: item, deployment, log.store, scratch: scratch)
        }
      }
    }
    return BrainChanges(generation: generation.number, databases: changed)
  }

  private func changes(
    in item: Listing.Item, _ deployment: Deployment, _ store: Store, scratch: FilePath
  ) throws -> DatabaseChanges? {
    let (old, new) = (scratch.appending("base.db"), scratch.appending("now.db"))
    do {
      try deployment.checkOut(item.entry, to: old, store)
      try deployment.copyLive(item.path, to: new, scratch: scratch)
      let changes = try deployment.databases.changes(
        from: old, to: new, scratch: scratch.appending("rows.db"))
      guard !changes.isEmpty else { return nil }
      return DatabaseChanges(
        path: item.path.description,
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
