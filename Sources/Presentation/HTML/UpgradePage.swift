package import Generations
package import Upgrades

/// The plan of an upgrade, and the report of one, as web pages: one file each, in which nothing is loaded or run.
package enum UpgradePage {
  /// By which a page is known that may be replaced by another.
  package static let beginning = Page.beginning

  /// The plan, before it is carried out.
  ///
  /// - Parameter refusal: Why it would not be, as it is.
  package static func text(
    of plan: UpgradePlan, refusal: (any Error)? = nil, now: Timestamp
  ) -> String {
    if plan.isEmpty {
      return Page(
        title: "Already up to date", kind: "Plan of an upgrade",
        opening: .paragraph("\(plan.to) is installed."), sections: [], closing: made(now)
      ).text
    }
    var budget = PageBudget()
    return Page(
      title: plan.heading, kind: "Plan \(plan.id): nothing is changed yet",
      opening: .terms(found(plan)),
      sections: [
        Page.Section("decide", "What stands in the way", [obstacle(refusal)]),
        Page.Section("release", "In this release", news(plan)),
        Page.Section("core", "Core", core(plan)),
        Page.Section("brain", "Brain (preserved)", brain(plan)),
        Page.Section(
          "configuration", "Configuration",
          configuration(plan, ("Yours now", "After the upgrade"), &budget)),
        Page.Section("migrations", "Migrations", migrations(plan)),
        Page.Section("impact", "Impact", impact(plan)),
        Page.Section("checks", "Checks", [checks(plan.checks)]),
        Page.Section("next", "Carry it out", refusal == nil ? next(plan) : []),
      ], closing: made(now)
    ).text
  }

  static func made(_ now: Timestamp) -> HTML {
    .paragraph("Written by cortex on \(now.words). This page loads nothing and runs no script.")
  }

  // MARK: What was found

  private static func found(_ plan: UpgradePlan) -> [(String, HTML?)] {
    [
      ("Installed", version(plan.from, plan.fromSource)),
      ("Release", version(plan.to, plan.toSource)),
      ("Brain", plan.impact.brainFiles > 0 ? HTML(brainWords(plan)) : nil),
      ("Writes", plan.impact.filesWritten > 0 ? HTML(plan.writtenWords) : nil),
      (
        "Conflicts",
        plan.conflictCount > 0
          ? "\(plan.conflictCount), \(plan.undecidedCount) of them undecided" : "none"
      ),
    ]
  }

  static func version(_ version: String, _ source: String?) -> HTML {
    version.isEmpty
      ? "an unknown version"
      : "\(HTML.element("strong", [:], HTML(version)))\(source.map { " (\($0))" } ?? "")"
  }

  static func brainWords(_ plan: UpgradePlan) -> String {
    let impact = plan.impact
    return "\(Words.number(impact.brainFiles, "file")), \(Text.bytes(impact.brainBytes))"
      + (impact.databases > 0 ? ", \(Words.number(impact.databases, "database"))" : "")
  }

  private static func obstacle(_ refusal: (any Error)?) -> HTML {
    guard let refusal else { return HTML([]) }
    let phrasing = Phrasing(refusal)
    return .element(
      "div", ["class": "box"],
      .paragraph("As it is, this plan would be refused: \(phrasing.message).")
        + (phrasing.advice.isEmpty ? "" : .paragraph("\(capitalised(phrasing.advice)).")))
  }

  /// As a sentence begins.
  static func capitalised(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst()
  }

  static func news(_ plan: UpgradePlan) -> [HTML] {
    func part(_ title: HTML, _ items: [String]) -> HTML {
      items.isEmpty
        ? HTML([])
        : .heading(title)
          + .list(items.prefix(PageBudget.rows).map { HTML($0.prefix(PageBudget.textLength)) })
          .followed(by: items.count - PageBudget.rows)
    }
    return [
      part("Breaking changes", plan.breaking.map(\.words)), part("New", plan.features),
      part("Deprecated", plan.deprecations.map(\.words)),
    ]
  }

  // MARK: How it goes on

  private static func next(_ plan: UpgradePlan) -> [HTML] {
    [
      .paragraph("In the deployment's folder, type:"), .command(plan.command),
      .note(
        "It asks before it changes anything. If the deployment or the release changes until then, the plan is "
          + "refused. \(HTML.code("cortex rollback")) undoes the upgrade."),
    ]
  }
}
