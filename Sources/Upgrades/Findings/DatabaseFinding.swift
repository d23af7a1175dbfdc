public import FileEffects

/// A finding about the databases of the brain.
public enum DatabaseFinding: Hashable, Sendable {
  // MARK: Integrity
  case whole(count: Int)
  case damaged(RelativePath, problem: String)
  /// Something beside it keeps it from being read.
  case obstructed(RelativePath, by: DatabaseObstacle)
  case lost(LostDatabase)
  /// The same, where a snapshot would accept the loss.
  case lostOrRemoved(LostDatabase)

  // MARK: References
  case referencesHold
  case dangling(RelativePath, [DanglingRows])
  /// More than there were.
  case danglingSince(RelativePath, DanglingRows, before: Int)
  case unfollowed(RelativePath, table: String, reason: String)

  // MARK: Contents
  case indexesMatch
  case brokenIndex(RelativePath, name: String, remedy: String)
  case schemaVersions([SchemaVersion])
  case unanswered(RelativePath, table: String, reason: String)
  case conversations(Int, patterns: Int)

  // MARK: After an upgrade
  case unchanged(tables: Int)
  case writtenMeanwhile([String])
  case migrated(DatabaseComparison)

  /// Rows of one table that refer to rows that do not exist.
  public struct DanglingRows: Hashable, Sendable {
    public var table: String
    public var rows: Int

    public init(table: String, rows: Int) { (self.table, self.rows) = (table, rows) }
  }

  /// The databases at one version.
  public struct SchemaVersion: Hashable, Sendable {
    public var version: Int
    public var paths: [RelativePath]

    public init(version: Int, paths: [RelativePath]) {
      (self.version, self.paths) = (version, paths)
    }
  }
}
