import CZlib

/// Unpacks what ``Deflate`` has packed (RFC 1951), as a whole.
enum Inflate {
  /// `nil` where it is damaged, or is not `length` bytes long.
  static func bytes(_ packed: [UInt8], length: Int) -> [UInt8]? {
    var stream = z_stream()
    guard cortex_begin_inflate(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    // One byte more shows what is longer than it says.
    var bytes = [UInt8](repeating: 0, count: length + 1)
    var packed = packed
    let status = packed.withUnsafeMutableBufferPointer { input in
      bytes.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(clamping: input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(clamping: output.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END, Int(stream.total_out) == length else { return nil }
    bytes.removeLast()
    return bytes
  }
}
