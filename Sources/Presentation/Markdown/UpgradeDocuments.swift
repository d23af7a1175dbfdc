package import Generations
package import Upgrades

/// The report of an upgrade in the forms that stay in the brain.
package enum UpgradeDocuments {
  /// Why a report can say what it was not there to see.
  static let proven =
    "The checks of the state after were made before it was put in force: had a database or a configuration been "
    + "worse than before, everything would have been put back, this report too."

  /// - Parameter number: The generation that holds the state from before.
  @Sendable package static func texts(
    of report: UpgradeReport, before number: Generation.Number, now: Timestamp
  ) -> ReportTexts {
    ReportTexts(
      markdown: UpgradeMarkdown.text(of: report, before: number, now: now),
      html: UpgradePage.text(of: report, before: number, now: now))
  }
}
