import FileEffects
import Upgrades

/// Core files and the brain on a page.
extension UpgradePage {
  static func core(_ plan: UpgradePlan) -> [HTML] {
    let others = Set(plan.config.map(\.path) + plan.files.installed)
    return [
      .names("Added", plan.files.added.filter { !others.contains($0) }),
      .names("Replaced", plan.files.replaced.filter { !others.contains($0) }),
      .names("Removed, as the release no longer ships them", plan.files.removed),
      edited(plan), own(plan),
    ]
  }

  /// Core files that the user edited: what becomes of each, and how to see and undo that.
  private static func edited(_ plan: UpgradePlan) -> HTML {
    if plan.core.isEmpty { return HTML([]) }
    let rows = plan.core.prefix(PageBudget.rows).map { file in
      [
        HTML.code(file.path),
        HTML(file.words)
          + HTML(
            [("To see your edit: ", file.see), ("To put yours back: ", file.restore)]
              .map { name, command in
                command.map { .element("div", [:], HTML(name) + .code("\($0)")) } ?? ""
              }),
      ]
    }
    return .heading("Core files that you edited")
      + .table(
        "What becomes of them; your edits stay in the store",
        columns: ["File", "What becomes of it"], rows: rows
      ).followed(by: plan.core.count - rows.count)
  }

  private static func own(_ plan: UpgradePlan) -> HTML {
    if plan.conflicts.isEmpty { return HTML([]) }
    let rows = plan.conflicts.prefix(PageBudget.rows).map {
      [HTML.code($0.path), HTML($0.resolution.words)]
    }
    return .heading("Your own files at paths that the release ships")
      + .table("What becomes of them", columns: ["File", "What becomes of it"], rows: rows)
      .followed(by: plan.conflicts.count - rows.count)
  }

  static func brain(_ plan: UpgradePlan) -> [HTML] {
    let isKnown = plan.impact.brainFiles > 0
    return [
      isKnown
        ? .paragraph(
          "\(brainWords(plan)): "
            + (plan.migrations.isEmpty
              ? "none is touched." : "nothing but the migrations below touches them."))
        : HTML([]),
      .names("Kept, although the release ships them too", plan.files.preserved),
      .names("Missing, and installed", plan.files.installed),
      .names("No longer shipped, but kept", plan.files.left),
      plan.lostDatabases.isEmpty
        ? HTML([])
        : .list(plan.lostDatabases.map { HTML($0.wording.line) }),
    ]
  }
}
