public import SystemPackage

/// Why an exported database cannot be imported.
public enum BrainExportError: Error, Hashable, Sendable {
  /// The file is none that an export wrote, or not all of one; `line` counts from 1.
  case unreadable(FilePath, line: Int, BrainExportFault)
  /// The database in the brain is made otherwise, so that rows would be lost.
  case otherTables(database: String, TableFault)
  /// A rule of a table is against a row; SQLite's words.
  case refused(table: String, row: String, reason: String)
  /// The export's statements do not make a database; SQLite's words.
  case unusableSchema(database: String, reason: String)

  /// What keeps rows of an export out of a database.
  public enum TableFault: Hashable, Sendable {
    case noTable(String)
    case noColumn(String, table: String)
    case otherType(column: String, table: String, here: String, there: String)
    case otherKey(table: String, here: [String], there: [String])
  }
}

/// What is wrong with a file that claims to be an exported database.
public enum BrainExportFault: Hashable, Sendable {
  /// There is none for the parser.
  case noMemory
  /// It is no YAML; the parser's words.
  case syntax(String)
  /// Its end is missing.
  case cutOff
  /// Something else is where a key of the format is expected.
  case noKey(String)
  case noText, noNumber, noList, noMap, noValue
  /// Where a path below the deployment, or the name of a file in the folder, is expected.
  case noPath
  /// A form that a newer version of this program writes.
  case newerFormat(Int)
  /// Anchors and references, which no export has.
  case reference
  /// A text without quotes, which parsers may read as something else.
  case plainText(String)
  case noBinary
  case unknownColumn(String, table: String)
  case missingColumn(String, table: String)
  case columnTwice(String, table: String)
  case otherCount(table: String, says: Int, has: Int)
  /// It holds another database than the export's list says.
  case otherDatabase(String)
  /// More than one document, or something behind the end.
  case more
}
