import FileEffects
package import Generations
package import Upgrades

/// The report of an upgrade on a page, as it stays in the brain beside the Markdown and the JSON.
extension UpgradePage {
  /// - Parameter number: The generation that holds the state from before.
  package static func text(
    of report: UpgradeReport, before number: Generation.Number, now: Timestamp
  ) -> String {
    let plan = report.plan
    var budget = PageBudget()
    let guide = guide(plan)
    return Page(
      title: plan.heading, kind: "Report of \(now.words)",
      opening: .paragraph(
        "Generation \(report.generation) is in force. The previous state is generation \(number); to go back, "
          + "run \(HTML.code("cortex rollback --to \(number)")).")
        + .terms([
          ("From", version(plan.from, plan.fromSource)), ("To", version(plan.to, plan.toSource)),
        ]),
      sections: [
        Page.Section("action", "Action required", actions(plan)),
        Page.Section("core", "Core", core(plan)),
        Page.Section("brain", "Brain (preserved)", brain(plan)),
        Page.Section(
          "configuration", "Configuration", configuration(plan, ("Before", "After"), &budget)),
        Page.Section("migrations", "Migrations", migrations(plan)),
        Page.Section("proof", "Databases before and after", proof(report)),
        Page.Section("impact", "Impact", impact(plan)),
        Page.Section("checks", "Checks", [checks(report.checks)] + checksAfter(report)),
        Page.Section("guide", "Migration guide", guide + news(plan)),
        Page.Section("back", "Going back", back(number)),
      ], closing: made(now)
    ).text
  }

  // MARK: Action required

  private static func actions(_ plan: UpgradePlan) -> [HTML] {
    var items: [HTML] = []
    for file in plan.config {
      items += file.conflicts.map { action($0, in: file.path) }
      items += file.outdated.map {
        HTML("\(Finding.configuration(.outdated($0, file: file.path)))")
      }
    }
    items += plan.deprecatedKeys.map { HTML($0.words) }
    items += plan.breaking.map { HTML("this release breaks: \($0.words)") }
    items += plan.conflicts.map {
      "\(HTML.code($0.path)): the release ships a file of this name, too; \($0.resolution.words)"
    }
    guard !items.isEmpty else { return [.paragraph("Nothing: no answer is open to doubt.")] }
    return [
      .list(Array(items.prefix(PageBudget.rows))).followed(by: items.count - PageBudget.rows)
    ]
  }

  private static func action(_ conflict: UpgradePlan.Conflict, in file: String) -> HTML {
    "\(HTML.code(file)), \(HTML.code(conflict.place)): \(conflict.outcome)"
      + (conflict.command(in: file).map { "; to change that: \(HTML.code($0))" } ?? "")
  }

  // MARK: Proof

  private static func proof(_ report: UpgradeReport) -> [HTML] {
    var left = PageBudget.proofRows
    var parts: [HTML] = []
    for database in report.databases {
      let shown = database.tables.prefix(left)
      left -= shown.count
      if shown.isEmpty && !database.tables.isEmpty { continue }
      let rows = shown.map { table in
        [
          HTML.code(table.name), number(table.rowsBefore), digest(table.digestBefore),
          number(table.rowsAfter), digest(table.digestAfter), verdict(table),
        ]
      }
      parts.append(
        .table(
          .code(database.path),
          columns: ["Table", "Rows before", "Digest", "Rows after", "Digest", "Proof"], rows: rows
        ).followed(by: database.tables.count - shown.count))
    }
    if parts.isEmpty { return [] }
    let all = report.databases.reduce(0) { $0 + $1.tables.count }
    return parts + [
      all > PageBudget.proofRows
        ? .note("\(Words.number(all, "table")) in all; the JSON beside this page has each of them.")
        : HTML([]),
      .note(
        "A digest covers all rows of a table, in any order; of a migrated one the columns that were there before."
      ),
    ]
  }

  private static func number(_ rows: Int?) -> HTML { rows.map { HTML(Words.digits($0)) } ?? "–" }

  private static func digest(_ digest: String?) -> HTML {
    digest.map { .code($0.prefix(16)) } ?? "–"
  }

  private static func verdict(_ table: DatabaseComparison.Table) -> HTML {
    if table.digestBefore == nil { return .badge("new") }
    if table.digestAfter == nil { return .badge("removed", .bad) }
    let isSame =
      table.rowsBefore == table.rowsAfter && table.digestBefore == table.digestAfter
    return isSame ? .badge("the same", .good) : .badge("changed", .careful)
  }

  private static func checksAfter(_ report: UpgradeReport) -> [HTML] {
    if report.checksAfter.isEmpty { return [] }
    return [
      checks(report.checksAfter, "What is known of the state after"),
      .note(HTML(UpgradeDocuments.proven)),
    ]
  }

  // MARK: Guide

  private static func guide(_ plan: UpgradePlan) -> [HTML] {
    let entries = plan.config.flatMap { file in file.outdated.map { (file.path, $0) } }
    func keys(_ names: [String]) -> HTML {
      HTML(names.enumerated().map { ($0 == 0 ? "" : ", ") + HTML.code($1) })
    }
    let items = entries.prefix(PageBudget.rows).map { path, entry in
      "\(HTML.code(entry.path)) in \(HTML.code(path)): "
        + (entry.missing.isEmpty ? "" : "add \(keys(entry.missing))")
        + (entry.missing.isEmpty || entry.dropped.isEmpty ? "" : "; ")
        + (entry.dropped.isEmpty ? HTML([]) : "remove \(keys(entry.dropped))")
    }
    let own: [HTML] =
      items.isEmpty
      ? []
      : [
        .heading("In your own entries"),
        .list(Array(items)).followed(by: entries.count - items.count),
      ]
    return
      (plan.breakingChanges.isEmpty
      ? [.paragraph("The release lists no breaking changes.")] : []) + own
  }

  private static func back(_ number: Generation.Number) -> [HTML] {
    [
      .command("cortex rollback --to \(number)"),
      .note(
        "What you did since stays; \(HTML.code("--data restore")) restores the brain as well. One file as it was: "
          + "\(HTML.code("cortex gen cat \(number) PATH"))."),
    ]
  }
}
