public import FileEffects
public import SystemPackage

/// Why migrations were not made. None of the databases has changed then.
public enum MigrationFailure: MigrationRefusal, Hashable, Sendable {
  /// Where a script stood.
  public struct Place: Hashable, Sendable {
    public var database: FilePath
    public var fileName: String
    /// Counted from 1.
    public var line: Int
  }

  /// SQLite refused a statement; `reason` is what it says.
  case statement(Place, reason: String)
  /// The statement destroys something, and the header does not say so.
  case notAdditive(Place, what: String)
  /// No migration may do this, whatever its header says.
  case forbidden(Place, what: String)
  /// A statement did not come to its end.
  case endless(Place, seconds: Int)
  /// The database has grown to several times its size, or there is no room for temporary files.
  case full(Place)
  /// A value is longer than a migration may make one.
  case tooLong(Place)
  /// Rows that were there before are not there any more, or not as they were.
  case rowsLost(
    database: FilePath, fileNames: [String], table: String, rowsBefore: Int, rowsAfter: Int?)
  /// More rows than before refer to what is not there.
  case foreignKeys(
    database: FilePath, fileNames: [String], table: String, before: Int, after: Int)
}

extension MigrationFailure {
  /// The same failure, told of the database that this one is a copy of.
  public func named(_ database: FilePath) -> MigrationFailure {
    func there(_ place: Place) -> Place {
      Place(database: database, fileName: place.fileName, line: place.line)
    }
    return switch self {
    case .statement(let place, let reason): .statement(there(place), reason: reason)
    case .notAdditive(let place, let what): .notAdditive(there(place), what: what)
    case .forbidden(let place, let what): .forbidden(there(place), what: what)
    case .endless(let place, let seconds): .endless(there(place), seconds: seconds)
    case .full(let place): .full(there(place))
    case .tooLong(let place): .tooLong(there(place))
    case .rowsLost(_, let fileNames, let table, let before, let after):
      .rowsLost(
        database: database, fileNames: fileNames, table: table, rowsBefore: before,
        rowsAfter: after)
    case .foreignKeys(_, let fileNames, let table, let before, let after):
      .foreignKeys(
        database: database, fileNames: fileNames, table: table, before: before, after: after)
    }
  }
}
