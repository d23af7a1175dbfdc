import ArgumentParser
import FileEffects
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
  func databases(_ display: WorkDisplay, quiet: Bool) -> any BrainDatabases {
    let line = MigrationLine()
    return Deployment.localDatabases(migrationSeconds: migrationTimeout) { fileName, seconds in
      if quiet { return }
      let name = RelativePath.text(of: Array(fileName.utf8))
      let words = seconds.map { Remark.migrating(name, seconds: $0) }
      if !display.note(words), line.isDue(seconds), let words { Terminal.note(words) }
    }
  }
}

/// Where no line counts, a migration that takes long is told of in a line of its own now and then.
final class MigrationLine: Sendable {
  /// After how many seconds, and how often then.
  private static let (first, step) = (5, 30)

  private let next = Mutex(first)

  /// - Parameter seconds: `nil` once it has ended.
  func isDue(_ seconds: Int?) -> Bool {
    next.withLock { next in
      guard let seconds else {
        next = Self.first
        return false
      }
      guard seconds >= next else { return false }
      next = seconds + Self.step
      return true
    }
  }
}
