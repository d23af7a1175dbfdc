public import FileEffects
public import SystemPackage

/// A schedule, and what becomes of its files.
public struct ScheduleReport: Encodable, Hashable, Sendable {
  public enum Action: String, Encodable, Hashable, Sendable {
    case show, install, remove
  }

  /// A file of the schedule, with what is or would be in it.
  public struct File: Encodable, Hashable, Sendable {
    public var path: String
    public var text: String
  }

  public var action: Action
  public var name: String
  public var every: Schedule.Interval
  public var workspace: String
  /// The units; empty where the schedule is a line for cron.
  public var files: [File]
  /// `null` where there are units.
  @OrNull public var cron: String?
  /// Whether all of it was there already when this was asked.
  public var isInstalled: Bool
  /// Whether files were written or removed, or would be.
  public var changes: Bool
  public var dryRun: Bool
}

/// Shows, installs or removes the schedule of a deployment.
///
/// Touches nothing but the two units and the link by which systemd finds the timer. It starts no program: whether
/// a timer is at work is systemd's business, and what to type for it is in the report.
public struct ScheduleDeployment {
  private let schedule: Schedule
  private let action: ScheduleReport.Action
  /// Where systemd looks for the user's units; `nil` where there is no systemd, or a line for cron is wanted.
  private let folder: FilePath?

  public init(_ schedule: Schedule, _ action: ScheduleReport.Action, units folder: FilePath?) {
    (self.schedule, self.action, self.folder) = (schedule, action, folder)
  }

  /// Whether systemd manages this machine.
  public static func hasSystemd(_ files: any FileSystem) throws -> Bool {
    try files.metadata("/run/systemd/system") != nil
  }

  public func run(on files: any FileSystem, dryRun: Bool) throws -> ScheduleReport {
    var report = ScheduleReport(
      action: action, name: schedule.name, every: schedule.interval,
      workspace: schedule.workspace.spelling, files: [], cron: nil, isInstalled: false,
      changes: false, dryRun: dryRun)
    guard let folder else {
      guard action == .show else { throw ScheduleError.noSystemd }
      report.cron = try CronLine(schedule: schedule).text
      return report
    }
    let units = SystemdUnits(schedule: schedule)
    let wanted = [(units.service, units.serviceText), (units.timer, units.timerText)].map {
      (path: folder.appending($0.0), text: $0.1)
    }
    report.files = wanted.map { ScheduleReport.File(path: $0.path.spelling, text: $0.text) }
    let link = folder.appending("timers.target.wants").appending(units.timer)
    let found = try wanted.map { try text(of: $0.path, on: files) }
    let isLinked = try files.metadata(link) != nil
    report.isInstalled = isLinked && zip(wanted, found).allSatisfy { $0.text == $1 }
    switch action {
    case .show: break
    case .install:
      report.changes = !report.isInstalled
      if report.changes && !dryRun { try install(wanted, link, on: files) }
    case .remove:
      report.changes = isLinked || found.contains { $0 != nil }
      if report.changes && !dryRun { try remove(wanted.map(\.path), link, on: files) }
    }
    return report
  }

  /// - Throws: ``ScheduleError/notOurs(_:)``.
  private func text(of path: FilePath, on files: any FileSystem) throws -> String? {
    guard let found = try files.metadata(path) else { return nil }
    guard found.isRegular, found.size < 1 << 16 else { throw ScheduleError.notOurs(path) }
    let text = String(decoding: try files.read(path), as: UTF8.self)
    guard text.hasPrefix(SystemdUnits.mark) else { throw ScheduleError.notOurs(path) }
    return text
  }

  private func install(
    _ wanted: [(path: FilePath, text: String)], _ link: FilePath, on files: any FileSystem
  ) throws {
    let enabled = link.removingLastComponent()
    try files.ensureDirectory(enabled)
    for (path, text) in wanted { try files.replace(path, with: Array(text.utf8)) }
    // Last: a timer without its service would fail.
    if try files.metadata(link) == nil, let timer = wanted.last?.path.lastComponent {
      try files.createLink(link, to: Array("../\(timer.string)".utf8))
      try files.syncDirectory(enabled)
    }
  }

  private func remove(
    _ paths: [FilePath], _ link: FilePath, on files: any FileSystem
  ) throws {
    // First: a timer without its service would fail.
    if try files.metadata(link) != nil {
      try files.remove(link)
      try files.syncDirectory(link.removingLastComponent())
    }
    try files.remove(paths)
    try files.syncDirectory(paths[0].removingLastComponent())
  }
}
