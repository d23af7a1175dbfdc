import CSQLite

/// Stops statements that do not come to their end, and says meanwhile how long they have been at work.
final class Deadline {
  private let limit: Duration
  /// The time since some moment; that in which the machine sleeps is nobody's work.
  private let clock: () -> Duration
  private let start: Duration
  private var stretchStart: Duration
  private var told = 0
  private var tell: (Int) -> Void = { _ in }

  init(_ seconds: Int, clock: (() -> Duration)? = nil) {
    let begin = SuspendingClock.now
    let clock = clock ?? { SuspendingClock.now - begin }
    (self.clock, limit) = (clock, .seconds(seconds))
    start = clock()
    stretchStart = start
  }

  /// Whether the time is over. `tell` hears of each second that has passed since the stretch began.
  func isOver() -> Bool {
    let now = clock()
    let seconds = Int((now - stretchStart).components.seconds)
    if seconds > told {
      told = seconds
      tell(seconds)
    }
    return now - start > limit
  }

  /// Runs a stretch of work that asks ``isOver()``; `tell` is told of seconds, and of the end (`nil`) if
  /// it was told of any.
  func telling<Value>(
    _ tell: @escaping (Int?) -> Void, _ body: () throws -> Value
  ) rethrows -> Value {
    (stretchStart, told, self.tell) = (clock(), 0, tell)
    defer { if told > 0 { tell(nil) } }
    return try body()
  }

  /// Runs statements of a connection, as a stretch of work.
  func watching<Value>(
    _ handle: OpaquePointer?, telling tell: @escaping (Int?) -> Void = { _ in },
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
