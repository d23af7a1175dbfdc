import Releases
public import SystemPackage

/// Why a folder of migrations could not be looked at or added to; nothing was changed.
public enum MigrationFolderError: Error, Hashable, Sendable {
  case missing(FilePath)
  case noFolder(FilePath)
  /// Neither it nor the places where a release has them hold any.
  case noMigrations(FilePath)
  case unusableName(String)
  case unusableDatabase(String, reason: String)
  /// Another number has the name already.
  case nameTaken(FilePath)
  case noNumberLeft(FilePath)
  /// It does not say which of the databases that the migrations name it is.
  case whichDatabase(FilePath, named: [String])
  /// It holds none of the databases that the migrations name.
  case noDatabase(FilePath, named: [String])
}

extension MigrationFolderError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path): "there is no folder \(path); name the one that holds the migrations"
    case .noFolder(let path): "\(path) is no folder; name the one that holds the migrations"
    case .noMigrations(let path):
      "there are no migrations (NNN_name.sql) in \(path), nor below it in "
        + Release.migrationFolders.joined(separator: ", ")
        + "; 'cortex migrate new NAME' begins one"
    case .unusableName(let name):
      "\"\(name)\" is no name for a migration; use letters, digits, _ and -, such as add_tags: "
        + "number and .sql come by themselves"
    case .unusableDatabase(let name, let reason):
      "\"\(name)\" cannot be a database: \(reason); name a path below cortex-brain/, such as "
        + NewMigration.defaultDatabase
    case .nameTaken(let path): "\(path) has that name already; choose another"
    case .noNumberLeft(let path): "no number is left in \(path); begin a new folder"
    case .whichDatabase(let path, let named):
      "\(path) can be any of \(named.joined(separator: ", ")); "
        + "name the cortex-brain folder that holds it"
    case .noDatabase(let path, let named):
      "\(path) is none of the databases that the migrations are for, and holds none "
        + "(\(named.joined(separator: ", "))); name a cortex-brain folder, or a database of it"
    }
  }
}
