import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct CompressionTests {
  /// Words that compress, and now and then a stretch that does not.
  private static func text(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    while bytes.count < count {
      if Int.random(in: 0..<40, using: &generator) == 0 {
        bytes += generator.bytes(900)
      } else {
        bytes += Array("line \(Int.random(in: 0..<5000, using: &generator)) of many\n".utf8)
      }
    }
    return Array(bytes.prefix(count))
  }

  @Test func `the first bytes of a frame are those of the whole, as many as are needed`() throws {
    let (compressor, decompressor) = (try FrameCompressor(), try FrameDecompressor())
    for (number, size) in [1, 100, 70_000, 131_072, 400_000, 1_050_000].enumerated() {
      let raw = Self.text(size, seed: UInt64(number))
      let frame = try compressor.compress(raw, .thorough) { Array($0) }
      for needed in [0, 1, size / 7, size / 2, size - 1, size] {
        let found = try #require(
          frame.withUnsafeBytes { decompressor.decompress($0, size: size, upTo: needed) })
        #expect(found.count >= needed && found == Array(raw.prefix(found.count)))
        // What was left in the middle does not disturb the next one, nor one with a base.
        let after = raw + Array("more".utf8)
        try raw.withUnsafeBytes { base in
          let delta = try compressor.compress(after, against: base) { Array($0) }
          let whole = delta.withUnsafeBytes {
            decompressor.decompress($0, size: after.count, against: base)
          }
          #expect(whole == after)
        }
      }
    }
  }

  @Test func `the beginning of a large frame costs its beginning`() throws {
    let raw = Self.text(1_050_000, seed: 7)
    let frame = try FrameCompressor().compress(raw) { Array($0) }
    let found = frame.withUnsafeBytes {
      try? FrameDecompressor().decompress($0, size: raw.count, upTo: 1000)
    }
    #expect(try #require(found).count <= 256 << 10)
    // So much so that the rest need not even be there.
    let beginning = frame.prefix(frame.count / 2).withUnsafeBytes {
      try? FrameDecompressor().decompress($0, size: raw.count, upTo: 1000)
    }
    #expect(beginning == found)
  }

  @Test func `a frame that ends too soon, or is another, gives nothing`() throws {
    let raw = Self.text(400_000, seed: 3)
    let frame = try FrameCompressor().compress(raw) { Array($0) }
    let decompressor = try FrameDecompressor()
    func found(_ bytes: [UInt8], upTo needed: Int, size: Int) -> [UInt8]? {
      bytes.withUnsafeBytes { decompressor.decompress($0, size: size, upTo: needed) }
    }
    #expect(found(Array(frame.prefix(frame.count / 3)), upTo: 390_000, size: raw.count) == nil)
    #expect(found([], upTo: 1, size: raw.count) == nil)
    #expect(found(Array("no frame at all".utf8), upTo: 1, size: raw.count) == nil)
    #expect(found(frame, upTo: 1000, size: 2000) == nil)
    #expect(found(frame, upTo: 390_000, size: raw.count) != nil)
  }

  @Test func `objects of one frame are read in any order`() throws {
    let bench = try Bench()
    let blobs = (0..<20).map { Self.text(40_000, seed: 100 + $0) }
    let batch = try bench.store.batch()
    let objects = try blobs.map { try batch.add($0) }
    try batch.commit()
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<5 {
      let reader = try ObjectReader(try bench.reopened())
      for number in (0..<20).shuffled(using: &generator) {
        #expect(try reader.bytes(of: objects[number]) == blobs[number])
      }
    }
    let pack = try #require(bench.store.allPacks.first)
    var frames = RecentFrames()
    frames.keep([1, 2, 3], of: pack, 0)
    #expect(frames.find(pack, 0, upTo: 3) == [1, 2, 3] && frames.find(pack, 0, upTo: 4) == nil)
    frames.keep([1, 2, 3, 4], of: pack, 0)
    #expect(frames.find(pack, 0, upTo: 4) == [1, 2, 3, 4])
    #expect(frames.has(pack, 0) && !frames.has(pack, 1))
  }
}
