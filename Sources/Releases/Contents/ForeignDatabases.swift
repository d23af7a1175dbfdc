import FileEffects
import SystemPackage

/// The databases of a release: somebody else's. They are read through SQLite, and only read.
struct ForeignDatabases: DatabaseAccess {
  let base: any DatabaseAccess

  func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try base.foreignSnapshot(database, scratch: scratch, body)
  }

  func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try base.foreignSnapshot(database, scratch: scratch, body)
  }

  func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool
  ) throws {
    throw readOnly(database)
  }

  func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
    throw readOnly(database)
  }

  func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    if let first = migrations.first { throw readOnly(first.database) }
  }

  func schemaVersion(of database: FilePath) throws -> Int { throw readOnly(database) }

  private func readOnly(_ database: FilePath) -> DatabaseAccessError {
    .failed(database: database, .onlyRead)
  }
}
