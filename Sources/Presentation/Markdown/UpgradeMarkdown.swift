import FileEffects
package import Generations
package import Upgrades

/// The report of an upgrade as Markdown, as it stays in the brain.
package enum UpgradeMarkdown {
  /// - Parameter number: The generation that holds the state from before.
  package static func text(
    of report: UpgradeReport, before number: Generation.Number, now: Timestamp
  ) -> String {
    let plan = report.plan
    let before = "generation \(number)"
    var lines = [
      "# \(plan.isDowngrade ? "Downgrade" : "Upgrade") from "
        + "\(plan.from.isEmpty ? "an unknown version" : plan.from) to \(plan.to)", "",
      "\(now). Generation \(report.generation) is in force; \(before) is the previous state.", "",
      "To go back, run `cortex rollback --to \(number)`. To see a file as it was, run "
        + "`cortex gen cat \(number) PATH`.", "",
      "| files | |", "|---|---|",
      "| added | \(plan.files.added.count) |",
      "| replaced | \(plan.files.replaced.count) |",
      "| removed (no longer shipped) | \(plan.files.removed.count) |",
      "| kept (brain) | \(plan.files.preserved.count) |", "",
    ]
    lines += section("Removed: core files that the release no longer ships", plan.files.removed) {
      "`\($0)`"
    }
    lines += section("No longer shipped, but kept", plan.files.left) { "`\($0)`" }
    lines += section("Core files that you had edited", plan.core) { file in
      "`\(file.path)`: \(file.words)"
        + (file.see.map { "; `\($0)` shows your edit" } ?? "")
        + (file.restore.map { ", `\($0)` puts your file back" } ?? "")
    }
    lines += section("Configurations", configurations(plan, before: before)) { $0 }
    lines += section("Action required", actions(plan)) { $0 }
    lines += databases(report)
    lines += migrations(plan)
    lines += checks(report)
    lines += ["", "## Migration guide", ""]
    lines +=
      plan.breakingChanges.isEmpty
      ? ["The release lists no breaking changes."]
      : plan.breaking.map { "- \(Spelling.line($0.words))" }
    let guide = guide(plan)
    if !guide.isEmpty { lines += ["", "In your own entries:", ""] + guide }
    if !plan.deprecations.isEmpty {
      lines +=
        ["", "Deprecated:", ""] + plan.deprecations.map { "- \(Spelling.line($0.words))" }
    }
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

  private static func checks(_ report: UpgradeReport) -> [String] {
    func rows(_ checks: [Check], _ when: String) -> [String] {
      checks.map {
        "| \(when) | \($0.name.rawValue) | \($0.result.rawValue) | "
          + "\(Spelling.line("\($0.finding)").replacing("|", with: "\\|")) |"
      }
    }
    return ["", "## Checks", "", "| when | check | result | what was found |", "|---|---|---|---|"]
      + rows(report.checks, "before") + rows(report.checksAfter, "after")
      + (report.checksAfter.isEmpty ? [] : ["", UpgradeDocuments.proven])
  }

  private static func migrations(_ plan: UpgradePlan) -> [String] {
    if plan.migrations.isEmpty { return ["", "The \(plan.step) wrote to none of them."] }
    var lines = [
      "", "Digests of migrated databases cover the columns that existed before.", "",
      "## Migrations", "", "| database | migration | time on a copy |", "|---|---|---|",
    ]
    lines += plan.migrations.map {
      "| `\($0.database)` | \($0.number) \(Spelling.line($0.name))\($0.isDestructive ? ", destructive" : "") | "
        + "\(Words.seconds($0.seconds)) |"
    }
    lines.append("")
    for schema in plan.schemaChanges {
      lines += schema.changes.map { "- `\(schema.database)`: \(Spelling.line("\($0)"))" }
    }
    return lines
  }

  private static func section<Item>(
    _ title: String, _ items: [Item], _ line: (Item) -> String
  ) -> [String] {
    items.isEmpty ? [] : ["## \(title)", ""] + items.map { "- " + line($0) } + [""]
  }
}
