/// One thing that was looked at before or after an upgrade.
public struct Check: Encodable, Hashable, Sendable {
  /// How a check ended.
  public enum Result: String, Encodable, Hashable, Sendable {
    case ok, warning, failed
  }

  /// The subject of a check, as scripts read it in `name`.
  public enum Name: String, Encodable, Hashable, Sendable, CaseIterable {
    case answers
    case brainExport = "brain export"
    case checksums
    case cleanUp = "clean-up"
    case configurations
    case conversations
    case deprecatedKeys = "deprecated keys"
    case databaseFiles = "database files"
    case databases
    case foreignKeys = "foreign keys"
    case git
    case integrity = "brain integrity"
    case lastState = "last state"
    case layerRules = "rules for layers"
    case migrated
    case migrations
    case owners
    case permission = "write permission"
    case pythonFiles = "Python files"
    case pythonPackages = "Python packages"
    case schemaVersions = "schema versions"
    case signature
    /// A deployment that fails it is not damaged.
    case space = "disk space"
    case sqlite = "SQLite"
    case store
    case structure = "configuration structure"
    case textIndexes = "full-text indexes"
    case unreadableFiles = "unreadable files"
    case version
  }

  public var name: Name
  public var result: Result
  public var finding: Finding

  public init(_ name: Name, _ result: Result, _ finding: Finding) {
    self.name = name
    self.result = result
    self.finding = finding
  }

  private enum CodingKeys: String, CodingKey {
    case name, result
    case finding = "detail"
  }
}
