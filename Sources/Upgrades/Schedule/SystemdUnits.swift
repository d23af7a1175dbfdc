import FileEffects
import SystemPackage

/// A schedule as two units of systemd, for the user's own manager.
struct SystemdUnits {
  let schedule: Schedule

  var service: String { "\(schedule.name).service" }
  var timer: String { "\(schedule.name).timer" }

  /// The first line of each: only files that begin with it are replaced or removed.
  static let mark = "# Written by 'cortex schedule'."

  /// What the units are for; no line may end with a part of the path, which may be a backslash.
  private var purpose: String {
    let folder = Spelling.text(of: schedule.workspace.bytes).replacing("%", with: "%%")
    return "CORTEX in \(folder): snapshot and gc"
  }

  var serviceText: String {
    """
    \(Self.mark)
    [Unit]
    Description=\(purpose)
    Documentation=man:cortex-schedule(1)

    [Service]
    Type=oneshot
    \(schedule.commands.map { "ExecStart=\(Self.commandLine($0))" }.joined(separator: "\n"))
    # Another cortex was at work: the next time will do.
    SuccessExitStatus=75
    Nice=10
    IOSchedulingClass=idle

    """
  }

  var timerText: String {
    """
    \(Self.mark)
    [Unit]
    Description=\(purpose), \(schedule.interval.rawValue)
    Documentation=man:cortex-schedule(1)

    [Timer]
    OnCalendar=\(schedule.interval.rawValue)
    # Once, soon after the machine is on again, if it was off at that time.
    Persistent=true
    RandomizedDelaySec=\(schedule.interval == .hourly ? "5min" : "1h")

    [Install]
    WantedBy=timers.target

    """
  }

  /// Words as systemd reads them (man 5 systemd.service, "Command lines"): ``Spelling`` has the escapes of C, as
  /// it has; `%` would stand for something else, and the colon has it put no variable in the place of a `$`.
  static func commandLine(_ words: [FilePath]) -> String {
    ":"
      + words.map { word in
        let text = Spelling.text(of: word.bytes)
        return "\"\(text.replacing("\"", with: "\\\"").replacing("%", with: "%%"))\""
      }.joined(separator: " ")
  }
}
