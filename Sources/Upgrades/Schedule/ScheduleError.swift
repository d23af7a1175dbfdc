public import SystemPackage

/// Why a schedule cannot be had; nothing was changed.
public enum ScheduleError: Error, Hashable, Sendable {
  /// The path has a line break in it, and is for a cron table.
  case lineBreak(FilePath)
  /// There is no systemd that could keep a timer.
  case noSystemd
  /// The environment says neither where configurations are nor which folder is the user's home.
  case noConfigurationFolder
  /// A file of that name is there, and somebody else wrote it.
  case notOurs(FilePath)
  /// The program's own path is not known.
  case noProgram
}
