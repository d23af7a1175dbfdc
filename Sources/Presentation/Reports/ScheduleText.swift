import FileEffects
package import Upgrades

extension ScheduleReport {
  package var text: String {
    if let cron { return "# Add this line with 'crontab -e':\n\(cron)\n" }
    switch action {
    case .show:
      return files.map { "# \($0.path)\n\($0.text)" }.joined(separator: "\n")
        + "\n# "
        + (isInstalled
          ? "Installed. 'systemctl --user list-timers' shows when it runs next.\n"
          : "Not installed: 'cortex schedule --install' does that.\n")
    case .install:
      guard changes else { return "The schedule is installed already.\n" + running }
      return Text.list(dryRun ? "Would write" : "Wrote", files.map(\.path))
        + "Takes a snapshot \(often), then drops old generations.\n"
        + (dryRun
          ? "" : "To start it now:\n" + commands(["daemon-reload", "start \(timer)"]) + running)
    case .remove:
      guard changes else { return "No schedule is installed for \(workspace).\n" }
      return Text.list(dryRun ? "Would remove" : "Removed", files.map(\.path))
        + (dryRun ? "" : "To stop it now:\n" + commands(["stop \(timer)", "daemon-reload"]))
    }
  }

  private var timer: String { "\(name).timer" }

  private var often: String {
    switch every {
    case .hourly: "every hour"
    case .daily: "every day"
    case .weekly: "every week"
    }
  }

  private func commands(_ words: [String]) -> String {
    words.map { "  systemctl --user \($0)\n" }.joined()
  }

  private var running: String {
    "It runs while you are logged in; 'loginctl enable-linger' has it run always.\n"
  }
}
