public import SystemPackage

/// What went wrong with a database.
public enum DatabaseFault: Hashable, Sendable {
  case sqlite(SQLiteFailure)
  /// The file system refused something.
  case file(FileError)
  case missing
  case notAFile
  case noTable(String)
  case noColumn(String, table: String)
  /// Databases of a release are only read.
  case onlyRead
  /// SQLite names no journal for it, or has no file open.
  case noFile
  /// A page does not contain the data written to it; its number counts from 1.
  case otherPage(Int)
  /// It does not contain the restored data.
  case notRestored
  /// It is in WAL mode, where SQLite cannot change how long its pages are, in bytes.
  case otherPageSize(now: Int, restored: Int)
  /// The disk has no room for the index of its log.
  case noRoomForLog(SpaceFigures)
}

/// A failure that SQLite reports.
public struct SQLiteFailure: Hashable, Sendable {
  /// What SQLite did when it met an error of the disk.
  public enum Activity: Hashable, Sendable {
    case reading, readingShort, writing, syncing, syncingFolder, truncating, inspecting, unlocking
    case locking, deletingJournal, findingJournal, closing, usingLogIndex, seeking, mapping
    case findingTemporaryFolder, allocating
  }

  /// A resource that the disk has run out of.
  public enum Lack: Hashable, Sendable {
    case files, bytes
  }

  /// What SQLite says.
  public var message: String
  /// SQLite's extended result code.
  public var code: Int32
  public var activity: Activity?
  /// The system's own error, where that is behind it.
  public var system: Errno?
  /// The resource that the disk lacks, whatever SQLite says.
  public var lack: Lack?

  public init(
    message: String, code: Int32, activity: Activity? = nil, system: Errno? = nil,
    lack: Lack? = nil
  ) {
    (self.message, self.code, self.activity) = (message, code, activity)
    (self.system, self.lack) = (system, lack)
  }
}
