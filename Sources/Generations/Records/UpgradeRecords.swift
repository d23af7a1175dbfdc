public import FileEffects

/// The tables of one database: how many rows, and a digest that does not depend on their order.
public struct DatabaseRecord: Codable, Hashable, Sendable {
  public struct Table: Codable, Hashable, Sendable {
    public var name: String
    public var rows: Int
    public var digest: String

    public init(name: String, rows: Int, digest: String) {
      self.name = name
      self.rows = rows
      self.digest = digest
    }
  }

  public var path: String
  public var tables: [Table]

  public init(path: String, tables: [Table]) {
    self.path = path
    self.tables = tables
  }
}

/// The tables that one database had before its migrations, by the columns that they had then, before
/// and after.
public struct ProofRecord: Codable, Hashable, Sendable {
  public var path: String
  public var tables: [MigratedDatabase.Table]

  public init(path: String, tables: [MigratedDatabase.Table]) {
    self.path = path
    self.tables = tables
  }
}

/// A schema migration that was made.
public struct MigrationRecord: Codable, Hashable, Sendable {
  /// The database's path in the deployment.
  public var database: String
  public var fileName: String
  /// The schema's version afterwards.
  public var version: Int
  /// Of its statements, comments and white space aside.
  public var digest: String
  public var isDestructive: Bool

  public init(
    database: String, fileName: String, version: Int, digest: String, isDestructive: Bool
  ) {
    self.database = database
    self.fileName = fileName
    self.version = version
    self.digest = digest
    self.isDestructive = isDestructive
  }
}
