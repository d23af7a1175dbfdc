import Releases
public import Upgrades

extension PassedMigration.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .misnamed: "its name is not NNN_name.sql, such as 004_add_tags.sql"
    case .misplaced:
      "it is not directly in \(Release.migrationFolders.joined(separator: " or "))"
    case .emptyDatabase(let wanted): "\(wanted) is empty, and CORTEX will create its tables"
    case .unreadableDatabase(let wanted): "\(wanted) is not a database that SQLite can read"
    case .noDatabase(let wanted): "\(wanted) does not exist"
    case .otherCase(let wanted, let present):
      "\(wanted) does not exist, but \(present) does: upper and lower case matter"
    case .elsewhere(let wanted, let present): "\(wanted) does not exist, but \(present) does"
    }
  }
}
