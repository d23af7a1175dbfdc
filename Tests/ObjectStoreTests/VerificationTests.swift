import FileEffects
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct VerificationTests {
  private let disk = SimulatedDisk()

  private func verify(_ bench: Bench, _ roots: [ObjectID], level: Verification.Level = .full) throws
    -> Verification
  {
    try Verification(of: try bench.reopened(), roots: roots, level: level)
  }

  /// Two roots that share one file.
  private func sample() throws -> (bench: Bench, roots: [ObjectID]) {
    let bench = try Bench(disk)
    try bench.write("shared/s", Bench.noise(50))
    try bench.write("one", "only in the first")
    let first = try bench.capture().tree
    try disk.erase("/disk/d/one")
    try bench.write("two", "only in the second")
    return (bench, [first, try bench.capture().tree])
  }

  @Test func `a whole store is found to be whole`() throws {
    let (bench, roots) = try sample()
    let found = try verify(bench, roots)
    #expect(found.isOK && found.objects == bench.store.figures.objects)
    #expect(found.bytes == bench.store.figures.bytes)
    #expect(try verify(try Bench(SimulatedDisk()), []).isOK)
  }

  @Test func `a flipped byte anywhere in a pack is found and named`() throws {
    let (bench, roots) = try sample()
    for path in try bench.packPaths() {
      let bytes = try disk.read(path)
      for position in bytes.indices {
        var damaged = bytes
        damaged[position] ^= 0xff
        try disk.write(path, damaged)
        let found = try verify(bench, roots)
        // What stands before a frame is not needed to read it.
        #expect(
          found.damage.contains { !$0.roots.isEmpty } || found.damagedPacks.map(\.path) == [path],
          "byte \(position) of \(path)")
      }
      try disk.write(path, bytes)
    }
  }

  @Test func `damage is named with the roots and the paths that need it`() throws {
    let (bench, roots) = try sample()
    let shared = ObjectID(of: Bench.noise(50))
    let first = bench.store.allPacks[0]
    let place = try #require(first.index.find(shared))
    // The noise lies as it is in the frame.
    var bytes = try disk.read(first.path)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: Bench.noise(50).prefix(20)) })
    bytes[start + 5] ^= 1
    try disk.write(first.path, bytes)
    let found = try verify(bench, roots)
    #expect(found.damagedPacks.map(\.path) == [first.path] && place.size == 50)
    #expect(found.damage.map(\.object) == [shared])
    #expect(found.damage.map(\.roots) == [[0, 1]])
    #expect(found.damage.first?.paths.map(\.description) == ["shared/s"])
    #expect(try verify(bench, roots, level: .quick).isOK, "a quick run reads no contents")
  }

  @Test func `a damaged object that no root needs is found, too`() throws {
    let bench = try Bench(disk)
    try bench.add([Bench.noise(100)])
    let path = try bench.packPaths()[0]
    var bytes = try disk.read(path)
    bytes[50] ^= 1
    try disk.write(path, bytes)
    let found = try verify(bench, [])
    #expect(found.damage.map(\.object) == [ObjectID(of: Bench.noise(100))])
    #expect(found.damage.first?.roots == [])
  }

  @Test(arguments: [true, false])
  func `a pack that is missing is found by what it held`(isQuick: Bool) throws {
    let (bench, roots) = try sample()
    let pack = bench.store.allPacks[1].path
    try disk.erase(pack)
    let found = try verify(bench, roots, level: isQuick ? .quick : .full)
    #expect(found.damagedPacks.map(\.path) == [pack], "the stat cache knows its name")
    #expect(found.damagedPacks.first?.lost == [roots[1]])
    // The second root itself: what is below it cannot be known.
    #expect(found.damage.map(\.object) == [roots[1]])
    #expect(found.damage.first?.roots == [1])
  }

  @Test(arguments: [true, false])
  func `a pack that cannot be opened is named with the reason`(isQuick: Bool) throws {
    let (bench, roots) = try sample()
    let pack = bench.store.allPacks[0].path
    try disk.write(pack, Array(try disk.read(pack).dropLast()))
    let found = try verify(bench, roots, level: isQuick ? .quick : .full)
    #expect(found.damagedPacks.map(\.path) == [pack])
    #expect(found.damagedPacks.first?.fault == .noEnd)
    #expect(found.damage.contains { $0.roots == [0] && $0.object == roots[0] })
    #expect(found.damage.contains { $0.roots == [1] && $0.paths.map(\.description) == ["shared"] })
  }

  @Test(arguments: [true, false])
  func `a list of chunks that cannot be read is named for every root`(isQuick: Bool) throws {
    let bench = try Bench(disk)
    try bench.write("large", Bench.noise(1_100_000))
    let first = try bench.capture()
    try bench.write("other", "x")
    let second = try bench.capture()
    let list = try bench.entry("large", in: first.listing).object
    let pack = bench.store.allPacks[0]
    let place = try #require(pack.index.find(list))
    let frame = pack.index.frame(place.frame)
    var bytes = try disk.read(pack.path)
    // The frame's header: it does not decompress at all.
    bytes[Int(frame.offset)] ^= 0xff
    try disk.write(pack.path, bytes)
    let found = try verify(bench, [first.tree, second.tree], level: isQuick ? .quick : .full)
    let damage = try #require(found.damage.first { $0.object == list })
    #expect(damage.roots.last == 1 && damage.paths.map(\.description) == ["large"])
  }

  @Test func `a disk that does not give a frame is damage, not the end of the verification`() throws
  {
    let (bench, roots) = try sample()
    let pack = bench.store.allPacks[0].path
    let isBroken = Atomic(false)
    let files = HookedFileSystem(disk) { (call, path) throws(FileError) in
      if call == .read, path == pack, isBroken.load(ordering: .relaxed) {
        throw FileError(.read, path, .ioError)
      }
    }
    let store = try bench.reopened(on: files)
    isBroken.store(true, ordering: .relaxed)
    for store in [store, try bench.reopened(on: files)] {
      let found = try Verification(of: store, roots: roots, level: .full)
      #expect(found.damagedPacks.map(\.path) == [pack])
      #expect(found.damage.contains { $0.roots.contains(0) })
      #expect(found.damage.contains { $0.roots.contains(1) })
    }
  }
}
