public import FileEffects
public import ObjectStore

/// A change of the deployment to another generation, all decided.
public struct SwitchOrder: Sendable {
  /// The generation in force, and the one that will be.
  public var from: Generation.Number
  public var to: Generation.Number
  /// The record of `to` if it is new; it is added when the switch is through.
  public var record: Generation?
  /// The deployment's state now and then; both are in the store. What comes has the set-user-ID,
  /// set-group-ID and sticky bits of what it replaces.
  public var before: Listing
  public var beforeTree: ObjectID
  public var after: Listing
  public var afterTree: ObjectID
  /// Databases that are not restored but migrated in place: rows written to them meanwhile stay.
  public var migrations: [MigrationOrder]
  /// The fingerprints that databases had when they were captured as `before` has them, of those that
  /// cannot change without changing theirs.
  public var fingerprints: [RelativePath: FileMetadata]

  public init(
    from: Generation.Number, to: Generation.Number, record: Generation?, before: Listing,
    beforeTree: ObjectID, after: Listing, afterTree: ObjectID, migrations: [MigrationOrder] = [],
    fingerprints: [RelativePath: FileMetadata] = [:]
  ) {
    self.migrations = migrations
    self.fingerprints = fingerprints
    self.from = from
    self.to = to
    self.record = record
    self.before = before
    self.beforeTree = beforeTree
    self.after = after.written(over: before)
    self.afterTree = afterTree
  }
}
