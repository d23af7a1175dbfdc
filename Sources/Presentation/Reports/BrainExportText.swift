import Databases
import FileEffects
public import Upgrades

extension ExportBrainReport {
  package var text: String {
    let lost = databases.flatMap { database in
      database.notExported.map { "\($0) in \(database.path)" }
    }
    return Text.table(
      databases.map { database in
        [
          "  " + database.file,
          Text.count(database.tables.count, "table"),
          Text.count(database.tables.reduce(0) { $0 + $1.rows }, "row"),
        ]
      })
      + Text.list("Not exported: search indexes without text, or tables of unknown modules", lost)
      + "Exported \(Text.count(patterns, "pattern")), \(Text.count(conversations, "conversation")) "
      + "and all other tables of \(Text.count(databases.count, "database")) to \(to).\n"
      + "To read them back, run 'cortex import-brain \(Spelling.shellWord(to))'.\n"
  }
}

extension ImportBrainReport: Proposal {
  package var changesNothing: Bool { !created }

  /// A summary of what would change, in a few lines.
  package var stake: String { text(listing: 3) }

  package func text(verbose: Bool) -> String { text(listing: verbose ? .max : 20) }

  private func text(listing limit: Int) -> String {
    let first = recovered.map { "First, \($0).\n" } ?? ""
    return first + Text.table(databases.map(\.row))
      + Text.list(
        "Not imported, since the brain has another row there", databases.flatMap(\.keptWords),
        limit: limit)
      + (!created ? "The brain has all of \(source) that it can take.\n" : dryRun ? plan : result)
  }

  private var plan: String {
    "\(Text.count(added, "row")) would be added and none changed; the present state "
      + (saved.map { "would be saved as generation \($0).\n" } ?? "is generation \(before).\n")
  }

  private var result: String {
    "\(Text.count(added, "row")) added; none was changed.\n"
      + "Generation \(generation) is now in force; the previous state is generation \(before).\n"
      + "To undo this, run '\(takeBack)'.\n"
  }
}

extension ImportBrainReport.Database {
  fileprivate var row: [String] {
    [
      "  " + path, created ? "new" : "",
      "\(added) added", "\(present) already there", kept > 0 ? "\(kept) not imported" : "",
    ]
  }

  fileprivate var keptWords: [String] {
    let more = kept - keptRows.count
    return keptRows.map { "\($0.table) in \(path): \($0.key)" + ($0.rule.map { " (\($0))" } ?? "") }
      + (more > 0 ? ["\(more) more in \(path)"] : [])
  }
}
