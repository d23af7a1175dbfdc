import CSQLite

/// Stops statements that do not come to their end.
final class Deadline {
  private let end: ContinuousClock.Instant

  init(_ seconds: Int) { end = ContinuousClock.now + .seconds(seconds) }

  func watching<Value>(_ handle: OpaquePointer?, _ body: () throws -> Value) rethrows -> Value {
    let context = Unmanaged.passUnretained(self).toOpaque()
    // Some thousand of SQLite's steps: far less than a second.
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        guard let context else { return 1 }
        let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
        return ContinuousClock.now > deadline.end ? 1 : 0
      }, context)
    defer { sqlite3_progress_handler(handle, 0, nil, nil) }
    return try withExtendedLifetime(self) { try body() }
  }
}
