public import SystemPackage

/// What a migration did to one database: the proof that nothing was lost.
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
  /// What it changed in the schema.
  public var schemaChanges: [SchemaAlteration]

  public init(
    database: FilePath, versionBefore: Int, versionAfter: Int, durations: [String: Duration],
    tables: [Table], schemaChanges: [SchemaAlteration]
  ) {
    self.database = database
    self.versionBefore = versionBefore
    self.versionAfter = versionAfter
    self.durations = durations
    self.tables = tables
    self.schemaChanges = schemaChanges
  }
}
