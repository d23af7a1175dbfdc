import FileEffects
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.process)) struct SparseOutputTests {
  /// What was appended, and where holes were left.
  private final class Recorder: WritableFile {
    struct State {
      var bytes: [UInt8] = []
      var holes: [Range<Int>] = []
    }

    let state = Mutex(State())

    func append(_ bytes: UnsafeRawBufferPointer) { state.withLock { $0.bytes += Array(bytes) } }
    func appendHole(_ count: Int) {
      state.withLock {
        $0.holes.append($0.bytes.count..<$0.bytes.count + count)
        $0.bytes += [UInt8](repeating: 0, count: count)
      }
    }
    func sync() {}
  }

  /// Writes contents in pieces that end at these places.
  private func written(_ bytes: [UInt8], cutAt cuts: [Int]) throws -> Recorder.State {
    let recorder = Recorder()
    var output = SparseOutput(recorder)
    var start = 0
    for end in cuts + [bytes.count] {
      try bytes[start..<end].withUnsafeBytes { try output.append($0) }
      start = end
    }
    try output.finish()
    return recorder.state.withLock { $0 }
  }

  @Test(.tags(.sweep), .exceptQuick)
  func `contents stay, and every whole block of zeros is a hole, however they are cut`()
    throws
  {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let count = Int.random(in: 1...20_000, using: &generator)
        let highest: UInt8 = Bool.random(using: &generator) ? 0 : 3
        bytes += generator.bytes(count, upTo: highest)
      }
      let cuts = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        Int.random(in: 0...bytes.count, using: &generator)
      }.sorted()
      let found = try written(bytes, cutAt: cuts)
      #expect(found.bytes == bytes)
      let inHoles = found.holes.reduce(0) { $0 + $1.count }
      let whole = stride(from: 0, to: bytes.count / 4096 * 4096, by: 4096)
        .count { start in bytes[start..<start + 4096].allSatisfy { $0 == 0 } }
      #expect(inHoles == whole * 4096)
      #expect(found.holes.allSatisfy { $0.lowerBound % 4096 == 0 && $0.count % 4096 == 0 })
    }
  }

  @Test(arguments: [100_000, 40 << 20])
  func `a file with holes has them again, and a database has none`(size: Int) throws {
    let bench = try Bench.local()
    let bytes =
      Array("start".utf8) + [UInt8](repeating: 0, count: size) + Array("middle".utf8)
      + [UInt8](repeating: 0, count: size)
    try bench.write("map.bin", bytes)
    let entry = try bench.entry("map.bin", in: try bench.capture().listing)
    let folder = bench.location.removingLastComponent()
    func room(_ path: FilePath) throws -> Int {
      let output = try #require(
        LocalPrograms().run("/usr/bin/stat", ["-c", "%b", path.string])?.output)
      return try #require(Int(output.split(separator: "\n")[0])) * 512
    }
    for kind in [Entry.Kind.file, .database] {
      var target = entry
      target.kind = kind
      let place = folder.appending("out-\(kind)")
      try Checkout.write([Checkout.Target(entry: target, path: place)], from: bench.store)
      #expect(ObjectID(of: try bench.files.read(place)) == ObjectID(of: bytes))
      #expect(try bench.files.metadata(place)?.size == UInt64(bytes.count))
      let taken = try room(place)
      #expect((taken < 32 << 10) == (kind == .file), "\(taken)")
    }
  }
}
