public import Databases
public import FileEffects
import SystemPackage

extension DatabaseAccessError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .busy(let database, let seconds, let holder):
      Phrasing(
        .databaseBusy,
        "the database \(database) was locked by \(holder?.description ?? "another program") for "
          + "\(seconds) second\(seconds == 1 ? "" : "s")",
        advice: "end that program or wait for it, and run the command again")
    case .changedMeanwhile(let database):
      Phrasing(
        .changedMeanwhile,
        "the database \(database) was written to after it was saved",
        advice: "run the command again")
    case .unreadable(let database, let reason):
      Phrasing(
        .databaseDamaged,
        "the database \(database) cannot be read by SQLite: \(reason)")
    case .obstructed(let database, let obstacle):
      Phrasing(
        .blocked,
        "the database \(database) cannot be used: \(obstacle.words(for: database).fault)",
        advice: obstacle.words(for: database).remedy)
    case .noSpace(let database, let reason):
      Phrasing(
        .noSpace,
        "the database \(database) could not be used: \(reason)",
        advice: "free some space, and run the command again")
    case .failed(let database, let reason):
      Phrasing(
        .failed,
        "the database \(database) could not be used: \(reason)")
    }
  }
}

extension CarryError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .danglingReference(let table, let parent, let row):
      Phrasing(
        .failed,
        "the row \(row) of \(table) would refer to a row of \(parent) that is not there")
    case .incomplete(let table, let changes, let taken):
      Phrasing(
        .failed,
        "SQLite took \(taken) of \(changes) changes of \(table), and did not say why")
    case .replaced(let table, let rows):
      Phrasing(
        .failed,
        "the table \(table) says ON CONFLICT REPLACE, and \(rows) of its rows would give way to those "
          + "carried")
    case .refused(let table, let reason):
      Phrasing(
        .failed,
        "the table \(table) does not take back a row that it had: \(reason)")
    }
  }
}
