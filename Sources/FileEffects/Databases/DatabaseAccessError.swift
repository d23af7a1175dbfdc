public import SystemPackage

/// Why a database could not be read or restored.
public enum DatabaseAccessError: Error, Hashable, Sendable {
  /// Another program kept it locked for this long; `holder` is which, where that can be told.
  case busy(database: FilePath, seconds: Int, holder: LockHolder? = nil)
  /// It was written to between being saved and being restored.
  case changedMeanwhile(database: FilePath)
  /// SQLite cannot read it; `reason` is what SQLite says.
  case unreadable(database: FilePath, reason: String)
  /// Something else than a file is where SQLite keeps one of its own.
  case obstructed(database: FilePath, by: DatabaseObstacle)
  /// The disk has no room for what SQLite needs; `reason` is how much, or what SQLite says.
  case noSpace(database: FilePath, reason: String)
  /// Reading or writing failed otherwise; `reason` is what SQLite says.
  case failed(database: FilePath, reason: String)
}

extension DatabaseAccessError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .busy(let database, let seconds, let holder):
      "the database \(database) was locked by \(holder?.description ?? "another program") for "
        + "\(seconds) second\(seconds == 1 ? "" : "s"); "
        + "end that program or wait for it, and run the command again"
    case .changedMeanwhile(let database):
      "the database \(database) was written to after it was saved; run the command again"
    case .unreadable(let database, let reason):
      "the database \(database) cannot be read by SQLite: \(reason)"
    case .obstructed(let database, let obstacle):
      "the database \(database) cannot be used: \(obstacle.words(for: database).fault); "
        + obstacle.words(for: database).remedy
    case .noSpace(let database, let reason):
      "the database \(database) could not be used: \(reason); free some space, and run the command "
        + "again"
    case .failed(let database, let reason):
      "the database \(database) could not be used: \(reason)"
    }
  }
}
