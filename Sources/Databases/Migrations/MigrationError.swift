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
    case unusableDatabase(String, DatabaseNameFault)
    case noStatement
    /// A comment has no end, and no statement is before it.
    case openComment
    case unusableVersion(String)
    /// The second value, and the line of the first.
    case versionSetTwice(first: String, line: Int, second: String)
    case unknownDestructive(String)
  }

  public let fileName: String
  /// The line, counted from 1.
  public let line: Int?
  public let fault: Fault

  public init(_ fileName: String, line: Int? = nil, _ fault: Fault) {
    (self.fileName, self.line, self.fault) = (fileName, line, fault)
  }
}
