import CZlib

/// Compresses for zip archives: deflate (RFC 1951), at the level that makes the smallest packages.
///
/// zlib is linked in, so that a build of this program makes the same bytes on every machine.
public final class Deflate {
  private let stream: UnsafeMutablePointer<z_stream>

  public init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // It fails for want of memory only, which ends a Swift program anyway.
    precondition(cortex_begin_deflate(stream, Self.level) == Z_OK, "zlib has no memory")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  private static let level: Int32 = 9

  /// Compresses some bytes more, and appends to `output` what is finished.
  func add(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    // What zlib counts in is 32 bits wide.
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 << 30)
      rest = rest.dropFirst(piece.count)
      run(UnsafeRawBufferPointer(rebasing: piece), Z_NO_FLUSH, &output)
    }
  }

  /// Appends what is left, and is ready for the next entry.
  func finish(to output: inout [UInt8]) {
    run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, &output)
    deflateReset(stream)
  }

  private func run(
    _ bytes: UnsafeRawBufferPointer, _ flush: Int32, _ output: inout [UInt8]
  ) {
    // zlib reads through this pointer, and does not write.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(bytes.count)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { window in
      repeat {
        stream.pointee.next_out = window.baseAddress
        stream.pointee.avail_out = UInt32(window.count)
        deflate(stream, flush)
        output += window[..<(window.count - Int(stream.pointee.avail_out))]
      } while stream.pointee.avail_out == 0
    }
  }
}
