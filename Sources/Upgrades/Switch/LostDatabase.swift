public import Generations

/// A database that the generation in force holds and the deployment no longer has.
public struct LostDatabase: Encodable, Hashable, Sendable {
  /// The thing now in its place.
  public enum Present: String, Encodable, Hashable, Sendable {
    case nothing
    /// A file without a byte.
    case empty
    /// A database without a table.
    case withoutTables = "without_tables"
    case folder
    /// Something else that is no database.
    case other
  }

  public var path: String
  /// The generation that holds it.
  public var generation: Generation.Number
  public var present: Present
  /// Files of SQLite's that are still beside it: SQLite would read them as part of a restored database.
  public var leftovers: [String] = []
}

extension [LostDatabase] {
  /// As a check before something is done: others are at stake as well.
  var checks: [Check] {
    map { Check(.integrity, .warning, .database(.lost($0))) }
  }
}
