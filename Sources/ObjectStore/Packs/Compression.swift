internal import CZstd

/// Compresses frames, with one context that is used again: a third faster than a fresh one each.
///
/// Whoever takes it from the list of idle ones has it alone, so it may go from thread to thread.
final class Compressor: @unchecked Sendable {
  private let context: OpaquePointer
  private var buffer: [UInt8] = []

  /// How hard it tries. Level 5 makes a deployment 5 % smaller than level 3 and takes twice the time.
  enum Level: Int32 {
    case quick = 1
    case fast = 3
    case thorough = 5
  }

  init() throws {
    guard let context = ZSTD_createCCtx() else { throw StoreError.compression("out of memory") }
    self.context = context
    // The digests are the check; a second checksum would be 4 bytes and some time a frame.
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Calls `body` with the frame that `bytes` become, encoded against `base` if there is one.
  func compress<Result>(
    _ bytes: [UInt8], _ level: Level = .fast, against base: UnsafeRawBufferPointer? = nil,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let bound = ZSTD_compressBound(bytes.count)
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level.rawValue)
    if buffer.count < bound { buffer = [UInt8](repeating: 0, count: bound) }
    // It counts for the next frame only.
    if let base { ZSTD_CCtx_refPrefix(context, base.baseAddress, base.count) }
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

  /// What `frame` holds, which was encoded against `base` if there is one; `nil` unless it
  /// decompresses to exactly `size` bytes.
  func decompress(
    _ frame: UnsafeRawBufferPointer, size: Int, against base: UnsafeRawBufferPointer? = nil
  ) -> [UInt8]? {
    var isWhole = false
    let raw = [UInt8](unsafeUninitializedCapacity: size) { window, count in
      if let base { ZSTD_DCtx_refPrefix(context, base.baseAddress, base.count) }
      let found = ZSTD_decompressDCtx(
        context, window.baseAddress, size, frame.baseAddress, frame.count)
      isWhole = ZSTD_isError(found) == 0 && found == size
      count = isWhole ? size : 0
    }
    return isWhole ? raw : nil
  }

  /// At least the first `needed` of the `size` bytes that a frame without a base holds; `nil` where they
  /// do not decompress. What stands after them is not looked at.
  func decompress(_ frame: UnsafeRawBufferPointer, size: Int, upTo needed: Int) -> [UInt8]? {
    guard needed < size else { return decompress(frame, size: size) }
    var isEnough = false
    let raw = [UInt8](unsafeUninitializedCapacity: size) { window, count in
      // Blocks go where they belong at once, since nobody moves the window in between.
      ZSTD_DCtx_setParameter(context, cortex_zstd_stable_output, 1)
      defer { ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters) }
      var output = ZSTD_outBuffer(dst: window.baseAddress, size: size, pos: 0)
      var input = ZSTD_inBuffer(src: frame.baseAddress, size: 0, pos: 0)
      while output.pos < needed && input.pos < frame.count {
        input.size = min(frame.count, input.pos + Self.inputBytes)
        if ZSTD_isError(ZSTD_decompressStream(context, &output, &input)) != 0 { break }
      }
      isEnough = output.pos >= needed
      count = isEnough ? output.pos : 0
    }
    return isEnough ? raw : nil
  }

  /// Blocks hold up to 128 KiB uncompressed.
  private static let inputBytes = 32 << 10

  /// How long the zstd frame at the start of `bytes` is; `nil` where none is, or not the whole of it.
  static func frameLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let length = ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count)
    return ZSTD_isError(length) == 0 ? length : nil
  }
}
