public import Databases
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
        "the release has two migrations of one number, \(first) and \(second)",
        advice: "its author has to give one of them another")
    case .missing(let number, let after, let before):
      Phrasing(
        .migration,
        "the release has no migration \(number), between \(after) and \(before)",
        advice: "get the whole release, or ask its author")
    case .versionsDoNotRise(let path, let earlier, let later):
      Phrasing(
        .migration,
        "\(later) leads \(path) to no higher version than \(earlier) before it",
        advice: "its author has to mend that")
    case .newerDatabase(let path, let found, let newest):
      Phrasing(
        .migration,
        "\(path) is at version \(found), and the release knows it up to \(newest)",
        advice: "upgrade to a newer release, or go back with 'cortex rollback --data restore'")
    case .gap(let path, let found, let known, let next):
      Phrasing(
        .migration,
        "\(path) is at version \(found), and the release's migrations lead to "
          + "\(known.map { "\($0)" }.joined(separator: ", ")): what comes before \(next) is missing",
        advice: "upgrade to an earlier release first")
    case .edited(let path, let fileName, let difference):
      Phrasing(
        .migration,
        "\(fileName) is not what \(path) was migrated with",
        advice: "ask the release's author for a new migration in its place:\n"
          + difference.joined(separator: "\n"))
    case .tooLong(let fileName, let bytes):
      Phrasing(
        .migration,
        "\(fileName) has \(bytes) bytes, and a migration may have \(Migration.longest)",
        advice: "its author has to split it")
    case .link(let path, let fileName):
      Phrasing(
        .migration,
        "\(path) is a link, and \(fileName) is to migrate what it leads to, which is not part of the "
          + "deployment",
        advice: "put the database itself in its place")
    case .worseThanBefore(let findings, let fileNames):
      Phrasing(
        .migration,
        "\(fileNames.joined(separator: ", ")), tried on a copy, "
          + "\(fileNames.count == 1 ? "leaves" : "leave") the database worse than it was: "
          + findings.map(\.wording.finding).joined(separator: ", "),
        advice: "ask the release's author for a fixed migration")
    case .consentNeeded(let fileNames):
      Phrasing(
        .consentNeeded,
        "\(fileNames.joined(separator: ", ")) \(fileNames.count == 1 ? "takes" : "take") something "
          + "away from the brain",
        advice: "look at the plan with --dry-run, and say --allow-destructive to "
          + "agree: what goes stays in the generation from before")
    }
  }
}

extension MigrationFolderError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .missing(let path):
      Phrasing(
        .failed,
        "there is no folder \(path)",
        advice: "name the one that holds the migrations")
    case .noFolder(let path):
      Phrasing(
        .failed,
        "\(path) is no folder",
        advice: "name the one that holds the migrations")
    case .noMigrations(let path):
      Phrasing(
        .failed,
        "there are no migrations (NNN_name.sql) in \(path), nor below it in "
          + Release.migrationFolders.joined(separator: ", "),
        advice: "'cortex migrate new NAME' begins one")
    case .unusableName(let name):
      Phrasing(
        .failed,
        "\"\(name)\" is no name for a migration",
        advice: "use letters, digits, _ and -, such as add_tags: "
          + "number and .sql come by themselves")
    case .unusableDatabase(let name, let reason):
      Phrasing(
        .failed,
        "\"\(name)\" cannot be a database: \(reason)",
        advice: "name a path below cortex-brain/, such as "
          + NewMigration.defaultDatabase)
    case .nameTaken(let path):
      Phrasing(
        .failed,
        "\(path) has that name already",
        advice: "choose another")
    case .noNumberLeft(let path):
      Phrasing(
        .failed,
        "no number is left in \(path)",
        advice: "begin a new folder")
    case .whichDatabase(let path, let named):
      Phrasing(
        .failed,
        "\(path) can be any of \(named.joined(separator: ", "))",
        advice: "name the cortex-brain folder that holds it")
    case .noDatabase(let path, let named):
      Phrasing(
        .failed,
        "\(path) is none of the databases that the migrations are for, and holds none "
          + "(\(named.joined(separator: ", ")))",
        advice: "name a cortex-brain folder, or a database of it")
    }
  }
}

extension MigrationFailure: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .statement(let place, let reason):
      Phrasing(
        .migration,
        "\(place) cannot be run on \(place.database): \(reason)",
        advice: "ask the release's author for a migration that fits this database")
    case .notAdditive(let place, let what):
      Phrasing(
        .migration,
        "\(place) \(what), and its header does not say so",
        advice: "its author has to add `-- Destructive: yes`, or do without")
    case .forbidden(let place, let what):
      Phrasing(
        .migration,
        "\(place) \(what), which no migration may do",
        advice: "its author has to take that out")
    case .endless(let place, let seconds):
      Phrasing(
        .migration,
        "\(place) was still at work on \(place.database) after \(seconds) second\(seconds == 1 ? "" : "s") and was stopped",
        advice:
          "give it more time with --migration-timeout, or ask the release's author whether it ends")
    case .full(let place):
      Phrasing(
        .migration,
        "\(place) filled the disk for temporary files, or made \(place.database) several times as large "
          + "as it was",
        advice: "free some space, or ask the release's author whether it ends")
    case .tooLong(let place):
      Phrasing(
        .migration,
        "\(place) makes a value longer than \(ValueLimits.shortestLimit >> 20) MiB, and than all that "
          + "\(place.database) holds",
        advice: "ask the release's author for a migration that makes shorter ones")
    case .rowsLost(let database, let fileNames, let table, let before, let after):
      Phrasing(
        .migration,
        "\(fileNames.joined(separator: ", ")) changed rows of \(table) in \(database) that were "
          + "there before (\(before) rows before, \(after.map { "\($0)" } ?? "none") after), and no "
          + "header says so",
        advice: "ask the release's author for a migration that keeps them")
    case .foreignKeys(let database, let fileNames, let table, let before, let after):
      Phrasing(
        .migration,
        "\(fileNames.joined(separator: ", ")) \(fileNames.count == 1 ? "leaves" : "leave") \(after) "
          + "row\(after == 1 ? "" : "s") of \(table) in \(database) that refer\(after == 1 ? "s" : "") "
          + "to rows that are not there, and before there were \(before)",
        advice: "ask the release's author for a migration that keeps what is referred to")
    }
  }
}

extension MigrationFailure.Place: CustomStringConvertible {
  public var description: String { "\(fileName), line \(line)," }
}

extension MigrationError: Phrased {
  public var phrasing: Phrasing {
    Phrasing(
      .migration, "\(fileName)\(line.map { ", line \($0)," } ?? "") \(message)", advice: remedy)
  }
}
