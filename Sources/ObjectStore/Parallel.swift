internal import Dispatch
import Synchronization

/// Works on numbered pieces with a few threads.
enum Parallel {
  private struct Progress {
    var next = 0
    var failure: (any Error)?
  }

  /// Calls `body` once for each number below `count`, each thread with a state of its own.
  ///
  /// After a failure no further piece is begun, and the first error is thrown.
  static func forEach<State>(
    count: Int, workers: Int, state: @Sendable () throws -> State,
    _ body: @Sendable (inout State, Int) throws -> Void
  ) throws {
    let progress = Mutex(Progress())
    @Sendable func work() {
      do {
        var own = try state()
        while true {
          let number = progress.withLock { progress -> Int? in
            guard progress.failure == nil, progress.next < count else { return nil }
            progress.next += 1
            return progress.next - 1
          }
          guard let number else { return }
          try body(&own, number)
        }
      } catch {
        progress.withLock { $0.failure = $0.failure ?? error }
      }
    }
    let threads = min(workers, count)
    if threads > 1 {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
    } else {
      work()
    }
    if let failure = progress.withLock({ $0.failure }) { throw failure }
  }
}
