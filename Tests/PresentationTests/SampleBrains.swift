import Databases

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// Reports of exported and imported brains.
enum SampleBrains {
  static let reports: [SampleReports.Sample] =
    [
      SampleReports.Sample(name: "ExportBrainReport", text: exported.text),
      SampleReports.Sample(
        name: "BackupText",
        text: BackupText.readme(
          SampleReports.two, "5.2.0", SampleErrors.time, ["DATABASE", "OTHER"])),
      SampleReports.Sample(
        name: "BackupText, no version",
        text: BackupText.readme(SampleReports.two, "", SampleErrors.time, [])),
    ]
    + [(true, true), (false, true), (false, false)].map { dryRun, created in
      SampleReports.Sample(
        name: "ImportBrainReport\(dryRun ? ", dry run" : "")\(created ? "" : ", nothing to do")",
        text: imported(dryRun: dryRun, created: created).text(verbose: false))
    }

  private static let exported = ExportBrainReport(
    to: "FOLDER",
    databases: [
      ExportBrainReport.Database(
        SampleErrors.relative("DATABASE"), "FILE.yaml",
        ExportedDatabase(
          tables: [
            TableRows(name: "patterns", rows: 39), TableRows(name: "conversations", rows: 1),
          ], notExported: ["TABLE"]))
    ], warnings: [])

  private static func imported(dryRun: Bool, created: Bool) -> ImportBrainReport {
    var result = ImportedDatabase()
    result.tables = [.init(name: "TABLE", rows: 9, added: created ? 4 : 0, present: 3)]
    result.kept = [
      .init(table: "TABLE", key: "id = 1"),
      .init(table: "TABLE", key: "id = 2", rule: "UNIQUE constraint failed: TABLE.name"),
    ]
    return ImportBrainReport(
      source: "FOLDER", generation: SampleReports.three, saved: dryRun ? nil : SampleReports.two,
      before: SampleReports.two, created: created,
      databases: [
        ImportBrainReport.Database(
          SampleErrors.relative("DATABASE"), isCreated: dryRun, result)
      ], takeBack: .goTo(SampleReports.two, restoringBrain: true), dryRun: dryRun, warnings: [],
      recovered: dryRun
        ? nil : .init(from: SampleReports.two, to: SampleReports.three, isFinished: true, left: []))
  }
}
