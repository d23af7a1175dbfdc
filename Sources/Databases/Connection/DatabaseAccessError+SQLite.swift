import CSQLite
import FileEffects
import SystemPackage

extension DatabaseAccessError {
  /// What a result code of SQLite means.
  ///
  /// `systemError` is the number that the system gave SQLite, if that is where it failed: "disk I/O error"
  /// alone says nothing of what to do.
  init(
    code: Int32, message: String, database: FilePath, seconds: Int, systemError: Int32 = 0
  ) {
    let isOfSystem = [SQLITE_IOERR, SQLITE_CANTOPEN].contains(code & 0xff)
    var failure = SQLiteFailure(message: message, code: code, activity: .init(code))
    if isOfSystem && systemError > 0 { failure.system = Errno(rawValue: systemError) }
    // If a file may grow no further for another reason, that was reported before.
    if code & 0xff == SQLITE_FULL { failure.system = .noSpace }
    // SQLite tries other names and places then, and tells the last error: that they are not there.
    if isOfSystem, let lack = Self.lackOfRoom(beside: database) {
      self = .noSpace(
        database: database, .sqlite(SQLiteFailure(message: message, code: code, lack: lack)))
      return
    }
    let isFull = failure.system == .noSpace || failure.system == .diskQuotaExceeded
    self =
      switch code & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
        .busy(
          database: database, seconds: seconds,
          holder: LockHolder.find(of: database, on: LocalFileSystem()))
      case SQLITE_FULL: .noSpace(database: database, .sqlite(failure))
      case SQLITE_IOERR where isFull, SQLITE_CANTOPEN where isFull:
        .noSpace(database: database, .sqlite(failure))
      case SQLITE_NOTADB, SQLITE_CORRUPT: .unreadable(database: database, .sqlite(failure))
      default: .failed(database: database, .sqlite(failure))
      }
  }

  /// The resource that a database's disk has run out of; `nil` if none, or if that is unknown.
  static func lackOfRoom(beside database: FilePath) -> SQLiteFailure.Lack? {
    let files = LocalFileSystem()
    let folder = database.removingLastComponent()
    let place = folder.isEmpty ? "." : folder
    // Only for the message: if it is unknown, SQLite's own is used.
    if (try? files.availableFiles(at: place)) == .some(0) { return .files }
    return (try? files.availableBytes(at: place)) == 0 ? .bytes : nil
  }
}

extension SQLiteFailure.Activity {
  /// What SQLite was doing when it met an error of the disk, by the second byte of the code.
  ///
  /// Source: "Result and Error Codes" of SQLite's manual.
  fileprivate init?(_ code: Int32) {
    guard code & 0xff == SQLITE_IOERR else { return nil }
    switch code >> 8 {
    case 1: self = .reading
    case 2: self = .readingShort
    case 3: self = .writing
    case 4: self = .syncing
    case 5: self = .syncingFolder
    case 6: self = .truncating
    case 7: self = .inspecting
    case 8: self = .unlocking
    case 9, 14, 15: self = .locking
    case 10, 23: self = .deletingJournal
    case 12: self = .allocating
    case 13: self = .findingJournal
    case 16: self = .closing
    case 18, 19, 20, 21: self = .usingLogIndex
    case 22: self = .seeking
    case 24: self = .mapping
    case 25: self = .findingTemporaryFolder
    default: return nil
    }
  }
}

extension Connection {
  /// The system's number for the last call on the database's file or its journal that failed; 0 for none.
  /// SQLite itself does not note it for every call of its own interface.
  var lastFileError: Int32 {
    [SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER].lazy
      .compactMap { file($0)?.lastError }.first { $0 != 0 } ?? 0
  }
}

extension OpenFile {
  /// The system's number for the last call that failed, as SQLite's functions remember it; 0 for none.
  var lastError: Int32 {
    var number: Int32 = 0
    let code = methods.pointee.xFileControl?(pointer, SQLITE_FCNTL_LAST_ERRNO, &number)
    return code == SQLITE_OK ? number : 0
  }
}
