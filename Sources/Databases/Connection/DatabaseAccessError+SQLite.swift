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
    var system = isOfSystem && systemError > 0 ? Errno(rawValue: systemError) : nil
    // Where a file may grow no further for another reason, that is said before.
    if code & 0xff == SQLITE_FULL { system = .noSpace }
    // SQLite tries other names and places then, and tells the last error: that they are not there.
    if isOfSystem, let lack = Self.lackOfRoom(beside: database) {
      self = .noSpace(database: database, reason: "\(message): \(lack) (SQLite error \(code))")
      return
    }
    var reason = message
    if let doing = Self.doing(code) { reason += " while " + doing }
    if let system { reason += ": \(system)" }
    reason += " (SQLite error \(code))"
    self =
      switch code & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
        .busy(
          database: database, seconds: seconds,
          holder: LockHolder.find(of: database, on: LocalFileSystem()))
      case SQLITE_FULL: .noSpace(database: database, reason: reason)
      case SQLITE_IOERR where system == .noSpace || system == .diskQuotaExceeded,
        SQLITE_CANTOPEN where system == .noSpace || system == .diskQuotaExceeded:
        .noSpace(database: database, reason: reason)
      case SQLITE_NOTADB, SQLITE_CORRUPT: .unreadable(database: database, reason: reason)
      default: .failed(database: database, reason: reason)
      }
  }

  /// What the disk of a database has no room for at all; `nil` if it has room, or that cannot be told.
  static func lackOfRoom(beside database: FilePath) -> String? {
    let files = LocalFileSystem()
    let folder = database.removingLastComponent()
    let place = folder.isEmpty ? "." : folder
    // Only for the words: where it cannot be told, SQLite's own are said.
    if (try? files.availableFiles(at: place)) == .some(0) {
      return "the disk can hold no more files, however small"
    }
    return (try? files.availableBytes(at: place)) == 0 ? "No space left on device" : nil
  }

  /// What SQLite was doing when it met an error of the disk, by the second byte of the code.
  ///
  /// Source: "Result and Error Codes" of SQLite's manual.
  private static func doing(_ code: Int32) -> String? {
    guard code & 0xff == SQLITE_IOERR else { return nil }
    return switch code >> 8 {
    case 1: "reading"
    case 2: "reading what should be there"
    case 3: "writing"
    case 4: "making it durable"
    case 5: "making its folder durable"
    case 6: "shortening it"
    case 7: "looking at it"
    case 8: "giving back a lock"
    case 9, 14, 15: "taking a lock"
    case 10, 23: "removing its journal"
    case 13: "looking for its journal"
    case 16: "closing it"
    case 18, 19, 20, 21: "using the index of its log"
    case 22: "looking for a place in it"
    case 24: "mapping it into memory"
    case 25: "looking for a folder for temporary files"
    case 12: "asking for memory"
    default: nil
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
