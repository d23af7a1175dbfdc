import FileEffects
import Generations
import Releases

/// The report of an upgrade as the files that are left in the brain.
///
/// It is put in place with everything else, so whoever can read it knows that the upgrade went
/// through: had anything gone wrong, it would have been taken back with the rest.
enum ReportDocument {
  static let folder = ProductLayout.path(ProductLayout.current.reportFolder)

  /// A name that is free, and beside it that of the JSON: one upgrade never overwrites another's
  /// report, nor a file of the user's.
  static func path(
    now: Timestamp, isTaken: (RelativePath) throws -> Bool
  ) throws -> RelativePath {
    let stem = "\(folder)/UPGRADE-REPORT-\(now.dateText)"
    var number = 1
    while true {
      let ending = number == 1 ? "" : "-\(number)"
      let path = RelativePath(unchecked: Array("\(stem)\(ending).md".utf8))
      if try !isTaken(path) && !isTaken(jsonPath(beside: path)) { return path }
      number += 1
    }
  }

  static func jsonPath(beside path: RelativePath) -> RelativePath {
    RelativePath(unchecked: Array(path.bytes.dropLast(3)) + Array(".json".utf8))
  }

  static func json(of report: UpgradeReport) throws -> [UInt8] {
    Array((try StableJSON.report(report) + "\n").utf8)
  }

  /// - Parameter number: The generation that holds the state from before.
  static func text(
    of report: UpgradeReport, before number: Generation.Number, now: Timestamp
  ) -> String {
    let plan = report.plan
    let before = "generation \(number)"
    var lines = [
      "# \(plan.isDowngrade ? "Downgrade" : "Upgrade") from "
        + "\(plan.from.isEmpty ? "an unknown version" : plan.from) to \(plan.to)", "",
      "\(now). Generation \(report.generation) is in force; \(before) is as it was before.", "",
      "To go back: `cortex rollback --to \(number)`. To look at one file as it was: "
        + "`cortex gen cat \(number) PATH`.", "",
      "| files | |", "|---|---|",
      "| added | \(plan.files.added.count) |",
      "| replaced | \(plan.files.replaced.count) |",
      "| removed, no longer shipped | \(plan.files.removed.count) |",
      "| of the brain, kept as they are | \(plan.files.preserved.count) |", "",
    ]
    lines += section("Removed: core files that the release no longer ships", plan.files.removed) {
      "`\($0)`"
    }
    lines += section("No longer shipped, and kept", plan.files.left) { "`\($0)`" }
    lines += section("Core files that you had edited", plan.core) { file in
      "`\(file.path)`: \(file.words)"
        + (file.see.map { "; `\($0)` shows your edit" } ?? "")
        + (file.restore.map { ", `\($0)` puts your file back" } ?? "")
    }
    lines += section("Configurations", configurations(plan, before: before)) { $0 }
    lines += section("Action required", actions(plan)) { $0 }
    lines += databases(report)
    lines += migrations(plan)
    lines += ["", "## Checks", ""]
    lines += report.checks.map {
      "- \($0.name.rawValue): \($0.result.rawValue) – \(Spelling.line("\($0.finding)"))"
    }
    lines += ["", "## Migration guide", ""]
    lines +=
      plan.breakingChanges.isEmpty
      ? ["The release names no breaking changes."]
      : plan.breakingChanges.map { "- \(Spelling.line($0))" }
    let guide = guide(plan)
    if !guide.isEmpty { lines += ["", "In your own entries:", ""] + guide }
    if !plan.features.isEmpty {
      lines += ["", "New:", ""] + plan.features.map { "- \(Spelling.line($0))" }
    }
    return Spelling.lines(lines.joined(separator: "\n") + "\n")
  }

  private static func databases(_ report: UpgradeReport) -> [String] {
    func cells(_ rows: Int?, _ digest: String?) -> String {
      "\(rows.map { "\($0)" } ?? "–") | \(digest.map { "`\($0.prefix(16))`" } ?? "–") |"
    }
    let heading = [
      "## Databases", "", "| database | table | rows before | digest | rows after | digest |",
      "|---|---|---|---|---|---|",
    ]
    return heading
      + report.databases.flatMap { database in
        database.tables.map { table in
          "| `\(database.path)` | `\(Spelling.line(table.name))` | "
            + cells(table.rowsBefore, table.digestBefore) + " "
            + cells(table.rowsAfter, table.digestAfter)
        }
      }
  }

  private static func migrations(_ plan: UpgradePlan) -> [String] {
    if plan.migrations.isEmpty { return ["", "None of them was written to by the \(plan.step)."] }
    var lines = [
      "", "Digests of migrated databases are over the columns that were there before.", "",
      "## Migrations", "", "| database | migration | time on a copy |", "|---|---|---|",
    ]
    lines += plan.migrations.map {
      "| `\($0.database)` | \($0.number) \(Spelling.line($0.name))\($0.isDestructive ? ", destructive" : "") | "
        + "\(Words.seconds($0.seconds)) |"
    }
    lines.append("")
    for schema in plan.schemaChanges {
      lines += schema.changes.map { "- `\(schema.database)`: \(Spelling.line($0))" }
    }
    return lines
  }

  private static func section<Item>(
    _ title: String, _ items: [Item], _ line: (Item) -> String
  ) -> [String] {
    items.isEmpty ? [] : ["## \(title)", ""] + items.map { "- " + line($0) } + [""]
  }
}
