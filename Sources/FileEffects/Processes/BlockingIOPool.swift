import Glibc
import Synchronization

/// Threads for calls that wait for the disk: more than there are processors, since they sleep.
///
/// Dispatch has no more threads than processors.
enum BlockingIOPool {
  /// As many calls as a disk is given to work on at once.
  private static let limit = 8
  /// A thread for fewer calls is not worth its start.
  private static let least = 16

  /// Calls `body` once for each number below `count`, in no order; after a failure no further call is
  /// begun, and the first one is thrown.
  static func forEach<Failure: Error>(
    count: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> Void
  ) throws(Failure) {
    let threads = min(limit, count / least)
    let work = Work(count: count, body)
    // One that cannot be had leaves its calls to the others.
    let others = (1..<max(1, threads)).compactMap { _ in start(work) }
    work.run()
    for thread in others { pthread_join(thread, nil) }
    if let failure = work.failure { throw failure }
  }

  private class Runnable: @unchecked Sendable {
    func run() {}
  }

  private final class Work<Failure: Error>: Runnable, @unchecked Sendable {
    private let count: Int
    private let body: @Sendable (Int) throws(Failure) -> Void
    /// Not behind a lock: the calls are short, and the threads more than the processors.
    private let next = Atomic(0)
    private let hasFailed = Atomic(false)
    private let firstFailure = Mutex<Failure?>(nil)

    init(count: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> Void) {
      self.count = count
      self.body = body
    }

    var failure: Failure? { firstFailure.withLock { $0 } }

    override func run() {
      while !hasFailed.load(ordering: .relaxed) {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        do throws(Failure) { try body(number) } catch {
          firstFailure.withLock { $0 = $0 ?? error }
          hasFailed.store(true, ordering: .relaxed)
        }
      }
    }
  }

  private static func start(_ work: Runnable) -> pthread_t? {
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(work)
    let code = pthread_create(
      &thread, nil,
      { argument in
        argument.map { Unmanaged<Runnable>.fromOpaque($0).takeRetainedValue() }?.run()
        return nil
      }, argument.toOpaque())
    if code == 0 { return thread }
    argument.release()
    return nil
  }
}
