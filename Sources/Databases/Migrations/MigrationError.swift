public import FileEffects

/// Why a file cannot be read as a migration.
public struct MigrationError: MigrationRefusal, Hashable, Sendable {
  public enum Fault: Hashable, Sendable {
    /// The name is not `NNN_name.sql`.
    case fileName
    /// It is a folder, a link or something else that no text is in.
    case noFile
    /// The number is 0.
    case numberZero
    /// It has more bytes than ``Migration/longest``.
    case tooLong(bytes: Int)
    case notUTF8
    /// It has a zero byte, at which SQLite stops reading.
    case zeroByte
    /// No header names a database.
    case noDatabase
    case unusableDatabase(String, _ reason: String)
    case noStatement
    /// A comment has no end, and no statement is before it.
    case openComment
    case unusableVersion(String)
    /// The second value, and the line of the first.
    case versionSetTwice(first: String, line: Int, second: String)
    case unknownDestructive(String)
  }

  public let fileName: String
  /// The line that is meant, counted from 1.
  public let line: Int?
  public let fault: Fault

  public init(_ fileName: String, line: Int? = nil, _ fault: Fault) {
    (self.fileName, self.line, self.fault) = (fileName, line, fault)
  }

  /// What is wrong with the file, without its name.
  public var message: String {
    switch fault {
    case .fileName: "is not named like a migration"
    case .noFile: "is not a regular file"
    case .numberZero: "has number 0, which is the schema version of an empty database"
    case .tooLong(let bytes):
      "is \(bytes) bytes; the limit is \(Migration.longest)"
    case .notUTF8: "is not valid UTF-8"
    case .zeroByte: "contains a zero byte, where SQLite would stop reading"
    case .noDatabase: "names no database"
    case .unusableDatabase(let name, let reason):
      "names the invalid database \"\(name)\": \(reason)"
    case .noStatement: "contains no statement"
    case .openComment: "starts an unterminated comment before any statement"
    case .unusableVersion(let text):
      "sets user_version to \(text), which is not a whole number from 1 to \(Int32.max)"
    case .versionSetTwice(let first, let line, let second):
      "sets user_version to \(second) after line \(line) set it to \(first)"
    case .unknownDestructive(let value): "has the invalid value \"\(value)\" for Destructive"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch fault {
    case .fileName: "rename it to NNN_name.sql, such as 004_add_tags.sql (one to nine digits first)"
    case .noFile: "replace it with the file itself"
    case .numberZero: "give it the next free number, 1 or higher"
    case .tooLong: "split it into several migrations"
    case .notUTF8: "save it as UTF-8"
    case .zeroByte: "remove it (a zero byte in a blob is written x'00')"
    case .noDatabase: "add a line `-- Database: tier2/knowledge_graph.db`"
    case .unusableDatabase:
      "use a path below cortex-brain/, such as `-- Database: tier2/knowledge_graph.db`"
    case .noStatement: "add the statements, or delete the file"
    case .openComment: "close it with */"
    case .unusableVersion: "use the schema version after the migration"
    case .versionSetTwice: "keep the one that is the schema version after the migration"
    case .unknownDestructive: "write `-- Destructive: yes`, or remove the line"
    }
  }
}
