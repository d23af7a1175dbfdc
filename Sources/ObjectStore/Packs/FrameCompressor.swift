internal import CZstd

/// Compresses frames, with one context that is used again: a third faster than a fresh one each.
///
/// It may go from thread to thread, since only one at a time takes it from the list of idle ones.
final class FrameCompressor: @unchecked Sendable {
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

  // MARK: In parts

  /// Begins a frame of `size` bytes that come in parts: neither they nor the frame are in memory as a whole.
  /// All of them are added, then the frame is ended.
  func begin(size: Int, _ level: Level) {
    ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level.rawValue)
    ZSTD_CCtx_setPledgedSrcSize(context, UInt64(size))
    let room = ZSTD_CStreamOutSize()
    if buffer.count < room { buffer = [UInt8](repeating: 0, count: room) }
  }

  /// Compresses one part, and hands out what there is of the frame.
  func add(
    _ part: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var input = ZSTD_inBuffer(src: part.baseAddress, size: part.count, pos: 0)
    while input.pos < input.size { _ = try step(&input, ZSTD_e_continue, use) }
  }

  /// Hands out the rest of the frame.
  func end(_ use: (UnsafeRawBufferPointer) throws -> Void) throws {
    var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    while try step(&nothing, ZSTD_e_end, use) > 0 {}
  }

  /// Compresses as much as there is room for; returns 0 when the frame is at its end.
  private func step(
    _ input: inout ZSTD_inBuffer, _ direction: ZSTD_EndDirective,
    _ use: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    var count = 0
    let left = buffer.withUnsafeMutableBytes { target in
      var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
      let left = ZSTD_compressStream2(context, &output, &input, direction)
      count = output.pos
      return left
    }
    guard ZSTD_isError(left) == 0 else {
      throw StoreError.compression(String(cString: ZSTD_getErrorName(left)))
    }
    if count > 0 {
      try buffer.withUnsafeBytes { try use(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    return left
  }
}
