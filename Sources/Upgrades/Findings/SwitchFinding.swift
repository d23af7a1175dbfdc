public import FileEffects
public import Generations

/// A finding about a switch to another generation, or about files restored from one.
public enum SwitchFinding: Hashable, Sendable {
  /// A database that the target does not have, and that stays.
  case databaseStays(RelativePath, target: Generation.Number)
  /// A database was migrated since; what that did to rows is carried as well.
  case migratedSince(RelativePath, SchemaDifference)
  /// A generation between here and the target is gone, so that everything that differs is carried.
  case brokenChain(gone: Generation.Number, target: Generation.Number)
  /// A destructive migration that the target's release does not know.
  case takenAway(migration: String, target: Generation.Number)
  /// A database that is older than the target has it.
  case behind(RelativePath, SchemaDifference)
  /// A database that is restored with another schema version.
  case restoredSchema(RelativePath, SchemaDifference)
  /// Files that are written without the bits that lend rights.
  case bitsDropped([RelativePath])
  /// The workspace's `layers.yaml` takes these out.
  case excluded([RelativePath])
  /// A generation that is deleted although retention would keep it.
  case wayBack(Generation.Number, reasons: [KeepReason])
  /// A name that is imported and never written out.
  case importedReserved(RelativePath)
  /// A typed path that means two things; `nil` is the deployment's folder.
  case ambiguousPath(String, meant: RelativePath?, other: RelativePath?)

  /// The schema version of a database now, and in a generation.
  public struct SchemaDifference: Hashable, Sendable {
    public var now: Int
    public var generation: Generation.Number
    public var there: Int

    public init(now: Int, in generation: Generation.Number, _ there: Int) {
      (self.now, self.generation, self.there) = (now, generation, there)
    }
  }
}
