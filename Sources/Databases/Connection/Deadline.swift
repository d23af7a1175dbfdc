import CSQLite
import Synchronization

/// Stops statements that do not come to their end, and says meanwhile how long they have been at work.
///
/// The thread that they run on asks it, and another one may.
final class Deadline: Sendable {
  private struct Stretch {
    var start: Duration
    var told = 0
    var tell: @Sendable (Int?) -> Void

    mutating func tell(at now: Duration) {
      let seconds = Int((now - start).components.seconds)
      guard seconds > told else { return }
      told = seconds
      tell(seconds)
    }

    func end() { if told > 0 { tell(nil) } }
  }

  let limit: Duration
  /// The time since some moment; that in which the machine sleeps is nobody's work.
  private let clock: @Sendable () -> Duration
  private let start: Duration
  /// The statement at work, if any.
  private let stretch = Mutex<Stretch?>(nil)
  private let place = Mutex<MigrationFailure.Place?>(nil)

  init(_ limit: Duration, clock: (@Sendable () -> Duration)? = nil) {
    let begin = SuspendingClock.now
    let clock = clock ?? { SuspendingClock.now - begin }
    (self.clock, self.limit) = (clock, limit)
    start = clock()
  }

  /// Whether the time is over. Reports each second since the stretch began.
  func isOver() -> Bool {
    let now = clock()
    stretch.withLock { $0?.tell(at: now) }
    return now - start > limit
  }

  /// Notes which statement is at work.
  func enter(_ place: MigrationFailure.Place) { self.place.withLock { $0 = place } }

  /// The statement still at work so long after the time was over: it is reported no more. Reports each
  /// second before.
  func overdue(by grace: Duration) -> MigrationFailure.Place? {
    let now = clock()
    let isOverdue = stretch.withLock { stretch in
      stretch?.tell(at: now)
      guard let found = stretch, now - start > limit + grace else { return false }
      found.end()
      stretch = nil
      return true
    }
    return isOverdue ? place.withLock { $0 } : nil
  }

  /// Runs a stretch of work that asks ``isOver()``; `tell` gets each second, and `nil` at the end if
  /// it got any.
  func telling<Value>(
    _ tell: @escaping @Sendable (Int?) -> Void, _ body: () throws -> Value
  ) rethrows -> Value {
    let start = clock()
    stretch.withLock { $0 = Stretch(start: start, tell: tell) }
    defer {
      stretch.withLock {
        $0?.end()
        $0 = nil
      }
    }
    return try body()
  }

  /// Runs statements of a connection, as a stretch of work.
  func watching<Value>(
    _ handle: OpaquePointer?, telling tell: @escaping @Sendable (Int?) -> Void = { _ in },
    _ body: () throws -> Value
  ) rethrows -> Value {
    let context = Unmanaged.passUnretained(self).toOpaque()
    // Some thousand of SQLite's steps: far less than a second.
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        guard let context else { return 1 }
        return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().isOver() ? 1 : 0
      }, context)
    defer { sqlite3_progress_handler(handle, 0, nil, nil) }
    return try withExtendedLifetime(self) { try telling(tell, body) }
  }
}
