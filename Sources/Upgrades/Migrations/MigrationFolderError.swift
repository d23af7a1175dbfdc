public import Databases
public import SystemPackage

/// Why a folder of migrations could not be looked at or added to; nothing was changed.
public enum MigrationFolderError: Error, Hashable, Sendable {
  case missing(FilePath)
  case noFolder(FilePath)
  /// Neither it nor the places where a release has them hold any.
  case noMigrations(FilePath)
  case unusableName(String)
  case unusableDatabase(String, DatabaseNameFault)
  /// Another number has the name already.
  case nameTaken(FilePath)
  case noNumberLeft(FilePath)
  /// It does not say which of the databases that the migrations name it is.
  case whichDatabase(FilePath, named: [String])
  /// It holds none of the databases that the migrations name.
  case noDatabase(FilePath, named: [String])
}
