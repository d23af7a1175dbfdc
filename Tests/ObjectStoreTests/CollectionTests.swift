import FileEffects
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct CollectionTests {
  private let disk = SimulatedDisk()

  /// Stores the files as they are now and gives the tree's name.
  private func tree(_ bench: Bench, _ files: [String: [UInt8]]) throws -> ObjectID {
    if try disk.exists("/disk/d") { try disk.erase("/disk/d") }
    try disk.writeFolder("/disk/d")
    for (name, bytes) in files { try bench.write(name, bytes) }
    return try bench.capture().tree
  }

  private func collect(_ bench: Bench, _ roots: [ObjectID]) throws -> UInt64 {
    let needed = try Reachability(roots: roots, in: bench.store)
    return try GarbageCollection(keeping: needed, in: bench.store)
      .carryOut(keeping: needed.contains, in: bench.store)
  }

  private func expectWhole(_ bench: Bench, _ roots: [ObjectID]) throws {
    let store = try Store.open(at: bench.location, on: disk, workers: 1, strict: true)
    #expect(try Verification(of: store, roots: roots, level: .full).isOK)
  }

  @Test func `a pack of which nothing is needed is removed`() throws {
    let bench = try Bench(disk)
    _ = try tree(bench, ["a": Bench.noise(5000, seed: 1)])
    let kept = try tree(bench, ["a": Bench.noise(5000, seed: 2)])
    let before = try disk.contents(of: "/disk/store/packs").map(\.metadata.size).reduce(0, +)
    let freed = try collect(bench, [kept])
    let after = try disk.contents(of: "/disk/store/packs").map(\.metadata.size).reduce(0, +)
    #expect(freed > 5000 && before - after == freed)
    #expect(try bench.packPaths().count == 1)
    try expectWhole(bench, [kept])
  }

  @Test func `readers that began before a collection, or in the middle of one, read on`() throws {
    let bench = try Bench.local()
    let shared = Bench.noise(3000, seed: 1)
    try bench.add([shared, Bench.noise(9000, seed: 2)])
    let before = try bench.reopened()
    let writer = try bench.reopened()
    // It has seen the folder before the new pack was there, and opens files when the old one is gone.
    let isGone = Atomic(true)
    let files = HookedFileSystem(bench.files) { (call, path) throws(FileError) in
      if path.extension == "pack", isGone.load(ordering: .relaxed) {
        throw FileError(.read, path, .noSuchFileOrDirectory)
      }
    }
    let middle = try bench.reopened(on: files)
    #expect(middle.figures.packs == 0)
    isGone.store(false, ordering: .relaxed)
    let batch = try writer.batch()
    let root = try batch.addTrees(
      of: Listing([
        RelativePath(unchecked: Array("a".utf8)): Entry(
          kind: .file, layer: .core, permissions: 0o644, size: 3000, object: ObjectID(of: shared))
      ]))
    try batch.commit()
    let needed = try Reachability(roots: [root], in: writer)
    #expect(
      try GarbageCollection(keeping: needed, in: writer).carryOut(
        keeping: needed.contains, in: writer)
        > 8000)
    for reader in [before, middle, try bench.reopened()] {
      #expect(try ObjectReader(reader).bytes(of: ObjectID(of: shared)) == shared)
    }
    #expect(
      try ObjectReader(before).bytes(of: ObjectID(of: Bench.noise(9000, seed: 2))).count == 9000)
  }

  @Test func `a pack of which little is needed is rewritten, one that is mostly needed stays`()
    throws
  {
    let bench = try Bench(disk)
    let shared = Bench.noise(3000, seed: 1)
    _ = try tree(bench, ["a": shared, "b": Bench.noise(9000, seed: 2)])
    let sparse = try bench.packPaths()
    let kept = try tree(bench, ["a": shared])
    #expect(try collect(bench, [kept]) > 8000)
    #expect(try !bench.packPaths().contains(sparse[0]))
    try expectWhole(bench, [kept])

    _ = try tree(bench, ["x": Bench.noise(9000, seed: 3), "y": Bench.noise(900, seed: 4)])
    let paths = try bench.packPaths()
    let mostly = try tree(bench, ["x": Bench.noise(9000, seed: 3)])
    #expect(try collect(bench, [kept, mostly]) == 0)
    #expect(Set(try bench.packPaths()).isSuperset(of: paths))
    try expectWhole(bench, [kept, mostly])
  }

  @Test(.tags(.sweep), .exceptQuick, arguments: 0..<20 as Range<UInt64>)
  func `everything that is needed is kept, whatever is dropped`(seed: UInt64) throws {
    let bench = try Bench(disk)
    var random = SeededGenerator(seed: seed)
    let roots = try (0..<6).map { _ in
      var files: [String: [UInt8]] = [:]
      for number in 0..<Int.random(in: 1...6, using: &random) {
        let seed = UInt64.random(in: 0..<8, using: &random)
        let size = [0, 10, 2000, 1_200_000].randomElement(using: &random) ?? 0
        files["\(number % 2)/\(number)"] = Bench.noise(size, seed: seed)
      }
      return try tree(bench, files)
    }
    let kept = roots.filter { _ in Bool.random(using: &random) }
    _ = try collect(bench, kept)
    try expectWhole(bench, kept)
    #expect(try collect(bench, kept) == 0, "a second collection finds nothing")
    let needed = try Reachability(roots: kept, in: bench.store)
    for pack in bench.store.allPacks where kept.isEmpty {
      Issue.record("\(pack.path) is kept for \(needed.owners.count) objects")
    }
  }

  @Test func `nothing is collected where something that is needed is missing`() throws {
    let bench = try Bench(disk)
    let first = try tree(bench, ["a": [1]])
    let lost = try bench.packPaths()
    _ = try tree(bench, ["a": [2]])
    try disk.erase(lost[0])
    let store = try bench.reopened()
    #expect(throws: StoreError.missing(first)) { try Reachability(roots: [first], in: store) }
  }

  @Test func `a copy is given up only while the other one is whole`() throws {
    let bench = try Bench(disk)
    let shared = Bench.noise(3000, seed: 1)
    _ = try tree(bench, ["a": shared, "b": Bench.noise(9000, seed: 2)])
    let sparse = try bench.packPaths()[0]
    let kept = try tree(bench, ["a": shared])
    // As after a crash between the new pack and the removal of the old one.
    let bytes = try disk.read(sparse)
    _ = try collect(bench, [kept])
    let rewritten = try #require(
      try bench.packPaths().first { path in
        try Pack(at: path, on: disk).index.find(ObjectID(of: shared)) != nil
      })
    try disk.write(sparse, bytes, permissions: 0o444)
    var damaged = try disk.read(rewritten)
    damaged[100] ^= 0xff
    try disk.write(rewritten, damaged, permissions: 0o444)

    let store = try bench.reopened()
    let needed = try Reachability(roots: [kept], in: store)
    #expect(throws: StoreError.self) {
      try GarbageCollection(keeping: needed, in: store).carryOut(
        keeping: needed.contains, in: store)
    }
    #expect(try disk.read(sparse) == bytes, "the good copy is still there")
  }

  @Test func `the stat cache goes with the packs, so that nothing is believed to be there`() throws
  {
    let bench = try Bench(disk)
    _ = try tree(bench, ["a": Bench.noise(2 << 20)])
    let kept = try tree(bench, ["b": [1]])
    try disk.erase("/disk/d/b")
    try bench.write("a", Bench.noise(2 << 20))
    disk.advanceClock(by: .seconds(1))
    _ = try bench.capture()
    _ = try collect(bench, [kept])
    let cache = try bench.reopened().statCache()
    #expect(cache.folders.isEmpty && cache.packs == bench.store.packNames)
    let again = try bench.capture().tree
    try expectWhole(bench, [again, kept])
  }
}
