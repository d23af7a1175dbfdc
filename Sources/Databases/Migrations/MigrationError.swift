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
    case .fileName: "is not called like a migration"
    case .noFile: "is no regular file"
    case .numberZero: "has the number 0, and a new database's schema has the version 0 already"
    case .tooLong(let bytes):
      "has \(bytes) bytes, and a migration may have \(Migration.longest)"
    case .notUTF8: "is not UTF-8"
    case .zeroByte: "has a zero byte, after which SQLite would not read on"
    case .noDatabase: "names no database"
    case .unusableDatabase(let name, let reason):
      "names the database \"\(name)\", which cannot be: \(reason)"
    case .noStatement: "has no statement"
    case .openComment: "begins a comment that has no end, and has no statement before it"
    case .unusableVersion(let text):
      "sets user_version to \(text), which is no whole number from 1 to \(Int32.max)"
    case .versionSetTwice(let first, let line, let second):
      "sets user_version to \(second), after line \(line) has set it to \(first)"
    case .unknownDestructive(let value): "says \"\(value)\" of whether it is destructive"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch fault {
    case .fileName: "call it NNN_name.sql, such as 004_add_tags.sql: one to nine digits first"
    case .noFile: "put the file itself there"
    case .numberZero: "give it the next free number, 1 or higher"
    case .tooLong: "split it into several migrations"
    case .notUTF8: "save it as UTF-8"
    case .zeroByte: "take it out; a blob is written x'00'"
    case .noDatabase: "add a line `-- Database: tier2/knowledge_graph.db`"
    case .unusableDatabase:
      "name a path below cortex-brain/, such as `-- Database: tier2/knowledge_graph.db`"
    case .noStatement: "write what it changes, or take the file away"
    case .openComment: "write */ where the comment ends"
    case .unusableVersion: "write the number that the schema has afterwards"
    case .versionSetTwice: "keep the one that the schema has afterwards"
    case .unknownDestructive: "write `-- Destructive: yes`, or leave the line out"
    }
  }
}
