import Databases
import FileEffects
import Releases
import SystemPackage
public import Upgrades

extension MigrationPlanError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .sameNumber(let first, let second):
      Phrasing(
        .migration,
        "the migrations \(first) and \(second) have the same number",
        advice: "ask the release's maintainers to renumber one of them")
    case .missing(let number, let after, let before):
      Phrasing(
        .migration,
        "migration \(number) is missing between \(after) and \(before)",
        advice: "get the complete release, or ask its maintainers")
    case .versionsDoNotRise(let path, let earlier, let later):
      Phrasing(
        .migration,
        "\(later) does not raise \(path)'s schema version above that of \(earlier)",
        advice: "report this to the release's maintainers")
    case .newerDatabase(let path, let found, let newest):
      Phrasing(
        .migration,
        "\(path) has schema version \(found); the release supports up to \(newest)",
        advice: "upgrade to a newer release, or go back with 'cortex rollback --data restore'")
    case .gap(let path, let found, let known, let next):
      Phrasing(
        .migration,
        "\(path) has schema version \(found), and the release's migrations lead to "
          + "\(known.map { "\($0)" }.joined(separator: " and ")): those before \(next) are missing",
        advice: "upgrade to an earlier release first")
    case .edited(let path, let fileName, let difference):
      Phrasing(
        .migration,
        "\(fileName) was edited after \(path) was migrated with it",
        advice: "ask the release's maintainers for a new migration instead:\n"
          + difference.joined(separator: "\n"))
    case .tooLong(let fileName, let bytes):
      Phrasing(
        .migration,
        "\(fileName) is \(bytes) bytes; the limit is \(Migration.longest)",
        advice: "ask the release's maintainers to split it")
    case .link(let path, let fileName):
      Phrasing(
        .migration,
        "\(path) is a link, and \(fileName) would migrate a file outside the deployment",
        advice: "replace the link with the database itself")
    case .worseThanBefore(let findings, let fileNames):
      Phrasing(
        .migration,
        "\(fileNames.joined(separator: ", ")) introduced new problems on a copy of the database: "
          + findings.map(\.wording.finding).joined(separator: "; "),
        advice: "ask the release's maintainers for a fixed migration")
    case .consentNeeded(let fileNames):
      Phrasing(
        .consentNeeded,
        "\(fileNames.joined(separator: ", ")) \(fileNames.count == 1 ? "removes" : "remove") data "
          + "from the brain",
        advice: "review the plan with --dry-run, then pass --allow-destructive "
          + "(the previous generation keeps the removed data)")
    }
  }
}

extension MigrationFolderError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .missing(let path):
      Phrasing(
        .failed,
        "the folder \(path) does not exist",
        advice: "specify the folder that contains the migrations")
    case .noFolder(let path):
      Phrasing(
        .failed,
        "\(path) is not a folder",
        advice: "specify the folder that contains the migrations")
    case .noMigrations(let path):
      Phrasing(
        .failed,
        "no migrations (NNN_name.sql) in \(path), nor in its subfolders "
          + Release.migrationFolders.joined(separator: " and "),
        advice: "run 'cortex migrate new NAME' to create one")
    case .unusableName(let name):
      Phrasing(
        .failed,
        "\"\(name)\" is not a valid migration name",
        advice: "use letters, digits, _ and -, such as add_tags "
          + "(the number and .sql are added for you)")
    case .unusableDatabase(let name, let fault):
      Phrasing(
        .failed,
        "\"\(name)\" cannot be a database: \(fault)",
        advice: "use a path below cortex-brain/, such as "
          + NewMigration.defaultDatabase)
    case .nameTaken(let path):
      Phrasing(
        .failed,
        "\(path) already exists",
        advice: "choose another name")
    case .noNumberLeft(let path):
      Phrasing(
        .failed,
        "no migration number is left in \(path)",
        advice: "start a new folder")
    case .whichDatabase(let path, let named):
      Phrasing(
        .failed,
        "\(path) could be any of \(named.joined(separator: ", "))",
        advice: "specify the cortex-brain folder that contains it")
    case .noDatabase(let path, let named):
      Phrasing(
        .failed,
        "\(path) neither is nor contains a database that the migrations are for "
          + "(\(named.joined(separator: ", ")))",
        advice: "specify a cortex-brain folder, or a database in it")
    }
  }
}
