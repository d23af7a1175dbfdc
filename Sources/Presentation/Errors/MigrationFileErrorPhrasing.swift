public import Databases
import FileEffects
import Releases

extension MigrationError: Phrased {
  public var phrasing: Phrasing {
    Phrasing(
      .migration, fileName + (line.map { ":\($0): " } ?? " ") + fault.words.message,
      advice: fault.words.remedy)
  }
}

extension MigrationError.Fault {
  var words: (message: String, remedy: String) {
    switch self {
    case .fileName:
      (
        "is not named like a migration",
        "rename it to NNN_name.sql, such as 004_add_tags.sql (one to nine digits first)"
      )
    case .noFile: ("is not a regular file", "replace it with the file itself")
    case .numberZero:
      (
        "has number 0, which is the schema version of an empty database",
        "give it the next free number, 1 or higher"
      )
    case .tooLong(let bytes):
      ("is \(bytes) bytes; the limit is \(Migration.longest)", "split it into several migrations")
    case .notUTF8: ("is not valid UTF-8", "save it as UTF-8")
    case .zeroByte:
      (
        "contains a zero byte, where SQLite would stop reading",
        "remove it (a zero byte in a blob is written x'00')"
      )
    case .noDatabase: ("names no database", "add a line \(Self.example)")
    case .unusableDatabase(let name, let fault):
      (
        "names the invalid database \"\(name)\": \(fault)",
        "use a path below \(ProductLayout.current.brainFolder)/, such as \(Self.example)"
      )
    case .noStatement: ("contains no statement", "add the statements, or delete the file")
    case .openComment:
      ("starts an unterminated comment before any statement", "close it with */")
    case .unusableVersion(let text):
      (
        "sets user_version to \(text), which is not a whole number from 1 to \(Int32.max)",
        "use the schema version after the migration"
      )
    case .versionSetTwice(let first, let line, let second):
      (
        "sets user_version to \(second) after line \(line) set it to \(first)",
        "keep the one that is the schema version after the migration"
      )
    case .unknownDestructive(let value):
      (
        "has the invalid value \"\(value)\" for Destructive",
        "write `-- Destructive: yes`, or remove the line"
      )
    }
  }

  /// A line of a header that names a database.
  private static var example: String {
    "`-- Database: \(ProductLayout.current.usualDatabase)`"
  }
}

/// Why, after a name and a colon.
extension DatabaseNameFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "the name is empty"
    case .controlCharacters: "it contains control characters"
    case .backslash: "it contains a backslash; use /"
    case .absolute: "it is an absolute path"
    case .belowBrain(let folder): "names are already relative to \(folder)/"
    case .badComponent: "it has an empty component, or . or .."
    case .comma: "it contains a comma"
    }
  }
}
