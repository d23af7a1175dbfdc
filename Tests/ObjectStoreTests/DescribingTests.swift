import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// Descriptions of a store's parts, for whoever looks into it.
@Suite(.tags(.unit)) struct DescribingTests {
  private let disk = SimulatedDisk()
  private let file: FilePath = "/disk/file"

  /// The error for these bytes as a pack; `nil` if they are one.
  private func fault(
    of bytes: [UInt8], in bench: Bench, named path: FilePath
  ) throws -> StoreError? {
    try disk.write(path, bytes)
    do { _ = try bench.store.describePack(path) } catch let error as StoreError { return error }
    return nil
  }

  @Test func `a file that neither begins nor ends like a pack is no damaged one`() throws {
    let bench = try Bench(disk)
    try bench.add([Bench.noise(200)])
    let pack = try disk.read(bench.packPaths()[0])
    #expect(try fault(of: pack, in: bench, named: file) == nil)
    for part in [Array(pack.prefix(100)), Array(pack.suffix(100))] {
      #expect(try fault(of: part, in: bench, named: file) == .damagedPack(file, .noEnd))
    }
    for text in ["", "no", "no pack, and no part of one either"] {
      #expect(try fault(of: Array(text.utf8), in: bench, named: file) == .notAPack(file))
      let named = file.withSuffix(".pack")
      #expect(
        try fault(of: Array(text.utf8), in: bench, named: named) == .damagedPack(named, .cutShort))
    }
  }

  @Test func `what a tree names is found by its first digits, in the store or not`() throws {
    let bench = try Bench(disk)
    let path = try #require(RelativePath("folder/file"))
    let lost = ObjectID(of: Array("lost".utf8))
    let entry = Entry(kind: .file, layer: .core, permissions: 0o644, size: 4, object: lost)
    let batch = try bench.store.batch()
    let tree = try batch.addTrees(of: Listing([path: entry]))
    try batch.commit()
    let digits = String(lost.description.prefix(12))
    #expect(bench.store.objects(startingWith: digits).isEmpty)
    let reader = try ObjectReader(bench.store)
    let found = try reader.objects(startingWith: digits, below: tree)
    #expect(found.map(\.object) == [lost] && found.map(\.path) == [path])
    let top = try reader.objects(startingWith: tree.description, below: tree)
    #expect(top.map(\.object) == [tree] && top.map(\.path) == [nil])
    // A tree that is gone itself is still needed.
    #expect(try reader.objects(startingWith: digits, below: lost).map(\.object) == [lost])
  }

  @Test func `a stat cache that cannot be read is told from one that remembers nothing`() throws {
    let bench = try Bench(disk)
    #expect(try bench.store.describeStatCache().isReadable)
    try bench.write("a", "contents")
    _ = try bench.capture()
    #expect(try bench.store.describeStatCache().isReadable)
    try disk.write(bench.location.appending("stat-cache"), "garbage")
    let found = try bench.store.describeStatCache()
    #expect(!found.isReadable && found.folders.isEmpty)
  }
}
