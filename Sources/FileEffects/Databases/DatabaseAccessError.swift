public import SystemPackage

/// Why a database could not be read or restored.
public enum DatabaseAccessError: Error, Hashable, Sendable {
  /// Another program kept it locked for this long; `holder` is which, if known.
  case busy(database: FilePath, seconds: Int, holder: LockHolder? = nil)
  /// It was written to between being saved and being restored.
  case changedMeanwhile(database: FilePath)
  /// SQLite cannot read it.
  case unreadable(database: FilePath, DatabaseFault)
  /// Something else than a file is where SQLite keeps one of its own.
  case obstructed(database: FilePath, by: DatabaseObstacle)
  /// The disk has no room for what SQLite needs.
  case noSpace(database: FilePath, DatabaseFault)
  /// Reading or writing failed otherwise.
  case failed(database: FilePath, DatabaseFault)
}
