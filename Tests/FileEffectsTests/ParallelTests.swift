import Synchronization
import TestSupport
import Testing

@testable import FileEffects

@Suite(.tags(.unit)) struct ParallelTests {
  struct Refused: Error, Equatable { var number: Int }

  @Test(arguments: [0, 1, 7, 500], [1, 2, 8])
  func `each number is worked on once, whatever the number of threads`(count: Int, workers: Int) {
    let seen = Mutex<[Int]>([])
    Parallel.forEach(count: count, workers: workers) {
    } _: { _, number in
      seen.withLock { $0.append(number) }
    }
    #expect(seen.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test(arguments: [1, 2, 8])
  func `after a failure no further item is begun, and it is thrown`(workers: Int) {
    let count = 1_000_000
    let begun = Atomic(0)
    #expect(throws: Refused(number: 3)) {
      try Parallel.forEach(count: count, workers: workers) {
      } _: { _, number in
        begun.wrappingAdd(1, ordering: .relaxed)
        if number == 3 { throw Refused(number: 3) }
      }
    }
    // How many other threads have begun meanwhile depends on them, but it is not all.
    #expect(begun.load(ordering: .relaxed) < (workers == 1 ? 5 : count))
  }

  /// Makes the numbers' squares, each after a wait of its own, and gives those that were used.
  private func used(
    _ count: Int, workers: Int, refusedIn making: Int? = nil, using: Int? = nil
  ) -> (used: [Int], most: Int, error: Refused?) {
    let used = Mutex<[Int]>([])
    let made = Mutex((now: 0, most: 0))
    do {
      try Parallel.inOrder(count: count, workers: workers) {
      } make: { _, number in
        for _ in 0..<(number &* 2_654_435_761) % 4000 { made.withLock { $0.now += 0 } }
        made.withLock {
          $0.now += 1
          $0.most = max($0.most, $0.now)
        }
        if number == making { throw Refused(number: number) }
        return (number, number * number)
      } use: { number, square in
        if number == using { throw Refused(number: number) }
        made.withLock { $0.now -= 1 }
        used.withLock { $0.append(square) }
      }
    } catch { return (used.withLock { $0 }, made.withLock { $0.most }, error as? Refused) }
    return (used.withLock { $0 }, made.withLock { $0.most }, nil)
  }

  @Test(arguments: [0, 1, 2, 3, 50], 1...5)
  func `pieces are used one by one and in order, and few are there at a time`(
    count: Int, workers: Int
  ) {
    let result = used(count, workers: workers)
    #expect(result.used == (0..<count).map { $0 * $0 })
    #expect(result.most <= workers && result.error == nil)
  }

  @Test(arguments: [0, 1, 7, 49], 1...5)
  func `after a failure nothing more is used, and it is thrown`(number: Int, workers: Int) {
    let before = (0..<number).map { $0 * $0 }
    for result in [
      used(50, workers: workers, refusedIn: number), used(50, workers: workers, using: number),
    ] {
      #expect(result.used == before)
      #expect(result.error == Refused(number: number))
    }
  }
}
