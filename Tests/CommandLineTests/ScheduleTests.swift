import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `cortex schedule`, typed.
@Suite(.tags(.process)) struct ScheduleTests {
  @Test func `a line for cron runs what it says`() throws {
    let place = try Workplace()
    let outcome = try place.cortex("schedule", "--cron")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let line = try #require(outcome.output.split(separator: "\n").last.map(String.init))
    #expect(line.contains(#/^\d+ 3 \* \* \* /#))
    let json = try place.cortex("schedule", "--cron", "--every", "hourly", "--json").json()
    #expect(ReportShapes.schedule.problems(in: json).isEmpty)
    #expect(
      json["cron"]?.string?.contains(#/^\d+ \* \* \* \* /#) == true && json["files"] == .list([]))

    try place.write(place.deployment.appending("cortex-brain/documents/new.md"), "new")
    let command = line.split(separator: " ", maxSplits: 5)[5]
    let run = try Program.run(
      "/bin/sh", ["-c", String(command)], in: "/", environment: place.environment)
    #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
    #expect(try place.cortex("gen", "list").output.contains("scheduled"))
  }

  @Test func `a timer is written and removed where systemd runs, and refused elsewhere`() throws {
    let place = try Workplace()
    let settings = ["XDG_CONFIG_HOME": place.folder.appending("settings").string]
    let before = try place.everything()
    let dry = try place.cortex("schedule", "--install", "--dry-run", environment: settings)
    #expect(try place.everything() == before)
    let done = try place.cortex("schedule", "--install", environment: settings)
    #expect(done.status == dry.status)
    guard try place.files.metadata("/run/systemd/system") != nil else {
      #expect(done.status == 1 && done.errors.contains("cortex schedule --cron"), "\(done.errors)")
      return
    }
    #expect(done.status == 0 && done.output.contains("systemctl --user start"))
    let removed = try place.cortex("schedule", "--remove", environment: settings)
    #expect(removed.status == 0 && removed.output.contains("systemctl --user stop"))
  }

  @Test func `what has no store gets no timer, and there is one thing to do at a time`() throws {
    let place = try Workplace(isManaged: false)
    #expect(try place.cortex("schedule", "--cron").status == 1)
    #expect(try place.cortex("schedule", "--cron", "--install").status == 64)
  }
}
