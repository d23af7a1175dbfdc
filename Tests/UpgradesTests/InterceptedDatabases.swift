import Databases
import FileEffects
import Generations
import SystemPackage

@testable import Upgrades

/// The databases of this machine; a test runs their migrations itself, or does something once they have
/// been captured.
struct InterceptedDatabases: BrainDatabases {
  typealias Body = ([MigratedDatabase]) throws -> Void

  let base = Deployment.localDatabases
  var migrating: (@Sendable (any BrainDatabases, [DatabaseMigration], Body) throws -> Void)?
  /// Called when something was asked or done, but for a migration that is not committed yet: as if that
  /// had failed.
  var afterCall: @Sendable () throws -> Void = {}
  var afterCapture: @Sendable () throws -> Void = {}
  /// Called with the copy before a database is restored from it as a whole.
  var beforeRestore: @Sendable (_ copy: FilePath, FilePath) throws -> Void = { _, _ in }
  /// Called before a database is opened: as if that had failed.
  var beforeCall: @Sendable (FilePath) throws -> Void = { _ in }

  /// Called before the rows of a database are exported.
  var beforeExport: @Sendable () throws -> Void = {}

  private func called<Value>(_ value: Value) throws -> Value {
    try afterCall()
    return value
  }

  func tables(of database: FilePath) throws -> [DatabaseRecord.Table] {
    try called(try base.tables(of: database))
  }
  func rowCounts(of database: FilePath) throws -> [TableRows] {
    try base.rowCounts(of: database)
  }
  func health(of database: FilePath, scratch: FilePath) throws -> DatabaseHealth {
    try called(try base.health(of: database, scratch: scratch))
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
    try beforeExport()
    return try base.exportRows(of: database, as: path, body)
  }
  func importRows(
    from export: any ReadableFile, at place: FilePath, of path: RelativePath,
    into database: FilePath
  ) throws -> ImportedDatabase {
    try base.importRows(from: export, at: place, of: path, into: database)
  }
  func schemaVersion(of database: FilePath) throws -> Int {
    try afterCapture()
    try beforeCall(database)
    return try called(try base.schemaVersion(of: database))
  }
  func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try beforeCall(database)
    try called(try base.snapshot(database, scratch: scratch, body))
  }
  func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws { try base.foreignSnapshot(database, scratch: scratch, body) }
  func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool
  ) throws {
    try beforeCall(database)
    try beforeRestore(copy, database)
    try base.restore(
      copy, into: database, scratch: scratch, isExpected: isExpected, isRestored: isRestored)
    try afterCall()
  }
  func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool {
    try beforeCall(database)
    return try called(try base.patch(database, with: patch))
  }
  func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    if let migrating {
      try migrating(base, migrations, body)
      return try committed()
    }
    for migration in migrations { try beforeCall(migration.database) }
    try base.migrate(
      migrations, scratch: scratch,
      { migrated in
        try afterCall()
        try body(migrated)
        try afterCall()
      },
      committed: {
        try afterCall()
        try committed()
        try afterCall()
      }, takeBack: takeBack)
  }
}
