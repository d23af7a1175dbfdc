import FileEffects
import ObjectStore
import SystemPackage

/// A schedule as a line of a cron table.
struct CronLine {
  let schedule: Schedule

  /// The line, without a break at its end.
  ///
  /// - Throws: ``ScheduleError/lineBreak(_:)``: cron has no way to write one.
  var text: String {
    get throws(ScheduleError) {
      let commands = schedule.commands.map { $0.map(Self.word).joined(separator: " ") }
      if let path = [schedule.workspace, schedule.program, schedule.store].compactMap(\.self)
        .first(where: { $0.bytes.contains(UInt8(ascii: "\n")) })
      {
        throw .lineBreak(path)
      }
      // cron ends the command at a '%', and gives it the rest to read.
      return "\(time) " + commands.joined(separator: " && ").replacing("%", with: "\\%")
    }
  }

  /// Not all deployments of a machine at the same time: the digest of a path says the minute.
  private var time: String {
    let id = ObjectID(of: schedule.workspace.bytes).description
    let minute = (Int(id.prefix(4), radix: 16) ?? 0) % 60
    return switch schedule.interval {
    case .hourly: "\(minute) * * * *"
    case .daily: "\(minute) 3 * * *"
    case .weekly: "\(minute) 3 * * 0"
    }
  }

  private static func word(_ word: FilePath) -> String {
    Spelling.shellWord(String(decoding: word.bytes, as: UTF8.self))
  }
}
