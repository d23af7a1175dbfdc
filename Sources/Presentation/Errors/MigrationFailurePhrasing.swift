public import Databases
import FileEffects
import SystemPackage

extension MigrationFailure: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .statement(let place, let reason):
      Phrasing(
        .migration,
        "\(place) cannot run on \(place.database): \(reason)",
        advice: "ask the release's maintainers for a migration that fits this database")
    case .notAdditive(let place, let loss):
      Phrasing(
        .migration,
        "\(place) \(loss.words), but its header does not declare it",
        advice: "ask the release's maintainers to declare `-- Destructive: yes`, or to avoid it")
    case .forbidden(let place, let trespass):
      Phrasing(
        .migration,
        "\(place) \(trespass.words), which no migration may do",
        advice: "ask the release's maintainers to remove it")
    case .endless(let place, let seconds):
      Phrasing(
        .migration,
        "\(place) still running on \(place.database) after "
          + "\(seconds) second\(seconds == 1 ? "" : "s"), so it was stopped",
        advice:
          "raise --migration-timeout, or ask the release's maintainers whether it ends")
    case .full(let place):
      Phrasing(
        .migration,
        "\(place) filled the disk with temporary files, or \(place.database) grew to several times "
          + "its size",
        advice: "free some space, or ask the release's maintainers whether it ends")
    case .tooLong(let place):
      Phrasing(
        .migration,
        "\(place) creates a value longer than \(ValueLimits.shortestLimit >> 20) MiB "
          + "and larger than \(place.database)",
        advice: "ask the release's maintainers for a migration that creates shorter values")
    case .rowsLost(let database, let fileNames, let table, let before, let after):
      Phrasing(
        .migration,
        "\(fileNames.joined(separator: ", ")) changed existing rows of \(table) in \(database) "
          + "(\(before) rows before, \(after.map { "\($0)" } ?? "none") after) without declaring it",
        advice: "ask the release's maintainers for a migration that keeps them")
    case .foreignKeys(let database, let fileNames, let table, let before, let after):
      Phrasing(
        .migration,
        "\(fileNames.joined(separator: ", ")) \(fileNames.count == 1 ? "leaves" : "leave") \(after) "
          + "row\(after == 1 ? "" : "s") of \(table) in \(database) with dangling references (\(before) before)",
        advice: "ask the release's maintainers for a migration that keeps the rows referred to")
    }
  }
}

extension MigrationFailure.Place: CustomStringConvertible {
  public var description: String { "\(fileName):\(line):" }
}

extension MigrationFailure.Loss {
  /// The statement's effect, as a clause.
  fileprivate var words: String {
    switch self {
    case .drops(let name): "drops \(name)"
    case .dropsColumn: "drops a column"
    case .renamesColumn: "renames a column"
    case .renamesTable: "renames a table"
    case .deletesRows(let table): "deletes rows of \(table)"
    case .changes(let column, let table): "changes \(column) of \(table)"
    case .writes(let table): "writes to \(table)"
    case .addsTrigger(let table): "lets a trigger change rows written to \(table)"
    }
  }
}

extension MigrationFailure.Trespass {
  /// The statement's effect, as a clause.
  fileprivate var words: String {
    switch self {
    case .pragma(let name): "runs PRAGMA \(name)"
    case .otherDatabase: "reaches into another database"
    case .savepoint: "sets a savepoint"
    case .rollback: "rolls the transaction back"
    case .endsTransaction: "ends the transaction"
    case .loadsExtension: "loads an extension"
    case .namesTokenizer: "calls fts3_tokenizer()"
    case .openComment: "starts an unterminated comment"
    }
  }
}
