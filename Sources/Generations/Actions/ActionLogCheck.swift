/// A fault in a log of actions. Lines count from 1.
public enum ActionLogFault: Hashable, Sendable {
  /// The line is no entry, or not what its digest says.
  case edited(line: Int)
  /// These entries are not there.
  case missing(ClosedRange<Int>)
  /// The line stands where another entry belongs.
  case moved(line: Int, entry: Int)
  /// The line is whole, and does not name the entry before it.
  case unchained(line: Int)
  /// The last entry is not the one that was written last.
  case otherEnd(entry: Int)
  /// Nothing says any more where the log ends.
  case endUnknown
}

/// A log of actions, read from its beginning to its end.
public struct ActionLogCheck: Hashable, Sendable {
  /// Those that can be read, in the log's order.
  public private(set) var entries: [ActionEntry] = []
  public private(set) var faults: [ActionLogFault] = []

  public init(of log: ActionLog) throws {
    // First: what another process adds meanwhile makes the log longer, and nothing missing.
    let end = try log.end()
    var chain = Chain()
    var incomplete: Int?
    try log.forEachLine { line, isComplete in
      if isComplete { chain.add(line) } else { incomplete = chain.lines + 1 }
    }
    chain.end(end, incomplete: incomplete)
    (entries, faults) = (chain.entries, chain.faults)
  }

  /// The lines so far.
  struct Chain {
    private(set) var entries: [ActionEntry] = []
    private(set) var faults: [ActionLogFault] = []
    private(set) var lines = 0
    private var last: ActionLine?
    private var hasBreak = false

    mutating func add(_ text: ArraySlice<UInt8>) {
      lines += 1
      guard let line = ActionLine(text) else {
        faults.append(.edited(line: lines))
        hasBreak = true
        return
      }
      let expected = (last?.entry.sequence ?? 0) + 1
      let sequence = line.entry.sequence
      if sequence < expected {
        faults.append(.moved(line: lines, entry: sequence))
      } else if sequence > expected {
        // What cannot be read stands for one of those that are missing.
        if !hasBreak || sequence > expected + 1 { faults.append(.missing(expected...sequence - 1)) }
      } else if line.entry.previous != last?.digest {
        faults.append(.unchained(line: lines))
      }
      hasBreak = false
      entries.append(line.entry)
      if sequence >= expected { last = line }
    }

    /// - Parameter incomplete: The number of a last line that does not end.
    mutating func end(_ end: ActionLog.End?, incomplete: Int?) {
      guard let end else {
        // After the first entry the power can fail before it is counted.
        if lines > 1 || lines == 1 && last?.entry.sequence != 1 { faults.append(.endUnknown) }
        return
      }
      let count = last?.entry.sequence ?? 0
      if count < end.count {
        if let incomplete { faults.append(.edited(line: incomplete)) }
        if !hasBreak || end.count > count + 1 { faults.append(.missing(count + 1...end.count)) }
      } else if count == end.count, last?.digest != end.digest {
        faults.append(.otherEnd(entry: count))
      }
      // One more than that: the power failed before it was counted.
    }
  }
}
