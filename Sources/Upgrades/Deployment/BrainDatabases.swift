public import Databases
public import FileEffects
public import Generations
import Releases
public import SystemPackage

/// What the databases of a brain are asked, beside being saved and restored.
public protocol BrainDatabases: DatabaseAccess {
  /// Makes the migrations of a copy that nobody else uses.
  func rehearse(_ migration: DatabaseMigration) throws -> MigratedDatabase
  /// Rows and an order-independent digest of every table.
  func tables(of database: FilePath) throws -> [DatabaseRecord.Table]
  /// How many rows every table has, in the order of their names.
  func rowCounts(of database: FilePath) throws -> [TableRows]
  /// The faults of the file, and of its tables' references, indexes and answers. Copies for the check are
  /// made at `scratch`.
  func health(of database: FilePath, scratch: FilePath) throws -> DatabaseHealth
  /// Its tables with their columns, indexes, triggers and views.
  func schema(of database: FilePath) throws -> DatabaseSchema
  /// The changes to each table between two states, files that nobody else uses.
  func changes(from base: FilePath, to now: FilePath, scratch: FilePath) throws -> [TableChanges]
  /// Applies the changes between two states to `target`, all files that nobody else uses.
  func carry(
    from base: FilePath, to now: FilePath, onto target: FilePath, scratch: FilePath
  ) throws -> CarriedDatabase
  /// Hands `body` the rows of one consistent state as YAML.
  func exportRows(
    of database: FilePath, as path: RelativePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ExportedDatabase
  /// Adds the rows of an exported database to one that nobody else uses.
  func importRows(
    from export: any ReadableFile, at place: FilePath, of path: RelativePath,
    into database: FilePath
  ) throws -> ImportedDatabase
}

extension BrainDatabases {
  public func rehearse(_ migration: DatabaseMigration) throws -> MigratedDatabase {
    var results: [MigratedDatabase] = []
    try migrate([migration]) { results = $0 }
    return results[0]
  }
}

extension SQLiteDatabases: BrainDatabases {
  public func tables(of database: FilePath) throws -> [DatabaseRecord.Table] {
    try digest(of: database).tables.map {
      DatabaseRecord.Table(name: $0.name, rows: $0.rows, digest: $0.digest)
    }
  }

  public func health(of database: FilePath, scratch: FilePath) throws -> DatabaseHealth {
    let product = ProductLayout.current
    return try health(
      of: database, counting: [product.conversationTable, product.patternTable], scratch: scratch)
  }
}
