import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct ManyPacksTests {
  private let disk = SimulatedDisk()

  /// As many packs of one object each.
  private func packs(_ count: Int, in bench: Bench) throws -> [ObjectID] {
    try (0..<count).map { try bench.add([Bench.noise(200, seed: UInt64($0))])[0] }
  }

  private func merge(_ store: Store, beyond limit: Int) throws {
    try GarbageCollection(mergingSmallPacksOf: store, beyond: limit)
      .carryOut(keeping: { _ in true }, in: store)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a table finds the copies that the packs have, in their order`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let all = (0..<200 as Range<UInt64>).map { Bench.noise(40, seed: $0) }
    var packs: [Pack] = []
    for number in 0..<Int.random(in: 1...9, using: &random) {
      // Each in a store of its own: one store has no object twice.
      let bench = try Bench(disk.copy())
      try bench.add(all.filter { _ in Int.random(in: 0...9, using: &random) < number % 5 })
      packs += bench.store.allPacks
    }
    let table = PackTable(of: packs)
    func copies(_ lookup: PackSet.Lookup, _ object: ObjectID) -> [String] {
      var found: [String] = []
      _ = lookup.copy(of: object) {
        found.append("\($0.pack.path) \($0.place)")
        return false
      }
      return found
    }
    for object in all.map({ ObjectID(of: $0) }) + [ObjectID(of: [UInt8]([1]))] {
      #expect(copies(.table(table), object) == copies(.packs(packs), object))
    }
  }

  @Test
  func `look-ups beyond the number of objects are made in a table, and it is kept up to date`()
    throws
  {
    let bench = try Bench(disk)
    let objects = try packs(10, in: bench)
    func isTable() -> Bool { if case .table = bench.store.lookup() { true } else { false } }
    #expect(!isTable())
    for object in objects { #expect(bench.store.contains(object)) }
    #expect(isTable())
    let new = try bench.add([Bench.noise(200, seed: 100)])[0]
    #expect(bench.store.contains(new), "what came after the table was made")
    for object in objects { #expect(bench.store.contains(object)) }
    #expect(isTable())
    let gone = try #require(bench.store.find(objects[0])).pack.path
    bench.store.forget([gone])
    #expect(!bench.store.contains(objects[0]), "what went after the table was made")
  }

  @Test func `many small packs become one, and all that is in them stays`() throws {
    let bench = try Bench.local()
    let objects = try packs(9, in: bench)
    let before = try bench.reopened()
    try merge(bench.store, beyond: 9)
    #expect(try bench.packPaths().count == 9, "so many are not too many")
    try merge(bench.store, beyond: 8)
    #expect(try bench.packPaths().count == 1)
    for store in [before, bench.store, try bench.reopened()] {
      let reader = try ObjectReader(store)
      for (seed, object) in objects.enumerated() {
        #expect(try reader.bytes(of: object) == Bench.noise(200, seed: UInt64(seed)))
      }
    }
  }

  @Test func `a pack of which something has lost its base stays as it is`() throws {
    let bench = try Bench(disk)
    let text = Bench.noise(4000)
    let base = try bench.add([text])[0]
    let batch = try bench.store.batch()
    let delta = try batch.add(text + [1], as: .blob, replacing: base)
    try batch.commit()
    let path = try #require(bench.store.find(delta)).pack.path
    _ = try packs(3, in: bench)
    try disk.erase(try #require(bench.store.find(base)).pack.path)
    let store = try bench.reopened()
    try merge(store, beyond: 3)
    #expect(try bench.packPaths().count == 4, "nor does it count")
    try merge(store, beyond: 2)
    #expect(try bench.packPaths().count == 2)
    #expect(try bench.packPaths().contains(path))
  }

  @Test func `small packs of which one is damaged stay, and the damage is named`() throws {
    let bench = try Bench(disk)
    _ = try packs(4, in: bench)
    let paths = try bench.packPaths()
    var bytes = try disk.read(paths[2])
    bytes[100] ^= 1
    try disk.write(paths[2], bytes)
    let store = try bench.reopened()
    #expect {
      try merge(store, beyond: 3)
    } throws: { error in
      "\(error)".contains(paths[2].string)
    }
    #expect(try bench.packPaths() == paths)
  }

  @Test func `of frames that hold the same object all goes into one pack, that object once`() throws
  {
    let (one, both, two) = (Bench.noise(300, seed: 1), Bench.noise(300, seed: 2), [UInt8](1...9))
    let sources = try [[one, both], [both, two]].map { blobs in
      let bench = try Bench(disk.copy())
      try bench.add(blobs)
      return bench.store
    }
    let bench = try Bench(disk)
    let batch = try bench.store.batch()
    for store in sources {
      let (pack, reader) = (store.allPacks[0], try ObjectReader(store))
      let raw = try #require(try reader.frame(0, of: pack))
      try raw.withUnsafeBytes {
        try batch.add(frame: 0, of: pack, holding: $0, pack.index.rowsByFrame()[0] ?? [])
      }
    }
    try batch.commit()
    let store = try Store.open(at: bench.location, on: disk, workers: 1, strict: true)
    #expect(store.figures.packs == 1 && store.figures.objects == 3)
    for blob in [one, both, two] {
      #expect(try ObjectReader(store).bytes(of: ObjectID(of: blob)) == blob)
    }
  }

  @Test func `a store of which not all packs can be opened at once is not taken for a smaller one`()
    throws
  {
    let bench = try Bench(disk)
    _ = try packs(2, in: bench)
    let last = try #require(try bench.packPaths().last)
    let files = HookedFileSystem(disk) { (call, path) throws(FileError) in
      if call == .open && path == last { throw FileError(.read, path, .tooManyOpenFiles) }
    }
    #expect(throws: FileError(.read, last, .tooManyOpenFiles)) { try bench.reopened(on: files) }
  }
}
