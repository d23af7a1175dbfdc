import ConfigMerge
import ObjectStore

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// What `--verbose` adds to reports: what is decided, and why.
enum SampleReasons {
  private typealias Sample = SampleReports.Sample

  static let all: [SampleReports.Sample] = [
    Sample(
      name: "SnapshotReport, with reasons", text: snapshot.text(of: .snapshot, verbose: true)),
    Sample(name: "DeletionReport, with reasons", text: deletion.text(verbose: true)),
    Sample(name: "MigrationStatusReport, with reasons", text: migrations.text(verbose: true)),
    Sample(name: "MigrationLintReport, with files", text: lint.text(verbose: true)),
    Sample(name: "FileMergeReport, with reasons", text: merge.reasonText),
    Sample(
      name: "SwitchReport, reasons",
      text: SwitchReport.DataReason.allCases.map { reason in
        var report = SampleReports.switching(true, .keep)
        report.dataReason = reason
        return report.dataReasonText
      }.joined()),
    Sample(name: "ResolveReport, with reasons", text: resolution.text(verbose: true)),
  ]

  private static let resolution: ResolveReport = {
    var report = ResolveReport(
      path: "FILE", key: "KEY", resolution: .both, text: nil, fileChanged: false, created: true,
      generation: SampleReports.three, saved: nil, parent: SampleReports.two, dryRun: true,
      warnings: [], recovered: nil)
    report.previous = .upgrade
    return report
  }()

  private static let snapshot: SnapshotReport = {
    var report = SnapshotReport(
      generation: SampleReports.two, created: true, version: "5.2.0", versionSource: "VERSION",
      files: 18, bytes: 17_100, newBytes: 0, dryRun: true, workspace: "DIR",
      fits: ReleaseFit(
        same: 2300, edited: 1, missing: 1, editedFiles: ["EDITED"], missingFiles: ["MISSING"]),
      withoutBase: nil, warnings: [], recovered: nil)
    report.layers = [
      LayerGroup(layer: .core, reason: .shipped, paths: ["CORE"]),
      LayerGroup(layer: .brain, reason: .database, paths: ["DATABASE"]),
    ]
    report.changes = SnapshotReport.Changes(
      since: .first,
      files: SwitchReport.Files(added: ["ADDED"], replaced: ["CHANGED"], removed: ["REMOVED"]),
      folders: 2)
    return report
  }()

  private static let deletion = DeletionReport(
    generations: [SampleReports.two, SampleReports.three], irrecoverable: [],
    verdicts: [
      Retention.Verdict(number: SampleReports.two, reasons: [.recent(5), .lastGood]),
      Retention.Verdict(number: SampleReports.three, reasons: []),
    ], dryRun: true)

  private static let migrations = MigrationStatusReport(
    release: "RELEASE",
    databases: [
      .init(
        path: "a.db", version: 3, newest: 4, applied: ["003_a.sql"], pending: ["004_b.sql"],
        problem: nil)
    ], passedOver: [], ok: false)

  private static let lint = MigrationLintReport(
    folder: "migrations", files: ["003_a.sql", "004_b.sql"], findings: [], against: [])

  private static let merge = FileMergeReport(
    conflicts: [
      UpgradePlan.Conflict(
        key: "KEY", base: "1", local: "2", upgrade: "3", resolution: .local, text: nil,
        kind: .bothChanged, baseLine: 1, localLine: 2, upgradeLine: 3,
        choices: [.local, .upgrade], suggestion: .local, reason: "", remembered: false,
        identity: SampleErrors.object, question: nil)
    ], questions: [],
    changes: [
      .init(path: "a.own", kind: .kept, container: "a", custom: true),
      .init(path: "a.edited", kind: .kept, container: "a", custom: false),
      .init(path: "a.new", kind: .added, container: "a", custom: false),
      .init(path: "a.changed", kind: .replaced, container: "a", custom: false),
      .init(path: "a.old", kind: .removed, container: "a", custom: false),
      .init(path: "", kind: .replaced, container: "", custom: false),
    ], method: .structure, reason: "", bytes: nil)
}
