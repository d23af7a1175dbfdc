import FileEffects
import Releases
import SystemPackage

@testable import Generations
@testable import Presentation
@testable import Upgrades

/// What is shown while a command works, and what its log says afterwards, each sentence at least once.
enum SampleProgress {
  static let reports = [
    brain, phases, meter, events, log, emptyLog, recentLog, logFaults, steps(upgrades),
  ]

  /// Three upgrades in a row, the first of which is done.
  static let upgrades = [
    UpgradeStep(from: "5.0.0", to: "5.1.0", source: "PLACE", generation: SampleErrors.two),
    UpgradeStep(
      from: "5.1.0", to: "5.2.0", source: "OTHER",
      breaking: [ReleaseNotice(what: "CHANGE", instead: "WAY")]),
    UpgradeStep(from: "5.2.0", to: "5.3.0", source: "CHANNEL"),
  ]

  /// One that failed, and could be undone or not.
  static let failures = [
    StepsError(
      step: 2, count: 3, version: SampleErrors.version("5.2.0"),
      cause: FileError(.write, SampleErrors.path, .noSpace),
      start: .first),
    StepsError(
      step: 2, count: 3, version: nil,
      cause: SwitchError(
        outcome: .rolledBack, cause: FileError(.write, SampleErrors.path, .noSpace)),
      start: .first, problem: NotedError(FileError(.read, SampleErrors.path, .ioError))),
  ]

  private static func steps(_ upgrades: [UpgradeStep]) -> SampleReports.Sample {
    SampleReports.Sample(
      name: "UpgradeStep",
      text: StepsText.planned(upgrades) + StepsText.begins(2, of: upgrades) + "\n"
        + StepsText.undoing(to: .first) + "\n" + StepsText.undone(to: .first) + "\n"
        + StepsText.done(upgrades, from: .first))
  }

  private static let results: [PhaseResult] = [
    .preflight(from: "5.2.0", to: "5.3.0", signedBy: nil),
    .preflight(from: "", to: "5.3.0", signedBy: "F648CB4B8897DDD0"),
    .preflight(from: "5.3.0", to: "5.3.0", signedBy: nil),
    .backup(files: 3651, bytes: 405_000_000, databases: 20),
    .backup(files: 1, bytes: 10, databases: 0),
    .plan(changes: 2310, conflicts: 1, migrations: 2, seconds: 0.42),
    .plan(changes: 1, conflicts: 0, migrations: 0, seconds: 0),
    .plan(changes: 0, conflicts: 0, migrations: 0, seconds: 0),
    .core(added: 12, replaced: 2310, removed: 3), .core(added: 0, replaced: 0, removed: 0),
    .migrations(0, databases: 0), .migrations(2, databases: 1),
    .configurations(merged: 3, conflicts: 1), .configurations(merged: 0, conflicts: 2),
    .configurations(merged: 0, conflicts: 0),
    .validation(databases: 20, tables: 130, rows: 7957),
    .validation(databases: 0, tables: 0, rows: 0),
  ]

  private static let phases = SampleReports.Sample(
    name: "PhaseResult",
    text: results.map { $0.line(width: nil) + "\n" }.joined() + "at 40 columns:\n"
      + results.map { $0.line(width: 40) + "\n" }.joined())

  private static let figures = [
    WorkProgress.Figures(),
    WorkProgress.Figures(items: 1200, bytes: 300_000_000),
    WorkProgress.Figures(
      items: 1200, bytes: 300_000_000, expectedItems: 3651, expectedBytes: 405_000_000),
    WorkProgress.Figures(items: 12, bytes: 0, expectedItems: 47, expectedBytes: 0),
    WorkProgress.Figures(items: 50, bytes: 9, expectedItems: 47, expectedBytes: 8),
  ]

  private static let steps = figures.flatMap { figures in
    [
      StepProgress(step: .readDeployment, figures: figures, seconds: 4),
      StepProgress(step: .store, figures: figures, seconds: 0.6, phase: .core),
    ]
  }

  private static let meter = SampleReports.Sample(
    name: "StepProgress",
    text: [100, 60, 40, 10].map { width in
      "at \(width) columns:\n" + steps.map { $0.text(width: width) + "\n" }.joined()
    }.joined())

  private static let events = SampleReports.Sample(
    name: "ProgressEvent",
    text: ([ProgressEvent(began: .core), ProgressEvent(ended: results[8], seconds: 1.5)]
      + steps.map { ProgressEvent($0) }).map { $0.line + "\n" }.joined())

  private static let brain = SampleReports.Sample(
    name: "BrainCounts",
    text: [(127, 43, 12), (1, 1, 1), (0, 0, 0)].map { conversations, patterns, templates in
      let counts = BrainCounts(conversations: conversations, patterns: patterns)
      return
        "\(counts.words ?? "nothing"); \(counts.keptWords(templates: templates) ?? "nothing")\n"
    }.joined())

  // MARK: The log

  private static let entries = [
    entry("init", "", "5.2.0", nil, 1, 0.25, .done),
    entry("upgrade", "5.2.0", "5.3.0", 1, 3, 1.5, .done),
    entry("gen pin", "5.3.0", "5.3.0", 3, 3, 0.01, .done),
    entry("upgrade", "5.3.0", "5.3.0", 3, 3, 2, .failed),
    entry("upgrade", "5.3.0", "5.3.0", 3, 3, 2, .undone),
    entry("rollback", "5.3.0", "5.2.0", 3, nil, 2, .needsAttention),
    entry("snapshot", "", "", 3, 4, 0, .found),
  ]

  private static func entry(
    _ action: String, _ from: String, _ to: String, _ before: Int?, _ after: Int?,
    _ seconds: Double, _ result: ActionEntry.Result
  ) -> ActionEntry {
    ActionEntry(
      time: SampleErrors.time, action: action, user: "USER", host: result == .found ? "" : "HOST",
      from: from, to: to, before: before.flatMap { Generation.Number(rawValue: $0) },
      generation: after.flatMap { Generation.Number(rawValue: $0) }, seconds: seconds,
      result: result, problem: result == .failed ? "PROBLEM" : nil)
  }

  private static let faults: [ActionLogFault] = [
    .edited(line: 3), .missing(4...4), .missing(4...6), .moved(line: 5, entry: 2),
    .unchained(line: 6), .otherEnd(entry: 7), .endUnknown,
  ]

  private static let log = SampleReports.Sample(
    name: "LogReport", text: LogReport(entries: entries, count: 7, faults: []).text)
  private static let emptyLog = SampleReports.Sample(
    name: "LogReport, empty", text: LogReport(entries: [], count: 0, faults: []).text)
  private static let recentLog = SampleReports.Sample(
    name: "LogReport, nothing since",
    text: LogReport(entries: [], count: 7, faults: []).text
      + LogReport(entries: [], count: 1, faults: []).verdict
      + LogReport(entries: [], count: 7, faults: []).verdict)
  private static let logFaults = SampleReports.Sample(
    name: "LogReport, damaged",
    text: LogReport(entries: Array(entries.prefix(1)), count: 1, faults: faults).text
      + LogReport(entries: [], count: 1, faults: faults).verdict)
}
