import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The units and the line that have a deployment looked after.
@Suite(.tags(.unit)) struct ScheduleTests {
  private static let odd: FilePath = #"/home/me/50% of "my" $HOME\ plan é/CORTEX"#

  private func schedule(
    _ interval: Schedule.Interval = .daily, workspace: FilePath = "/home/me/CORTEX"
  ) -> Schedule {
    Schedule(interval, program: "/usr/bin/cortex", workspace: workspace)
  }

  private func run(
    _ action: ScheduleReport.Action, _ schedule: Schedule? = nil, on disk: SimulatedDisk,
    dryRun: Bool = false
  ) throws -> ScheduleReport {
    try ScheduleDeployment(schedule ?? self.schedule(), action, units: "/home/me/units")
      .run(on: disk, dryRun: dryRun)
  }

  @Test func `each deployment has units of its own`() {
    let names = ["/a/CORTEX", "/b/CORTEX", "/a/CORTEX 2", "/", "/a/ü"].map {
      schedule(workspace: $0).name
    }
    #expect(Set(names).count == names.count)
    #expect(names[0].wholeMatch(of: /cortex-cortex-[0-9a-f]{10}/) != nil)
    for name in names { #expect(name.wholeMatch(of: /[a-z0-9-]+/) != nil) }
  }

  @Test func `a path with signs that mean something to systemd stays that path`() {
    let line = SystemdUnits.commandLine(["/usr/bin/cortex", Self.odd, "/a\nb"])
    #expect(
      line
        == #":"/usr/bin/cortex" "/home/me/50%% of \"my\" $HOME\\ plan é/CORTEX" "/a\x0ab""#)
    let text = SystemdUnits(schedule: schedule(workspace: #"/a\"#)).serviceText
    #expect(text.split(separator: "\n").allSatisfy { !$0.hasSuffix("\\") })
    #expect(text.contains("SuccessExitStatus=75"))
  }

  @Test func `a line for cron ends at no percent sign, and a path with a line break is refused`()
    throws
  {
    let line = try CronLine(schedule: schedule(.weekly, workspace: Self.odd)).text
    #expect(line.contains(#/^\d+ 3 \* \* 0 /#))
    #expect(line.contains(#"'/home/me/50\% of "my" $HOME\ plan é/CORTEX'"#), "\(line)")
    #expect(throws: ScheduleError.lineBreak("/a\nb")) {
      try CronLine(schedule: schedule(workspace: "/a\nb")).text
    }
  }

  @Test
  func `installing writes the units and enables the timer, once, and removing leaves nothing`()
    throws
  {
    let disk = SimulatedDisk()
    try disk.ensureDirectory("/home/me")
    let dry = try run(.install, on: disk, dryRun: true)
    #expect(try dry.changes && disk.metadata("/home/me/units") == nil)
    let done = try run(.install, on: disk)
    #expect(done.changes && done.files == dry.files)
    for file in done.files { #expect(try disk.text(FilePath(file.path)) == file.text) }
    let link = FilePath("/home/me/units/timers.target.wants/\(done.name).timer")
    #expect(try disk.linkTarget(link) == Array("../\(done.name).timer".utf8))
    #expect(try run(.show, on: disk).isInstalled)
    #expect(try !run(.install, on: disk).changes)
    #expect(try run(.install, schedule(.hourly), on: disk).changes)
    #expect(try !run(.show, on: disk).isInstalled)
    #expect(try run(.remove, on: disk).changes)
    #expect(try !run(.remove, on: disk).changes)
    #expect(
      try disk.snapshotOfTree("/home/me/units").keys.sorted() == ["timers.target.wants"])
  }

  @Test func `a unit that somebody else wrote is neither replaced nor removed`() throws {
    let disk = SimulatedDisk()
    let path = FilePath("/home/me/units/\(schedule().name).service")
    try disk.write(path, "[Service]\n")
    for action in [ScheduleReport.Action.install, .remove] {
      #expect(throws: ScheduleError.notOurs(path)) { try run(action, on: disk) }
    }
    #expect(try disk.text(path) == "[Service]\n")
  }

  @Test func `without systemd there is a line for cron, and nothing to install`() throws {
    let disk = SimulatedDisk()
    let shown = try ScheduleDeployment(schedule(), .show, units: nil).run(on: disk, dryRun: false)
    #expect(shown.cron?.hasSuffix("/home/me/CORTEX --quiet") == true && shown.files.isEmpty)
    #expect(throws: ScheduleError.noSystemd) {
      try ScheduleDeployment(schedule(), .install, units: nil).run(on: disk, dryRun: false)
    }
  }
}
