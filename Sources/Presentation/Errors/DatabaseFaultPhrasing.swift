public import Databases
public import FileEffects
import SystemPackage

/// A clause, about the database that was named before.
extension DatabaseFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sqlite(let failure): "\(failure)"
    case .file(let error): error.phrasing.message
    case .missing: "it does not exist"
    case .notAFile: "it is not a regular file"
    case .noTable(let table): "it has no table \(table)"
    case .noColumn(let column, let table): "its table \(table) has no column \(column)"
    case .onlyRead: "databases of a release are only read"
    case .noFile: "SQLite has no file for it"
    case .otherPage(let number): "page \(number) does not contain the data written to it"
    case .notRestored: "it does not contain the restored data"
    case .otherPageSize(let now, let restored):
      "it is in WAL mode with pages of \(now) bytes, but the pages to restore have \(restored)"
    case .noRoomForLog(let space):
      "SQLite needs \(space.texts.needed) of disk to read its log; \(space.texts.free) are free"
    }
  }

  /// What to do about it; empty where that is not known.
  var advice: String {
    switch self {
    case .file(let error): error.phrasing.advice
    case .otherPageSize: "run PRAGMA journal_mode = DELETE on it and try again"
    default: ""
    }
  }
}

extension SQLiteFailure: CustomStringConvertible {
  public var description: String {
    Spelling.line(message) + (activity.map { " while \($0.words)" } ?? "")
      + (lack.map { ": \($0.words)" } ?? system.map { ": \($0)" } ?? "")
      + " (SQLite error \(code))"
  }
}

extension SQLiteFailure.Lack {
  fileprivate var words: String {
    switch self {
    case .files: "the disk is out of inodes"
    case .bytes: "No space left on device"
    }
  }
}

extension SQLiteFailure.Activity {
  fileprivate var words: String {
    switch self {
    case .reading: "reading"
    case .readingShort: "reading past its end"
    case .writing: "writing"
    case .syncing: "syncing"
    case .syncingFolder: "syncing its folder"
    case .truncating: "truncating"
    case .inspecting: "inspecting it"
    case .unlocking: "releasing a lock"
    case .locking: "taking a lock"
    case .deletingJournal: "deleting its journal"
    case .findingJournal: "looking for its journal"
    case .closing: "closing it"
    case .usingLogIndex: "using the index of its log"
    case .seeking: "seeking"
    case .mapping: "mapping it into memory"
    case .findingTemporaryFolder: "looking for a temporary folder"
    case .allocating: "allocating memory"
    }
  }
}

/// A clause, about the table that was named before.
extension CarryOmission: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tableRemoved: "the table was removed since; its rows stay unchanged"
    case .noTable: "the table does not exist there"
    case .noCommonColumn: "it has no column in common with the table there"
    case .indistinguishable(let onlyNullKeys, let added):
      (onlyNullKeys ? "rows with NULL in their key" : "there is no common primary key: its rows")
        + " cannot be told apart; \(added) new ones were added, "
        + "those changed or removed since stay unchanged"
    case .noColumn(let column): "the column \(column) does not exist there"
    case .foreignModule(let module):
      "the module \(module) stores rows in its own form; rows written since are not carried"
    case .onlyIndex: "it keeps only an index, no text; rows written since are not carried"
    case .otherColumns: "its columns differ there; rows written since are not carried"
    case .refused(let reason): "the table does not accept it: \(reason)"
    case .missing: "it was changed, but the row does not exist there"
    case .keyTaken: "another row has its key"
    case .removedOther: "it was removed, but the row there is a different one"
    case .changedOther: "it was changed, but the row there is a different one"
    case .noParent(let table): "its parent row in \(table) does not exist there"
    case .converted:
      "the table stores a value in another form, because its columns have other types"
    case .others: "more rows like these"
    }
  }
}
