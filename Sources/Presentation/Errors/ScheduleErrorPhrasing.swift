import FileEffects
public import Upgrades

extension ScheduleError: Phrased {
  public var phrasing: Phrasing {
    switch self {
    case .lineBreak(let path):
      Phrasing(
        .blocked, "\(path.spelling) has a line break in its name, which a cron table cannot hold",
        advice: "rename it")
    case .noSystemd:
      Phrasing(
        .blocked, "systemd does not run here, so no timer can be installed",
        advice: "'cortex schedule --cron' prints a line for 'crontab -e'")
    case .noConfigurationFolder:
      Phrasing(
        .blocked, "neither XDG_CONFIG_HOME nor HOME is set, so there is no place for a timer",
        advice: "set HOME")
    case .notOurs(let path):
      Phrasing(
        .blocked, "\(path.spelling) was not written by 'cortex schedule'",
        advice: "move it away")
    case .noProgram:
      Phrasing(.blocked, "the path of this program is not known", advice: "is /proc mounted?")
    }
  }
}
