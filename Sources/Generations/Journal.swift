public import FileEffects
import ObjectStore
import SystemPackage

/// What a switch is about to do, written before it does anything.
///
/// Everything that it names is in the store, so that from this alone a switch can be finished or
/// taken back.
struct Journal: Codable, Hashable {
  enum Direction: String, Codable {
    case forward, back
  }

  /// The generation in force before; `current` says so until the switch is through.
  var from: Generation.Number
  var to: Generation.Number
  /// The record of `to` where that is a new generation; it becomes visible at the end.
  var record: Generation?
  /// The deployment's state before and after.
  var before: ObjectID
  var after: ObjectID
  var direction: Direction
  /// Databases that are migrated where they are; `nil` for none.
  var migrations: [MigrationOrder]?
}

/// The scripts that are to be run on one database of the deployment.
public struct MigrationOrder: Codable, Hashable, Sendable {
  public var path: String
  public var scripts: [DatabaseMigration.Script]

  public init(path: String, scripts: [DatabaseMigration.Script]) {
    self.path = path
    self.scripts = scripts
  }

  public var database: RelativePath { RelativePath(unchecked: Array(path.utf8)) }

  /// The version of the schema when all are run.
  var version: Int { scripts.last?.version ?? 0 }
}

extension GenerationLog {
  private var journalPath: FilePath { folder(StoreLayout.journal) }

  func journal() throws -> Journal? {
    guard let bytes = try files.readIfPresent(journalPath) else { return nil }
    return try SealedRecord.decode(Journal.self, from: bytes, at: journalPath)
  }

  /// Whether a switch was begun and is not through: by a crash, or because it is under way.
  public func hasJournal() throws -> Bool {
    try files.metadata(journalPath) != nil
  }

  func write(_ journal: Journal) throws {
    try files.replace(journalPath, with: try SealedRecord.encode(journal))
  }

  func removeJournal() throws {
    try files.remove(journalPath)
    try files.syncDirectory(store.location)
  }
}
