public import SystemPackage

/// The door to files that other programs have open while we work: SQLite databases.
///
/// A database is never copied or replaced as a file. Like ``FileSystem`` it is a protocol so that
/// a test can put the simulated disk behind it.
public protocol DatabaseAccess: Sendable {
  /// Hands `body` the bytes of one consistent state of a live database, in order, in pieces whose
  /// lengths are multiples of the page size (the last one ends the file).
  ///
  /// Committed rows in a write-ahead log are in it. Writers go on, or wait within their busy time.
  /// - Throws: ``DatabaseAccessError``, or what `body` throws.
  func snapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws

  /// Hands `body` the bytes of one consistent state of a database in somebody else's folder, as
  /// ``snapshot(_:scratch:_:)`` does; nothing in that folder is changed or made, whatever lies beside
  /// the database.
  func foreignSnapshot(
    _ database: FilePath, scratch: FilePath, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws

  /// Makes the live database hold what the database file `copy` holds, in one transaction, seen by
  /// every open connection.
  ///
  /// `isExpected` is handed the present state as in ``snapshot(_:scratch:_:)``, a piece at a time,
  /// then `nil` at its end, and what it returns then decides: nothing is changed, and
  /// ``DatabaseAccessError/changedMeanwhile`` thrown, unless it says so and no other connection has
  /// committed since.
  ///
  /// `isRestored` is handed what the database holds then in the same way. Where it says no, the error is
  /// ``DatabaseAccessError/failed(database:reason:)`` if no other connection has committed since, and
  /// ``DatabaseAccessError/changedMeanwhile(database:)`` otherwise.
  func restore(
    _ copy: FilePath, into database: FilePath, scratch: FilePath,
    isExpected: (UnsafeRawBufferPointer?) throws -> Bool,
    isRestored: (UnsafeRawBufferPointer?) throws -> Bool
  ) throws

  /// Turns the live database from the state before a patch into the one after it, in one transaction,
  /// seen by every open connection, and durable when this returns.
  ///
  /// Pages that stay the same are not written. Returns `false`, and has changed nothing, where this
  /// database can only be restored as a whole.
  /// - Throws: ``DatabaseAccessError/changedMeanwhile``, and has changed nothing, if it is not in the
  ///   state before.
  func patch(_ database: FilePath, with patch: some DatabasePatch) throws -> Bool

  /// Makes the pending migrations of live databases, all or none: each in one transaction that keeps
  /// other writers out.
  ///
  /// `body` is called while all transactions are open and everything was found in order; what it
  /// throws takes all of them back. Then they are committed, one after another, and `committed` is called.
  ///
  /// If a commit or `committed` fails, `takeBack` is handed what each database holds that is committed by
  /// then and to which no other connection has committed since: its bytes in pieces, then `nil`.
  func migrate(
    _ migrations: [DatabaseMigration], scratch: FilePath,
    _ body: ([MigratedDatabase]) throws -> Void, committed: () throws -> Void,
    takeBack: (FilePath, UnsafeRawBufferPointer?) throws -> Void
  ) throws

  /// The version of a database's schema, `PRAGMA user_version`.
  func schemaVersion(of database: FilePath) throws -> Int
}

extension DatabaseAccess {
  /// The same where nothing has to be known of what is committed if that fails.
  public func migrate(
    _ migrations: [DatabaseMigration], _ body: ([MigratedDatabase]) throws -> Void
  ) throws {
    // Nothing is handed to a closure that is not there.
    try migrate(migrations, scratch: "", body, committed: {}, takeBack: { _, _ in })
  }
}
