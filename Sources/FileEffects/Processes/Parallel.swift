internal import Dispatch
import Synchronization

/// Works on numbered items with a few threads.
package enum Parallel {
  /// Calls `body` once for each number below `count`, each thread with a state of its own.
  ///
  /// There may be more threads than processors: those that wait for the disk sleep. After a failure no
  /// further item is begun, and the first error is thrown.
  package static func forEach<State, Failure>(
    count: Int, workers: Int, state: @Sendable () throws(Failure) -> State,
    _ body: @Sendable (inout State, Int) throws(Failure) -> Void
  ) throws(Failure) {
    // Not behind a lock: calls can be short, and the threads more than the processors.
    let next = Atomic(0)
    let hasFailed = Atomic(false)
    let failure = Mutex<Failure?>(nil)
    @Sendable func work() {
      do throws(Failure) {
        var own = try state()
        while !hasFailed.load(ordering: .relaxed) {
          let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard number < count else { return }
          try body(&own, number)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
        hasFailed.store(true, ordering: .relaxed)
      }
    }
    run(work, threads: min(workers, count))
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// Runs `work` on this thread and on others, and waits for all of them.
  ///
  /// Each has a queue of its own: those of a shared queue, as of `concurrentPerform`, are no more than
  /// there are processors.
  private static func run(_ work: @Sendable () -> Void, threads: Int) {
    withoutActuallyEscaping(work) { work in
      let queues = (1..<max(1, threads)).map { DispatchQueue(label: "cortex.parallel.\($0)") }
      for queue in queues { queue.async(execute: work) }
      work()
      // A queue gives back what it has run before it begins anything else.
      for queue in queues { queue.sync {} }
    }
  }

  /// Makes numbered items with a few threads, each with a state of its own, and hands them to `use` one
  /// at a time and in order.
  ///
  /// No thread begins an item before the one that it made has been used: there are never more than
  /// `workers` of them. After a failure no further item is begun or used, and the first error is thrown.
  package static func inOrder<State, Item>(
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
