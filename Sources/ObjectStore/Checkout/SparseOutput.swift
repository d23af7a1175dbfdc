import FileEffects
import Glibc

/// Writes contents to a file and leaves out whole blocks of zero bytes: what had holes has them again.
struct SparseOutput {
  private let file: any WritableFile
  /// How many bytes were handed in.
  private var end = 0
  /// How many of the last ones are zero and not written yet.
  private var zeros = 0

  /// What file systems give room by.
  private static let blockSize = 4096
  private static let zeroBlock = [UInt8](repeating: 0, count: blockSize)

  /// Of a file of fewer bytes it is not worth looking for them.
  static let leastSize: UInt64 = 64 << 10

  init(_ file: any WritableFile) {
    self.file = file
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    // The bytes to write unchanged begin at `start`.
    var start = 0
    var next = 0
    while next < bytes.count {
      let size = min(bytes.count - next, Self.blockSize - end % Self.blockSize)
      if Self.isZero(UnsafeRawBufferPointer(rebasing: bytes[next..<next + size])) {
        if start < next { try file.append(UnsafeRawBufferPointer(rebasing: bytes[start..<next])) }
        start = next + size
        zeros += size
      } else if zeros > 0 {
        try writeZeros()
      }
      next += size
      end += size
    }
    if start < next { try file.append(UnsafeRawBufferPointer(rebasing: bytes[start..<next])) }
  }

  /// Writes the rest; to be called once, at the end.
  mutating func finish() throws(FileError) {
    if zeros > 0 { try writeZeros() }
  }

  /// Whole blocks become a hole, the parts of blocks around them are written.
  private mutating func writeZeros() throws(FileError) {
    let first = end - zeros
    let head = min(zeros, (Self.blockSize - first % Self.blockSize) % Self.blockSize)
    let hole = (zeros - head) / Self.blockSize * Self.blockSize
    try writeZeros(head)
    if hole > 0 { try file.appendHole(hole) }
    try writeZeros(zeros - head - hole)
    zeros = 0
  }

  private func writeZeros(_ count: Int) throws(FileError) {
    if count == 0 { return }
    var failure: FileError?
    Self.zeroBlock.withUnsafeBytes { bytes in
      do throws(FileError) {
        try file.append(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // For most blocks the first byte is enough.
    guard bytes.first == 0, let start = bytes.baseAddress else { return false }
    return zeroBlock.withUnsafeBytes { zero in
      zero.baseAddress.map { memcmp(start, $0, bytes.count) == 0 } ?? false
    }
  }
}
