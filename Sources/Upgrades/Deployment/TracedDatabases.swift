import Databases
import FileEffects
import Generations
import SystemPackage

/// Databases that tell of every change to a live one before it is made.
struct TracedDatabases: BrainDatabases {
  let base: any BrainDatabases
  let watch: Watch

  // MARK: Changing

  func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool
  ) throws {
    watch(.changes(database: database, .restore))
    try base.restore(
      copy, into: database, scratch: scratch, isExpected: isExpected, isRestored: isRestored)
  }

  func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
    watch(.changes(database: database, .patch))
    return try base.patch(database, with: patch)
  }

  func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    for migration in migrations { watch(.changes(database: migration.database, .migrate)) }
    try base.migrate(
      migrations, scratch: scratch, body, committed: committed, takeBack: takeBack)
  }

  // MARK: Looking, and work on copies

  func rehearse(_ migration: DatabaseMigration) throws -> MigratedDatabase {
    try base.rehearse(migration)
  }
  func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try base.snapshot(database, scratch: scratch, body)
  }
  func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try base.foreignSnapshot(database, scratch: scratch, body)
  }
  func schemaVersion(of database: FilePath) throws -> Int { try base.schemaVersion(of: database) }
  func tables(of database: FilePath) throws -> [DatabaseRecord.Table] {
    try base.tables(of: database)
  }
  func rowCounts(of database: FilePath) throws -> [TableRows] { try base.rowCounts(of: database) }
  func health(of database: FilePath, scratch: FilePath) throws -> DatabaseHealth {
    try base.health(of: database, scratch: scratch)
  }
  func schema(of database: FilePath) throws -> DatabaseSchema { try base.schema(of: database) }
  func changes(from base: FilePath, to now: FilePath, scratch: FilePath) throws -> [TableChanges] {
    try self.base.changes(from: base, to: now, scratch: scratch)
  }
  func carry(
    from base: FilePath, to now: FilePath, onto target: FilePath, scratch: FilePath
  ) throws -> CarriedDatabase {
    try self.base.carry(from: base, to: now, onto: target, scratch: scratch)
  }
  func exportRows(
    of database: FilePath, as path: RelativePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ExportedDatabase {
    try base.exportRows(of: database, as: path, body)
  }
  func importRows(
    from export: any ReadableFile, at place: FilePath, of path: RelativePath,
    into database: FilePath
  ) throws -> ImportedDatabase {
    try base.importRows(from: export, at: place, of: path, into: database)
  }
}
