internal import Dispatch
public import FileEffects
import Synchronization

/// Runs statements on a thread of their own, and gives it up where one is at work long after its time.
///
/// SQLite asks whether to stop only between its steps, and a step has no bounds: `instr` on two long
/// texts is one, and may take days. The thread of an abandoned one goes on until the process ends.
/// Nobody must use what it has open, and nothing in the work may be of any use but its result.
final class StatementWatch: Sendable {
  /// How long a step may go on after the time is over.
  private static let grace = Duration.seconds(2)
  private static let interval = DispatchTimeInterval.milliseconds(250)

  private let deadline = Mutex<Deadline?>(nil)

  /// Looks at this deadline from now on.
  func follow(_ deadline: Deadline) { self.deadline.withLock { $0 = deadline } }

  /// - Throws: ``MigrationFailure/endless(_:seconds:)`` for an abandoned one, or what `body` throws.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    DispatchQueue(label: "cortex.statements").async {
      let found = Result(catching: body)
      result.withLock { $0 = found }
      isDone.signal()
    }
    while true {
      if isDone.wait(timeout: .now() + Self.interval) == .success,
        let found = result.withLock({ $0 })
      {
        return try found.get()
      }
      let deadline = deadline.withLock { $0 }
      if let deadline, let place = deadline.overdue(by: Self.grace) {
        throw MigrationFailure.endless(place, seconds: Int(deadline.limit.components.seconds))
      }
    }
  }
}

extension SQLiteDatabases {
  /// Makes the pending migrations of a copy that nobody else uses, and is thrown away afterwards.
  ///
  /// A statement that cannot be stopped is given up; it may still be at work on the copy.
  public func rehearse(_ migration: DatabaseMigration) throws -> MigratedDatabase {
    let watch = StatementWatch()
    return try watch.run {
      var results: [MigratedDatabase] = []
      try migrate([migration], watchedBy: watch) { results = $0 }
      return results[0]
    }
  }
}
