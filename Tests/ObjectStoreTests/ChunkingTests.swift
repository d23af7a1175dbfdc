import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct ChunkingTests {
  private static func bytes(_ count: Int, seed: UInt64, distinct: UInt64 = 256) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      var word = random.next()
      for _ in 0..<8 {
        bytes.append(UInt8(word % 256 % distinct))
        word >>= 8
      }
    }
    return Array(bytes[..<count])
  }

  private static func chunks(_ bytes: [UInt8]) -> [[UInt8]] {
    var chunks: [[UInt8]] = []
    var start = 0
    bytes.withUnsafeBytes { whole in
      while start < whole.count {
        let length = Chunking.cut(UnsafeRawBufferPointer(rebasing: whole[start...]))
        chunks.append(Array(whole[start..<start + length]))
        start += length
      }
    }
    return chunks
  }

  private static func list(_ bytes: [UInt8], pieces: [Int]) throws -> [Int] {
    var sizes: [Int] = []
    let chunks = ContentChunks(previous: nil, reader: nil) { bytes, type, _ in
      if type == .blob { sizes.append(bytes.count) }
      return ObjectID(of: bytes)
    }
    var start = 0
    var index = 0
    while start < bytes.count {
      let end = min(bytes.count, start + pieces[index % pieces.count])
      try bytes[start..<end].withUnsafeBytes { try chunks.add($0) }
      start = end
      index += 1
    }
    #expect(try chunks.finish().size == UInt64(bytes.count))
    return sizes
  }

  @Test(arguments: [(3 << 20, 256), (3 << 20, 2), (1 << 20, 1), (100, 256), (1, 1)])
  func `chunks keep to their bounds and give the bytes when joined`(
    count: Int, distinct: UInt64
  ) {
    let bytes = Self.bytes(count, seed: UInt64(count), distinct: distinct)
    let chunks = Self.chunks(bytes)
    #expect(chunks.flatMap { $0 } == bytes)
    for chunk in chunks.dropLast() {
      #expect(chunk.count >= Chunking.minimum && chunk.count <= Chunking.maximum)
    }
    #expect((chunks.last?.count ?? 0) <= Chunking.maximum)
  }

  @Test func `chunks have about the target size`() {
    let chunks = Self.chunks(Self.bytes(8 << 20, seed: 5))
    let mean = (8 << 20) / chunks.count
    #expect(mean > Chunking.target / 2 && mean < Chunking.target * 2, "\(mean)")
  }

  @Test func `an insertion in front, or in the middle, leaves most chunks as they were`() {
    let bytes = Self.bytes(4 << 20, seed: 6)
    let before = Set(Self.chunks(bytes))
    for position in [0, bytes.count / 2] {
      var changed = bytes
      changed.insert(contentsOf: Array("a new line\n".utf8), at: position)
      let after = Self.chunks(changed)
      let new = after.count { !before.contains($0) }
      #expect(new <= 3, "\(new) of \(after.count) are new")
    }
  }

  @Test(arguments: [[1 << 20], [2 << 20, 1], [4096], [65_537, 13, 300_000], [1_000_003]])
  func `the cuts do not depend on how the bytes arrive`(pieces: [Int]) throws {
    let bytes = Self.bytes(3_000_001, seed: 8)
    #expect(try Self.list(bytes, pieces: pieces) == Self.chunks(bytes).map(\.count))
  }
}
