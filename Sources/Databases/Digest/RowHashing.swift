internal import Dispatch
import Synchronization

/// Adds up the digests of rows; those of many rows on a second core, while the next are read.
///
/// Memory is bounded: at most three batches of half a megabyte wait, and a row with a long value is
/// hashed where it lies.
final class RowHashing: Sendable {
  private let queue = DispatchQueue(label: "cortex.rows")
  private let places = DispatchSemaphore(value: 3)
  private let total = Mutex(DigestSum())

  func add(_ batch: Batch) {
    places.wait()
    queue.async { [self] in
      let sum = batch.sum
      total.withLock { $0 += sum }
      places.signal()
    }
  }

  /// Waits for all that was added.
  func finish() -> DigestSum {
    queue.sync {}
    return total.withLock(\.self)
  }
}

extension RowHashing {
  /// Rows one after another, each as the bytes that ``RowDigest`` hashes.
  struct Batch: Sendable, RowSink {
    private var bytes: [UInt8] = []
    /// Where each row ends.
    private var ends: [Int] = []
    /// Whether the row at hand has a value that is left out.
    private var isIncomplete = false

    private static let size = 512 << 10
    private static let longestValue = 64 << 10

    init() { bytes.reserveCapacity(Self.size + Self.longestValue) }

    var isFull: Bool { bytes.count >= Self.size }

    mutating func add(_ kind: ValueKind, _ bits: UInt64) {
      bytes.append(kind.rawValue)
      withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ kind: ValueKind, _ contents: UnsafeRawBufferPointer) {
      guard contents.count <= Self.longestValue else { return isIncomplete = true }
      add(kind, UInt64(contents.count))
      bytes.append(contentsOf: contents)
    }

    /// Ends a row. Returns whether it is in the batch: one with a long value is not.
    mutating func endRow() -> Bool {
      guard !isIncomplete else {
        isIncomplete = false
        bytes.removeSubrange((ends.last ?? 0)...)
        return false
      }
      ends.append(bytes.count)
      return true
    }

    /// The sum of the rows' digests.
    var sum: DigestSum {
      var sum = DigestSum()
      bytes.withUnsafeBytes { bytes in
        var start = 0
        for end in ends {
          var digest = RowDigest()
          digest.add(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
          sum += digest.finish()
          start = end
        }
      }
      return sum
    }
  }
}
