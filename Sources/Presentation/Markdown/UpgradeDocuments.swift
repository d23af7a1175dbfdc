package import Generations
package import Upgrades

/// The report of an upgrade in the forms that stay in the brain.
package enum UpgradeDocuments {
  /// - Parameter number: The generation that holds the state from before.
  @Sendable package static func texts(
    of report: UpgradeReport, before number: Generation.Number, now: Timestamp
  ) -> ReportTexts {
    ReportTexts(
      markdown: UpgradeMarkdown.text(of: report, before: number, now: now),
      html: UpgradePage.text(of: report, before: number, now: now))
  }
}
