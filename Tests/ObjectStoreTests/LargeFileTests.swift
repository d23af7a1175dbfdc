import FileEffects
import ObjectStore
import TestSupport
import Testing

/// Files that are kept in chunks, looked at again.
@Suite(.tags(.unit)) struct LargeFileTests {
  private static let bytes: [UInt8] = {
    var generator = SeededGenerator(seed: 7)
    return (0..<3_500_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }()

  private let bench: Bench
  private let stored: Entry

  init() throws {
    bench = try Bench()
    try bench.write("large", Self.bytes)
    stored = try bench.entry("large", in: try bench.capture().listing)
  }

  /// What a look at the file says that expects what is stored, reading it.
  private func look() throws -> Inspection.PathContents {
    let capture = Capture(
      root: bench.root, rules: Bench.Rules(), files: bench.files, databases: bench.databases,
      scratch: bench.store.staging, store: bench.store)
    return try Inspection(capture, isReadingAll: true).present(
      at: #require(RelativePath("large")), expected: stored)
  }

  /// The same by a capture that knows nothing of the store.
  private func captured() throws -> Entry {
    let found = try Capture(
      root: bench.root, rules: Bench.Rules(), files: bench.files, databases: bench.databases,
      scratch: bench.store.staging, store: nil
    ).run(into: nil)
    return try bench.entry("large", in: found.listing)
  }

  @Test func `a large file that is what was stored is known for that`() throws {
    #expect(stored.isChunked)
    try bench.write("large", Self.bytes)
    #expect(try look().matches(stored))
  }

  @Test(arguments: [0, 1_700_000, 3_499_999])
  func `one other byte anywhere makes it another file`(place: Int) throws {
    var bytes = Self.bytes
    bytes[place] ^= 1
    try bench.write("large", bytes)
    #expect(try !look().matches(stored))
    #expect(try look().matches(captured()))
  }

  @Test(arguments: [3_499_999, 3_500_001, 2_000_000, 4_000_000, 10])
  func `another length makes it another file`(length: Int) throws {
    try bench.write("large", Array((Self.bytes + Self.bytes).prefix(length)))
    #expect(try !look().matches(stored))
    #expect(try look().matches(captured()))
  }

  @Test func `without the list of its chunks it is read as any other`() throws {
    var unknown = stored
    unknown.object = ObjectID(of: [1, 2, 3])
    let capture = Capture(
      root: bench.root, rules: Bench.Rules(), files: bench.files, databases: bench.databases,
      scratch: bench.store.staging, store: bench.store)
    let found = try Inspection(capture, isReadingAll: true).present(
      at: #require(RelativePath("large")), expected: unknown)
    #expect(found.matches(stored))
  }
}
