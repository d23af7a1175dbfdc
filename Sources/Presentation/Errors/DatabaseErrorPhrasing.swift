public import Databases
public import FileEffects
import SystemPackage

extension DatabaseAccessError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .busy(let database, let seconds, let holder):
      Phrasing(
        .databaseBusy,
        "the database \(database) is locked by \(holder?.description ?? "another program"): "
          + "gave up after \(seconds) second\(seconds == 1 ? "" : "s")",
        advice: "close that program, or wait for it to finish, then try again")
    case .changedMeanwhile(let database):
      Phrasing(
        .changedMeanwhile,
        "the database \(database) changed after it was saved",
        advice: "try again")
    case .unreadable(let database, let fault):
      Phrasing(
        .databaseDamaged,
        "SQLite cannot read the database \(database): \(fault)")
    case .obstructed(let database, let obstacle):
      Phrasing(
        .blocked,
        "cannot use the database \(database): \(obstacle.words(for: database).fault)",
        advice: obstacle.words(for: database).remedy)
    case .noSpace(let database, let fault):
      Phrasing(
        .noSpace,
        "cannot use the database \(database): \(fault)",
        advice: "free some space and try again")
    case .failed(let database, let fault):
      Phrasing(
        .failed,
        "cannot use the database \(database): \(fault)",
        advice: fault.advice)
    }
  }
}

extension CarryError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .danglingReference(let table, let parent, let row):
      Phrasing(
        .failed,
        "row \(row) of \(table) would refer to a missing row of \(parent)")
    case .incomplete(let table, let changes, let taken):
      Phrasing(
        .failed,
        "SQLite applied only \(taken) of \(changes) changes to \(table) and gave no reason")
    case .replaced(let table, let rows):
      Phrasing(
        .failed,
        "\(table) is declared ON CONFLICT REPLACE, so carried rows would replace \(rows) of its rows"
      )
    case .refused(let table, let reason):
      Phrasing(
        .failed,
        "\(table) does not accept a row it had before: \(reason)")
    }
  }
}
