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
    /// Whether the user agreed that it destroys something.
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

/// An error that says that a migration was refused, and would be refused again.
public protocol MigrationRefusal: Error {}
