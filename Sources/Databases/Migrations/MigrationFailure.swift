public import FileEffects
public import SystemPackage

/// Why migrations were not made. None of the databases has changed then.
public enum MigrationFailure: MigrationRefusal, Hashable, Sendable {
  /// A place in a script.
  public struct Place: Hashable, Sendable {
    public var database: FilePath
    public var fileName: String
    /// Counted from 1.
    public var line: Int
  }

  /// How a statement destroys something, as SQLite asks whether it may.
  public enum Loss: Hashable, Sendable {
    case drops(String)
    case dropsColumn, renamesColumn, renamesTable
    case deletesRows(of: String)
    case changes(column: String, of: String)
    /// A table that SQLite itself keeps.
    case writes(table: String)
    /// A trigger that could change rows written to an existing table.
    case addsTrigger(on: String)
  }

  /// What no migration may do.
  public enum Trespass: Hashable, Sendable {
    case pragma(String)
    case otherDatabase
    case savepoint, rollback
    /// The transaction of all migrations is over.
    case endsTransaction
    case loadsExtension
    case namesTokenizer
    /// A comment without an end: nothing after it would be run.
    case openComment
  }

  /// SQLite refused a statement; `reason` is what it says.
  case statement(Place, reason: String)
  /// The statement destroys something, and the header does not say so.
  case notAdditive(Place, Loss)
  /// No migration may do this, whatever its header says.
  case forbidden(Place, Trespass)
  /// A statement did not come to its end.
  case endless(Place, seconds: Int)
  /// The database has grown to several times its size, or there is no room for temporary files.
  case full(Place)
  /// A value is longer than a migration may make one.
  case tooLong(Place)
  /// Existing rows are gone or changed.
  case rowsLost(
    database: FilePath, fileNames: [String], table: String, rowsBefore: Int, rowsAfter: Int?)
  /// More rows than before refer to missing rows.
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
    case .notAdditive(let place, let loss): .notAdditive(there(place), loss)
    case .forbidden(let place, let trespass): .forbidden(there(place), trespass)
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
