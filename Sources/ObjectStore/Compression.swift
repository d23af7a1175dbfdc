internal import CZstd

/// Compresses frames, with one context that is used again: a third faster than a fresh one each.
///
/// Whoever takes it from the list of idle ones has it alone, so it may go from thread to thread.
final class Compressor: @unchecked Sendable {
  private let context: OpaquePointer
  private var buffer: [UInt8] = []

  static let level: Int32 = 3

  init() throws {
    guard let context = ZSTD_createCCtx() else { throw StoreError.compression("out of memory") }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
    // The digests are the check; a second checksum would be 4 bytes and some time a frame.
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Calls `body` with the frame that `bytes` become.
  func compress<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let bound = ZSTD_compressBound(bytes.count)
    if buffer.count < bound { buffer = [UInt8](repeating: 0, count: bound) }
    let size = buffer.withUnsafeMutableBytes { target in
      ZSTD_compress2(context, target.baseAddress, target.count, bytes, bytes.count)
    }
    guard ZSTD_isError(size) == 0 else {
      throw StoreError.compression(String(cString: ZSTD_getErrorName(size)))
    }
    return try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<size])) }
  }
}

/// Decompresses frames.
final class Decompressor {
  private let context: OpaquePointer

  init() throws {
    guard let context = ZSTD_createDCtx() else { throw StoreError.compression("out of memory") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// Fills `target` with what `frame` holds; `false` unless it holds exactly that many bytes.
  func decompress(_ frame: UnsafeRawBufferPointer, into target: inout [UInt8]) -> Bool {
    let size = target.withUnsafeMutableBytes { window in
      ZSTD_decompressDCtx(
        context, window.baseAddress, window.count, frame.baseAddress, frame.count)
    }
    return ZSTD_isError(size) == 0 && size == target.count
  }
}
