import FileEffects
import GRDB
public import SystemPackage

extension SQLiteDatabases {
  /// What SQLite's quick check finds wrong with a database; nothing if it is sound.
  ///
  /// It reads every page but compares no index with its table. A file that SQLite cannot read at
  /// all is a finding too, told in SQLite's words.
  /// - Throws: ``DatabaseDoorError`` if the file is missing, locked, or cannot be used otherwise.
  public func quickCheck(of database: FilePath) throws -> [String] {
    do {
      let findings = try withConnection(to: database, .look) { connection in
        try connection.sqliteErrors {
          try String.fetchAll(connection.database, sql: "PRAGMA quick_check")
        }
      }
      return findings == ["ok"] ? [] : findings
    } catch DatabaseDoorError.unreadable(_, let reason) {
      return [reason]
    }
  }
}
