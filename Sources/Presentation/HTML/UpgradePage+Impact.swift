import Databases
import FileEffects
import Upgrades

/// Migrations, impact and checks on a page.
extension UpgradePage {
  static func migrations(_ plan: UpgradePlan) -> [HTML] {
    var parts: [HTML] = []
    if !plan.migrations.isEmpty {
      let rows = plan.migrations.prefix(PageBudget.rows).map { migration in
        [
          HTML("\(migration.number) \(migration.name)"), .code(migration.database),
          HTML(Words.seconds(migration.seconds)),
          migration.isDestructive ? .badge("destructive", .bad) : .badge("adds only", .good),
        ]
      }
      parts.append(
        .table(
          "Migrations, as they went on copies",
          columns: ["Migration", "Database", "Time", "What it does"], rows: rows
        ).followed(by: plan.migrations.count - rows.count))
    }
    for schema in plan.schemaChanges.prefix(PageBudget.rows) where !schema.changes.isEmpty {
      parts.append(
        .heading("Schema of \(HTML.code(schema.database))")
          + .list(schema.changes.prefix(PageBudget.rows).map { HTML("\($0)") })
          .followed(by: schema.changes.count - PageBudget.rows))
    }
    if !plan.passedOver.isEmpty {
      parts.append(
        .heading("Not run")
          + .list(
            plan.passedOver.prefix(PageBudget.rows).map { "\(HTML.code($0.file)): \($0.reason)" }
          ).followed(by: plan.passedOver.count - PageBudget.rows))
    }
    return parts
  }

  static func impact(_ plan: UpgradePlan) -> [HTML] {
    let impact = plan.impact
    return [
      .terms([
        ("Writes", HTML(plan.writtenWords)),
        (
          "Removes", impact.filesRemoved > 0 ? HTML(Words.number(impact.filesRemoved, "file")) : nil
        ),
        ("Takes", plan.dryRun ? impact.seconds.map { HTML(Words.about($0)) } : nil),
        (
          "Migrates",
          plan.migrations.isEmpty ? nil : "in \(plan.migrationTime), as timed on copies"
        ),
      ]),
      plan.warnings.isEmpty
        ? HTML([])
        : .heading("Warnings")
          + .list(plan.warnings.prefix(PageBudget.rows).map { HTML("\($0)") })
          .followed(by: plan.warnings.count - PageBudget.rows),
    ]
  }

  static func checks(
    _ checks: [Check], _ title: HTML = "What was looked at beforehand"
  ) -> HTML {
    if checks.isEmpty { return HTML([]) }
    let rows = checks.prefix(PageBudget.rows).map { check in
      let look: HTML.Look =
        switch check.result {
        case .ok: .good
        case .warning: .careful
        case .failed: .bad
        }
      return [
        HTML(check.name.rawValue), HTML.badge(check.result.rawValue, look),
        HTML(check.detail.prefix(PageBudget.textLength)),
      ]
    }
    return .table(
      title, columns: ["Check", "Result", "What was found"], rows: rows
    )
    .followed(by: checks.count - rows.count)
  }
}
