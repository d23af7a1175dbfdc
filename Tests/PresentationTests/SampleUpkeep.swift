import Generations
import TestSupport

@testable import Presentation
@testable import Upgrades

/// Reports about the program itself, and about what it does by itself.
enum SampleUpkeep {
  private typealias Sample = SampleReports.Sample

  static let all: [SampleReports.Sample] =
    schedules + suggestions + [
      Sample(
        name: "ProgramVersion",
        text: ProgramVersion(
          version: "0.1.0",
          libraries: [.init("SQLite", "3.40.1"), .init("libcurl", nil)], swift: "6.3",
          platform: "PLATFORM"
        ).text)
    ]

  private static func schedule(
    _ action: ScheduleReport.Action, _ every: Schedule.Interval = .daily, changes: Bool = true,
    dryRun: Bool = false, cron: String? = nil, isInstalled: Bool = false
  ) -> String {
    let files = ["service", "timer"].map {
      ScheduleReport.File(path: "FOLDER/NAME.\($0)", text: "[Unit]\n")
    }
    return ScheduleReport(
      action: action, name: "NAME", every: every, workspace: "DIR", files: files, cron: cron,
      isInstalled: isInstalled, changes: changes, dryRun: dryRun
    ).text
  }

  private static let schedules = [
    Sample(name: "ScheduleReport", text: schedule(.show)),
    Sample(name: "ScheduleReport, installed", text: schedule(.show, isInstalled: true)),
    Sample(name: "ScheduleReport, cron", text: schedule(.show, cron: "0 3 * * * COMMAND")),
    Sample(name: "ScheduleReport, install", text: schedule(.install)),
    Sample(
      name: "ScheduleReport, install, dry run", text: schedule(.install, .hourly, dryRun: true)),
    Sample(name: "ScheduleReport, again", text: schedule(.install, .weekly, changes: false)),
    Sample(name: "ScheduleReport, weekly", text: schedule(.install, .weekly)),
    Sample(name: "ScheduleReport, remove", text: schedule(.remove)),
    Sample(name: "ScheduleReport, remove, dry run", text: schedule(.remove, dryRun: true)),
    Sample(name: "ScheduleReport, nothing to remove", text: schedule(.remove, changes: false)),
  ]

  private static let suggestions = [
    Sample(
      name: "GenerationSummary, brief",
      text: GenerationSummary(SampleReports.generation(SampleReports.two, "5.2.0"), nil, nil).brief
        + "\n")
  ]
}
