import ArgumentParser
import FileEffects
import Glibc
import Presentation
import Synchronization
import Upgrades

/// How long migrations may take.
struct MigrationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How long the migrations of one database may take before they are rolled back (default: 60)",
      valueName: "seconds"), transform: Values.count(1...10_000_000, of: .seconds))
  var migrationTimeout = 60

  /// The databases, with this limit; standard error shows the migration at work.
  func databases(quiet: Bool) -> any BrainDatabases {
    let line = MigrationLine()
    return Deployment.localDatabases(migrationSeconds: migrationTimeout) { fileName, seconds in
      if !quiet { line.tell(fileName, seconds) }
    }
  }
}

/// Says on standard error which migration is at work: on a terminal in one line that counts, elsewhere
/// in a line of its own now and then.
final class MigrationLine: Sendable {
  /// After how many seconds, and how often then, progress is printed without a terminal.
  private static let (first, step) = (5, 30)

  private let isTerminal =
    isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
  private let next = Mutex(first)

  func tell(_ fileName: String, _ seconds: Int?) {
    let name = RelativePath.text(of: Array(fileName.utf8))
    if isTerminal {
      Terminal.rewriteLine(seconds.map { Remark.migrating(name, seconds: $0) } ?? "")
      return
    }
    let isDue = next.withLock { next in
      guard let seconds else {
        next = Self.first
        return false
      }
      guard seconds >= next else { return false }
      next = seconds + Self.step
      return true
    }
    if isDue, let seconds { Terminal.warn(Remark.migrating(name, seconds: seconds)) }
  }
}
