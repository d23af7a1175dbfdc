internal import Dispatch
import Synchronization

/// Works on numbered items with a few threads.
enum Parallel {
  private struct Progress {
    var next = 0
    var failure: (any Error)?
  }

  /// Calls `body` once for each number below `count`, each thread with a state of its own.
  ///
  /// After a failure no further item is begun, and the first error is thrown.
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

  /// Makes numbered items with a few threads, each with a state of its own, and hands them to `use` one
  /// at a time and in order.
  ///
  /// No thread begins an item before the one that it made has been used: there are never more than
  /// `workers` of them. After a failure no further item is begun or used, and the first error is thrown.
  static func inOrder<State, Item>(
    count: Int, workers: Int, state: @Sendable () throws -> State,
    make: @Sendable (inout State, Int) throws -> Item,
    use: @Sendable (Item) throws -> Void
  ) throws {
    let threads = max(1, min(workers, count))
    // An item waits until the one before it was used. Those that wait differ in their remainder.
    let turns = (0..<threads).map { _ in DispatchSemaphore(value: 0) }
    turns[0].signal()
    let hasFailed = Atomic(false)
    try forEach(count: count, workers: threads, state: state) { state, number in
      let item = Result { try make(&state, number) }
      turns[number % threads].wait()
      // Also after a failure: others may be waiting.
      defer { turns[(number + 1) % threads].signal() }
      if hasFailed.load(ordering: .acquiring) { return }
      do { try use(try item.get()) } catch {
        hasFailed.store(true, ordering: .releasing)
        throw error
      }
    }
  }
}
