import ArgumentParser
import FileEffects
import Presentation
import SystemPackage
import Upgrades

struct ScheduleCommand: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Take snapshots by a timer",
    discussion: """
      Prints the units of a systemd timer for this deployment that runs 'cortex snapshot' and 'cortex gc'; \
      with --install, writes them for your user. Where systemd does not run, or with --cron, prints a line \
      for 'crontab -e'.

      Beside what 'cortex gc' keeps by itself, it keeps the newest state of each of the last seven days and \
      of the last four weeks. If another cortex is running at that time, the next time will do.
      """)

  @OptionGroup var deployment: DeploymentOptions
  @OptionGroup var output: OutputOptions
  @Option(help: ArgumentHelp("How often", valueName: "interval"))
  var every = Schedule.Interval.daily
  @Flag(help: "Write the timer") var install = false
  @Flag(help: "Remove the timer") var remove = false
  @Flag(help: "Print a line for cron") var cron = false
  @Flag(help: "Show what would happen without doing it") var dryRun = false

  func validate() throws {
    if [install, remove, cron].count(where: { $0 }) > 1 { throw BadUsage.severalSchedules }
  }

  func run() throws {
    let display = output.display()
    let files = display.files
    let place = try deployment.open(display)
    // A timer for a deployment without a store would fail every time.
    if !remove { _ = try place.report(ListGenerations()) }
    let isElsewhere = place.storeLocation.removingLastComponent() != place.root
    let schedule = Schedule(
      every, program: try program(), workspace: place.root,
      store: isElsewhere ? place.storeLocation : nil)
    let action: ScheduleReport.Action = install ? .install : remove ? .remove : .show
    let folder = cron ? nil : try units(for: action, on: LocalFileSystem())
    let report = try ScheduleDeployment(schedule, action, units: folder)
      .run(on: files, dryRun: dryRun)
    try output.print(report, isForCopying: action == .show) { report.text }
  }

  /// This program, wherever it was found.
  private func program() throws -> FilePath {
    let files = LocalFileSystem()
    do { return try files.resolve("/proc/self/exe") } catch { throw ScheduleError.noProgram }
  }

  /// Where systemd looks for the user's units; `nil` where there is no systemd. What it left can be removed
  /// anywhere.
  private func units(
    for action: ScheduleReport.Action, on files: LocalFileSystem
  ) throws -> FilePath? {
    guard try action == .remove || ScheduleDeployment.hasSystemd(files) else { return nil }
    // One that is not absolute is to be passed over.
    let own = DeploymentOptions.environment("XDG_CONFIG_HOME").flatMap {
      $0.hasPrefix("/") ? $0 : nil
    }
    let home = DeploymentOptions.environment("HOME").map { $0 + "/.config" }
    guard let place = own ?? home else { throw ScheduleError.noConfigurationFolder }
    return try files.resolveNew(FilePath(place).appending("systemd")).appending("user")
  }
}
