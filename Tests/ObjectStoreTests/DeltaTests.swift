import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct DeltaTests {
  /// Text of some kilobytes; versions differ in one line each.
  private static func text(_ version: Int) -> [UInt8] {
    var random = SeededGenerator(seed: 7)
    let lines = (0..<400).map { number in
      number < version ? "line \(number) changed" : "line \(number) \(random.next())"
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// States of a folder with one file that changes, each stored with what it replaces.
  private static func states(_ count: Int, in bench: Bench) throws -> [ObjectID] {
    var roots: [ObjectID] = []
    var listing = Listing()
    for version in 0..<count {
      try bench.write("a/text", text(version))
      try bench.write("a/same", "the same")
      let batch = try bench.store.batch()
      let previous = listing
      listing = try Capture(
        root: bench.root, rules: Bench.Rules(), files: bench.files, databases: bench.databases,
        scratch: bench.store.staging, store: bench.store, previous: { previous[$0] }
      ).run(into: batch).listing
      roots.append(try batch.addTrees(of: listing, replacing: roots.last))
      try batch.commit()
    }
    return roots
  }

  private static func contents(_ root: ObjectID, _ store: Store) throws -> [UInt8] {
    let reader = try ObjectReader(store)
    let path = try #require(RelativePath("a/text"))
    let entry = try #require(try reader.listing(of: root)[path])
    return try reader.contents(of: entry)
  }

  @Test func `a changed file costs what changed in it, and every state comes back`() throws {
    let bench = try Bench()
    let roots = try Self.states(30, in: bench)
    let store = try bench.reopened()
    for (version, root) in roots.enumerated() {
      #expect(try Self.contents(root, store) == Self.text(version))
    }
    let sizes = store.allPacks.map(\.size).sorted()
    // The first has all the text; the others a line, two trees, and what two packs need.
    #expect(try #require(sizes.last) > 4000)
    #expect(sizes.dropLast().reduce(0, +) < 29 * 1100)
  }

  @Test func `no chain is longer than its limit, and none begins at an object that is a delta`()
    throws
  {
    let bench = try Bench()
    let roots = try Self.states(40, in: bench)
    var longest = 0
    for pack in bench.store.allPacks {
      for number in 0..<pack.index.objectCount {
        let chain = try #require(bench.store.chain(of: pack.index.name(number)))
        longest = max(longest, chain.count)
        if let end = chain.last { #expect(bench.store.find(end)?.base == nil) }
      }
    }
    #expect(longest == StoreLayout.Pack.chainLimit)
    #expect(roots.count == 40)
  }

  @Test func `frames that need a base are in packs of their own`() throws {
    let bench = try Bench()
    _ = try Self.states(3, in: bench)
    for pack in bench.store.allPacks {
      let based = (0..<pack.index.frameCount).filter { pack.index.frame($0).base != nil }
      #expect(based.isEmpty || based.count == pack.index.frameCount)
    }
  }

  @Test func `what has nothing in common with what it replaces is stored like any other`() throws {
    let bench = try Bench()
    let old = try bench.add([Bench.noise(5000)])[0]
    let batch = try bench.store.batch()
    let new = try batch.add(Bench.noise(5000, seed: 2), as: .blob, replacing: old)
    let tiny = try batch.add(Array("tiny".utf8), as: .blob, replacing: old)
    let lost = try batch.add(Self.text(1), as: .blob, replacing: ObjectID(of: [1]))
    try batch.commit()
    for object in [new, tiny, lost] {
      let copy = try #require(bench.store.find(object))
      #expect(copy.base == nil)
    }
    #expect(try ObjectReader(bench.store).bytes(of: new) == Bench.noise(5000, seed: 2))
  }

  @Test func `a base is kept as long as anything is encoded against it`() throws {
    let bench = try Bench()
    let roots = try Self.states(5, in: bench)
    // Only the last state is needed: what it is encoded against stays too.
    var store = try bench.reopened()
    let needed = try Reachability(roots: [roots[4]], in: store)
    _ = try GarbageCollection(keeping: needed, in: store).carryOut(
      keeping: needed.contains, in: store)
    store = try bench.reopened()
    #expect(try Self.contents(roots[4], store) == Self.text(4))
    let old = ObjectID(of: Self.text(0))
    #expect(store.contains(old), "the end of the chain")
    let found = try Verification(of: store, roots: [roots[4]], level: .full)
    #expect(found.isOK)
    // Nothing is needed: all of it goes.
    let nothing = try Reachability(roots: [], in: store)
    _ = try GarbageCollection(keeping: nothing, in: store)
      .carryOut(keeping: nothing.contains, in: store)
    #expect(try bench.packPaths().isEmpty)
  }

  @Test func `what is left over of a collection is not there, and comes again when it is added`()
    throws
  {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    try bench.add([Self.text(0)])
    _ = try Self.states(3, in: bench)
    // As if the power had failed after the dead packs were removed.
    let base = try #require(bench.store.find(ObjectID(of: Self.text(0)))?.pack.path)
    try disk.erase(base)
    let store = try bench.reopened()
    let left = ObjectID(of: Self.text(1))
    #expect(store.find(left) != nil && !store.contains(left))
    let found = try Verification(of: store, roots: [], level: .full)
    #expect(found.isOK)
    let batch = try store.batch()
    try batch.add(Self.text(1))
    try batch.commit()
    #expect(try ObjectReader(store).bytes(of: left) == Self.text(1))
    // And a collection takes the rest away.
    let needed = try Reachability(roots: [], in: store)
    _ = try GarbageCollection(keeping: needed, in: store).carryOut(
      keeping: needed.contains, in: store)
    #expect(try bench.packPaths().isEmpty)
  }

  @Test func `what another root is encoded against is not held by one alone`() throws {
    let bench = try Bench()
    // A folder of many names: its trees are encoded against each other.
    for number in 0..<40 { try bench.write("a/n\(number)", Bench.noise(20, seed: UInt64(number))) }
    let roots = try Self.states(2, in: bench)
    let store = try bench.reopened()
    let unique = try Reachability(roots: roots, in: store).uniqueBytes(roots: 2, in: store)
    // Without the first root nothing but its top can go: the folder's tree and the text are bases.
    let needed = try Reachability(roots: [roots[1]], in: store)
    let held = store.allPacks.reduce(UInt64(0)) { sum, pack in
      sum
        + (0..<pack.index.objectCount).reduce(UInt64(0)) { sum, number in
          guard !needed.contains(pack.index.name(number)), let place = pack.index.place(number)
          else { return sum }
          let frame = pack.index.frame(place.frame)
          return sum + UInt64(frame.storedSize) * UInt64(place.size) / UInt64(frame.rawSize)
        }
    }
    #expect(unique[0] <= held + 1)
  }

  @Test func `a collection leaves nothing that is encoded against what it frees`() throws {
    let bench = try Bench()
    let roots = try Self.states(14, in: bench)
    for kept in [[13], [3, 13], [9, 10, 13], [0], [8]] {
      let copy = try Bench()
      let all = try Self.states(14, in: copy)
      #expect(all == roots)
      let store = try copy.reopened()
      let needed = try Reachability(roots: kept.map { all[$0] }, in: store)
      _ = try GarbageCollection(keeping: needed, in: store).carryOut(
        keeping: needed.contains, in: store)
      let after = try copy.reopened()
      for pack in after.allPacks {
        for base in pack.index.baseNames { #expect(after.contains(base), "\(kept)") }
      }
      for number in kept {
        #expect(try Self.contents(all[number], after) == Self.text(number))
      }
    }
  }

  @Test func `a damaged base is named with everything that is encoded against it`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    // In a pack without the trees.
    try bench.add([Self.text(0)])
    let roots = try Self.states(3, in: bench)
    let base = try #require(bench.store.find(ObjectID(of: Self.text(0))))
    let frame = base.pack.index.frame(base.place.frame)
    var bytes = try disk.read(base.pack.path)
    bytes[Int(frame.offset) + Int(frame.storedSize) / 2] ^= 0xff
    try disk.write(base.pack.path, bytes)
    let store = try bench.reopened()
    let found = try Verification(of: store, roots: roots, level: .full)
    for version in 0..<3 {
      let damage = found.damage.first { $0.object == ObjectID(of: Self.text(version)) }
      #expect(damage?.roots == [version])
    }
    #expect(throws: StoreError.self) { try Self.contents(roots[2], store) }
  }

  @Test func `objects that are encoded against each other in a circle count as not there`()
    throws
  {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    let one = ObjectID(of: Self.text(1))
    let two = ObjectID(of: Self.text(2))
    let output = PackOutput(
      temporary: bench.store.staging.appending("x"), on: disk
    ) { [bench] in bench.store.packsFolder.appending("\($0).pack") }
    let compressor = try FrameCompressor()
    for (object, bytes, base) in [(one, Self.text(1), two), (two, Self.text(2), one)] {
      try compressor.compress(bytes) {
        try output.add(
          $0, rawSize: bytes.count, base: base,
          holding: [PackOutput.Pending(object: object, offset: 0, size: bytes.count, type: .blob)])
      }
    }
    _ = try output.commit()
    let store = try bench.reopened()
    #expect(store.chain(of: one) == nil)
    #expect(throws: StoreError.self) { try ObjectReader(store).bytes(of: one) }
    #expect(!store.contains(one) && !store.contains(two))
    let found = try Verification(of: store, roots: [], level: .full)
    #expect(found.isOK, "nothing needs them")
    // Their bytes come again: they are stored.
    let batch = try store.batch()
    try batch.add(Self.text(1))
    try batch.commit()
    #expect(try ObjectReader(store).bytes(of: one) == Self.text(1))
    #expect(try ObjectReader(store).bytes(of: two) == Self.text(2))
  }

  @Test func `a base that was lost and comes again makes no chain longer`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    // In a pack without the trees: the end of the chains of all states.
    try bench.add([Self.text(0)])
    let roots = try Self.states(9, in: bench)
    let lost = try #require(bench.store.find(ObjectID(of: Self.text(0)))?.pack.path)
    try disk.erase(lost)
    let store = try bench.reopened()
    let other = try store.batch()
    let first = try other.add(Self.text(100), as: .blob)
    try other.commit()
    // It comes again where it replaces something, as a base of others it is stored whole.
    let batch = try store.batch()
    let object = try batch.add(Self.text(0), as: .blob, replacing: first)
    try batch.commit()
    #expect(store.find(object)?.base == nil)
    for (version, root) in roots.enumerated() {
      #expect(try Self.contents(root, store) == Self.text(version))
    }
  }

  @Test func `an object that is damaged in one pack is read from another`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    let text = Self.text(0)
    let object = try bench.add([text])[0]
    let path = try #require(try bench.packPaths().first)
    let whole = try disk.read(path)
    // The same object in a second pack, in which it has a neighbour.
    try disk.erase(path)
    let second = try bench.reopened()
    let batch = try second.batch()
    try batch.add(text)
    try batch.add(Array("neighbour".utf8))
    try batch.commit()
    try disk.write(path, whole)
    for damaged in try bench.packPaths() {
      let bytes = try disk.read(damaged)
      var wrong = bytes
      wrong[200] ^= 0xff
      try disk.write(damaged, wrong)
      #expect(try ObjectReader(try bench.reopened()).bytes(of: object) == text)
      try disk.write(damaged, bytes)
    }
  }

  @Test func `a store of an earlier program learns what is written before it is written`() throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    let format = bench.location.appending("format")
    let old = "cortex-store 1\nread: chunks groups zstd\nwrite:\ncollect: trash\n"
    try disk.write(format, Array(old.utf8))
    let store = try bench.reopened()
    #expect(try disk.read(format) == Array(old.utf8), "reading changes nothing")
    try disk.write(format, Array((old + "mirror: later\n").utf8))
    _ = try bench.reopened().batch()
    let kept = String(decoding: try disk.read(format), as: UTF8.self)
    #expect(kept.contains("\nmirror: later\n"), "what is not known is kept")
    try disk.write(format, Array(old.utf8))
    let batch = try store.batch()
    try batch.add(Self.text(0))
    let text = String(decoding: try disk.read(format), as: UTF8.self)
    #expect(text.contains("read: chunks deltas groups heads ledger zstd\n"))
    try batch.commit()
    #expect(throws: StoreError.self) {
      let unknown = "cortex-store 1\nread: chunks knots\nwrite:\ncollect:\n"
      try disk.write(format, Array(unknown.utf8))
      try disk.erase(bench.location.appending("ledger"))
      _ = try bench.reopened()
    }
  }

  @Test func `a large file of which a part changed is encoded chunk by chunk`() throws {
    let bench = try Bench()
    var bytes = Bench.noise(3 << 20)
    try bench.write("large", bytes)
    let first = try bench.capture()
    bytes.replaceSubrange(1_500_000..<1_500_010, with: Array("insertion here".utf8))
    try bench.write("large", bytes)
    let before = bench.store.figures.bytes
    let second = try bench.capture(previous: first.listing)
    #expect(bench.store.figures.bytes - before < 6000, "one chunk, its list and the tree")
    let entry = try bench.entry("large", in: second.listing)
    #expect(try ObjectReader(bench.store).contents(of: entry) == bytes)
  }
}
