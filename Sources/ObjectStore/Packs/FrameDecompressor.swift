internal import CZstd

/// Decompresses frames.
final class FrameDecompressor {
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

  /// What a frame without a base holds that comes in parts, one each time that `next` is called, and `nil` at
  /// its end: the frame is never in memory as a whole. `nil` unless it decompresses to exactly `size` bytes.
  func decompress(size: Int, _ next: () throws -> [UInt8]?) throws -> [UInt8]? {
    var isWhole = false
    let raw = try [UInt8](unsafeUninitializedCapacity: size) { window, count in
      ZSTD_DCtx_setParameter(context, cortex_zstd_stable_output, 1)
      defer { ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters) }
      var output = ZSTD_outBuffer(dst: window.baseAddress, size: size, pos: 0)
      var left = 1
      while left > 0, let part = try next() {
        left = part.withUnsafeBytes { part in
          var input = ZSTD_inBuffer(src: part.baseAddress, size: part.count, pos: 0)
          var left = 1
          while left > 0 && input.pos < input.size {
            left = ZSTD_decompressStream(context, &output, &input)
            if ZSTD_isError(left) != 0 { return -1 }
          }
          return left
        }
      }
      isWhole = left == 0 && output.pos == size
      count = isWhole ? size : 0
    }
    return isWhole ? raw : nil
  }

  /// At least the first `needed` of the `size` bytes that a frame without a base holds; `nil` where they
  /// do not decompress. Bytes after them are not looked at.
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
