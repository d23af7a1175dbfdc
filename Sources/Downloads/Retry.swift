/// When to ask again after a failure that may pass.
public struct Retry: Sendable {
  /// So many times in a row without a byte, and no more.
  public var attempts = 5
  /// Fewer where nobody answers at all.
  private static let attemptsToReach = 3
  /// Waits; a test only takes note.
  public var pause: @Sendable (Duration) -> Void
  /// A number from 0 up to 1, so that many who failed at once do not come back at once.
  public var random: @Sendable () -> Double

  static let shortest = 0.5
  static let longest = 30.0

  public init(
    pause: @escaping @Sendable (Duration) -> Void,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    (self.pause, self.random) = (pause, random)
  }

  /// How long to wait after so many failures in a row: twice as long each time, and up to half of it less.
  package func delay(after failures: Int) -> Duration {
    let whole = min(Self.longest, Self.shortest * Double(1 << min(failures - 1, 16)))
    return .milliseconds(Int64(whole * (1 - random() / 2) * 1000))
  }

  /// How long a server may say that it wants to be left alone, in seconds, and is waited for.
  static let longestRest: Int64 = 30

  /// So many bytes more, since most were there, count as progress: a server that cuts off after each byte would be
  /// asked for ever.
  static let leastProgress: UInt64 = 4 << 10

  /// Does `work`, of which ever more bytes are there, as ``run(now:isMoving:_:)`` does.
  func run<Result>(
    now: () -> Int64, progress count: () -> UInt64, _ work: () throws -> Result
  ) throws -> Result {
    var most = count()
    return try run(now: now) {
      defer { most = max(most, count()) }
      return count() >= most + Self.leastProgress
    } _: {
      try work()
    }
  }

  /// Does `work` until it succeeds, fails for good, or has failed too often in a row. `isMoving` says, after a
  /// failure, whether anything came since the last.
  func run<Result>(
    now: () -> Int64, isMoving: () -> Bool = { false }, _ work: () throws -> Result
  ) throws -> Result {
    var failures = 0
    while true {
      do { return try work() } catch let error as WebError {
        if isMoving() { failures = 0 }
        failures += 1
        guard failures < (error.isUnanswered ? min(attempts, Self.attemptsToReach) : attempts)
        else {
          throw error
        }
        if case .rateLimited(_, let until?) = error, until - now() <= Self.longestRest {
          pause(.seconds(max(1, until - now())))
        } else if error.isPassing {
          pause(delay(after: failures))
        } else {
          throw error
        }
      }
    }
  }
}
