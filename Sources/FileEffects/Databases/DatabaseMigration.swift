public import SystemPackage

/// The changes of one live database's schema that are still to be made, all of them in one
/// transaction.
public struct DatabaseMigration: Hashable, Sendable {
  public struct Script: Codable, Hashable, Sendable {
    /// The file's name, by which people know it.
    public var fileName: String
    /// The schema's version afterwards, `PRAGMA user_version`.
    public var version: Int
    public var text: String
    /// Whether the user agreed that it takes something away.
    public var isDestructive: Bool

    public init(fileName: String, version: Int, text: String, isDestructive: Bool) {
      self.fileName = fileName
      self.version = version
      self.text = text
      self.isDestructive = isDestructive
    }
  }

  public var database: FilePath
  /// In the order in which they are run. Those that the database has already are left out.
  public var scripts: [Script]

  public init(database: FilePath, scripts: [Script]) {
    self.database = database
    self.scripts = scripts
  }
}

/// What a migration made of one database: the proof that nothing was lost.
public struct MigratedDatabase: Hashable, Sendable {
  /// A table that was there before, by the columns that it had then.
  public struct Table: Codable, Hashable, Sendable {
    public var name: String
    public var rowsBefore: Int
    public var digestBefore: String
    /// `nil` where the table, or one of its columns, is gone.
    public var rowsAfter: Int?
    public var digestAfter: String?

    public init(
      name: String, rowsBefore: Int, digestBefore: String, rowsAfter: Int?, digestAfter: String?
    ) {
      self.name = name
      self.rowsBefore = rowsBefore
      self.digestBefore = digestBefore
      self.rowsAfter = rowsAfter
      self.digestAfter = digestAfter
    }
  }

  public var database: FilePath
  public var versionBefore: Int
  public var versionAfter: Int
  /// How long each script that was run took.
  public var durations: [String: Duration]
  public var tables: [Table]
  /// What is other in the schema: "table feedback added", "table note: column colour added".
  public var schemaChanges: [String]

  public init(
    database: FilePath, versionBefore: Int, versionAfter: Int, durations: [String: Duration],
    tables: [Table], schemaChanges: [String]
  ) {
    self.database = database
    self.versionBefore = versionBefore
    self.versionAfter = versionAfter
    self.durations = durations
    self.tables = tables
    self.schemaChanges = schemaChanges
  }
}

/// An error that says that a migration was refused, and would be each time.
public protocol MigrationRefusal: Error {}
