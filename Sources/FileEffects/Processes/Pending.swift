internal import Dispatch
import Synchronization

/// A value that another thread works out.
package final class Pending<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let end = DispatchSemaphore(value: 0)

  fileprivate init() {}

  /// Waits for the value; throws what working it out threw.
  package func value() throws -> Value {
    end.wait()
    end.signal()
    guard let result = result.withLock({ $0 }) else { preconditionFailure("nobody was at work") }
    return try result.get()
  }

  fileprivate func workOut(_ work: () throws -> Value) {
    let found = Result { try work() }
    result.withLock { $0 = found }
    end.signal()
  }
}

extension Parallel {
  /// Calls `body` while another thread is at `work`, whose value `body` asks for when it needs it. Returns
  /// when both have ended. With one worker `work` is done first.
  package static func beside<Value: Sendable, Outcome>(
    workers: Int, _ work: @Sendable () throws -> Value,
    _ body: (Pending<Value>) throws -> Outcome
  ) rethrows -> Outcome {
    let pending = Pending<Value>()
    guard workers > 1 else {
      pending.workOut(work)
      return try body(pending)
    }
    return try withoutActuallyEscaping(work) { work in
      let queue = DispatchQueue(label: "cortex.beside")
      queue.async { pending.workOut(work) }
      // Also where `body` fails: nobody else knows that something is still at work.
      defer { queue.sync {} }
      return try body(pending)
    }
  }

  /// The values of numbered items, worked out by a few threads, each with a state of its own.
  package static func map<State, Value: Sendable>(
    count: Int, workers: Int, state: @Sendable () throws -> State,
    _ body: @Sendable (inout State, Int) throws -> Value
  ) throws -> [Value] {
    let values = Mutex([Value?](repeating: nil, count: count))
    try forEach(count: count, workers: workers, state: state) { state, number in
      let value = try body(&state, number)
      values.withLock { $0[number] = value }
    }
    return values.withLock { $0.compactMap(\.self) }
  }
}
