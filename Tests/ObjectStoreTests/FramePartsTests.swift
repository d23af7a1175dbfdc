import TestSupport
import Testing

@testable import ObjectStore

/// Frames that are written and read part by part.
@Suite(.tags(.unit)) struct FramePartsTests {
  private static let sizes = [1, 36, 1_000, 131_072, 131_073, 1_500_000]

  private func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 7) ^ ($0 >> 13)) }
  }

  /// Bytes in parts of a length.
  private func parts(of bytes: [UInt8], length: Int) -> [[UInt8]] {
    stride(from: 0, to: bytes.count, by: length).map {
      Array(bytes[$0..<min(bytes.count, $0 + length)])
    }
  }

  private func frame(_ parts: [[UInt8]]) throws -> [UInt8] {
    var frame: [UInt8] = []
    let compressor = try FrameCompressor()
    compressor.begin(size: parts.reduce(0) { $0 + $1.count }, .quick)
    for part in parts {
      try part.withUnsafeBytes { try compressor.add($0) { frame.append(contentsOf: $0) } }
    }
    try compressor.end { frame.append(contentsOf: $0) }
    return frame
  }

  private func read(_ parts: [[UInt8]], size: Int) throws -> [UInt8]? {
    var rest = parts[...]
    return try FrameDecompressor().decompress(size: size) { rest.popFirst() }
  }

  @Test(arguments: sizes) func `a frame holds the bytes of all parts`(_ size: Int) throws {
    let bytes = bytes(size)
    for length in [7, 4_096, 2_000_000] where size / length < 20_000 {
      let frame = try frame(parts(of: bytes, length: length))
      #expect(
        try frame.withUnsafeBytes { try FrameDecompressor().decompress($0, size: size) } == bytes)
      #expect(try read(parts(of: frame, length: length), size: size) == bytes)
    }
  }

  @Test(arguments: sizes) func `what is cut short or of another size is refused`(
    _ size: Int
  ) throws {
    let frame = try frame([bytes(size)])
    #expect(try read([Array(frame.dropLast())], size: size) == nil)
    #expect(try read([frame], size: size + 1) == nil)
    #expect(try read([frame], size: size - 1) == nil)
    #expect(try read([], size: size) == nil)
  }
}
