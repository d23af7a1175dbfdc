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

/// How a SQLite database is known: by its first bytes, never by its name or folder.
///
/// Source: the SQLite file format, section 1.3, "The Database Header".
public enum DatabaseHeader {
  /// `SQLite format 3` and a zero byte.
  public static let magic: [UInt8] = Array("SQLite format 3\0".utf8)

  /// How many bytes the header has.
  public static let size = 100

  /// Where the header holds what a restore does not bring back and what says nothing of the
  /// contents: the journal mode, which stays the live database's, and the counters that SQLite
  /// changes with every commit (change counter, schema cookie, version-valid-for, its own version).
  public static let counters: [Range<Int>] = [18..<20, 24..<28, 40..<44, 92..<100]

  public static func isDatabase(_ start: some Collection<UInt8>) -> Bool {
    start.starts(with: magic)
  }

  /// Whether these are the first bytes of a database in which there is no table: its first page, which
  /// begins the list of them, has no entry (https://www.sqlite.org/fileformat2.html, 1.6 and 2.6).
  public static func hasNoTable(_ first: [UInt8]) -> Bool {
    first.count >= 105 && isDatabase(first) && first[100] == 13 && first[103] == 0
      && first[104] == 0
  }

  /// How many bytes a page has; `nil` where these are not the first ones of a database.
  public static func pageSize(of first: some RandomAccessCollection<UInt8>) -> Int? {
    let start = Array(first.prefix(size))
    guard start.count == size, isDatabase(start) else { return nil }
    let stated = Int(start[16]) << 8 | Int(start[17])
    let bytes = stated == 1 ? 65536 : stated
    return (512...65536).contains(bytes) && bytes & (bytes - 1) == 0 ? bytes : nil
  }

  /// Whether a file of `length` bytes that begins so has the pages that its header says, and nothing
  /// after them: the one form in which a store keeps a database.
  public static func hasAllPages(
    _ first: some RandomAccessCollection<UInt8>, length: UInt64
  ) -> Bool {
    guard let pageSize = pageSize(of: first).map(UInt64.init), length % pageSize == 0 else {
      return false
    }
    return UInt64(number(at: 28, in: Array(first.prefix(size)))) == length / pageSize
  }

  /// The `user_version` in a database's first piece; 0 for an empty file.
  public static func schemaVersion(_ first: UnsafeRawBufferPointer) -> Int {
    guard first.count >= size else { return 0 }
    let bits = first[60..<64].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Int(Int32(bitPattern: bits))
  }

  /// Gives a database's first piece the counters that follow those of `present`, which it takes the
  /// place of: readers see that a commit has come, and read the schema anew. The journal mode stays.
  ///
  /// `libraryVersion` is that of the SQLite that commits, such as 3040001.
  public static func continueCounters(
    of present: some RandomAccessCollection<UInt8>, in first: inout [UInt8], libraryVersion: UInt32
  ) {
    guard first.count >= size, present.count >= size else { return }
    let present = Array(present.prefix(size))
    first.replaceSubrange(18..<20, with: present[18..<20])
    let changes = number(at: 24, in: present) &+ 1
    set(changes, at: 24, in: &first)
    set(number(at: 40, in: present) &+ 1, at: 40, in: &first)
    set(changes, at: 92, in: &first)
    set(libraryVersion, at: 96, in: &first)
  }

  /// The number of four bytes, the highest first, at `offset`.
  public static func number(at offset: Int, in bytes: [UInt8]) -> UInt32 {
    bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Writes `number` as ``number(at:in:)`` reads it.
  public static func set(_ number: UInt32, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * index))
    }
  }

  /// Sets the counters in a database's first piece to zero.
  public static func clearCounters(_ first: inout [UInt8]) {
    guard first.count >= size else { return }
    for range in counters { for index in range { first[index] = 0 } }
  }

  /// Endings of the files that SQLite keeps beside a database.
  public static let companions = ["-wal", "-shm", "-journal"]
}
