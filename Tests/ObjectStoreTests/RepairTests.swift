import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct RepairTests {
  private let disk = SimulatedDisk()

  private static func text(_ version: Int) -> [UInt8] {
    Array((0..<200).map { "line \($0) of \($0 < version ? "new" : "old")" }.joined().utf8)
  }

  /// Three states of two files, the later ones encoded against the earlier ones.
  private func sample() throws -> (bench: Bench, roots: [ObjectID]) {
    let bench = try Bench(disk)
    var roots: [ObjectID] = []
    var listing = Listing()
    for version in 0..<3 {
      try bench.write("folder/text", Self.text(version))
      try bench.write("noise", Bench.noise(3000))
      let previous = listing
      let batch = try bench.store.batch()
      listing = try Capture(
        root: bench.root, rules: Bench.Rules(), files: disk, databases: bench.databases,
        scratch: bench.store.staging, store: bench.store, previous: { previous[$0] }
      ).run(into: batch).listing
      roots.append(try batch.addTrees(of: listing, replacing: roots.last))
      try batch.commit()
    }
    return (bench, roots)
  }

  private func verify(_ bench: Bench, _ roots: [ObjectID]) throws -> Verification {
    try Verification(of: try bench.reopened(), roots: roots, level: .full)
  }

  /// Repairs the store; what it cannot find it asks `supply` for.
  @discardableResult
  private func repair(
    _ bench: Bench, _ roots: [ObjectID], _ supply: (ObjectBatch) throws -> Void = { _ in }
  ) throws -> [Verification.Damage] {
    let store = try bench.reopened()
    let found = try Verification(of: store, roots: roots, level: .full)
    let repair = try Repair(of: store, roots: roots, found)
    try repair.salvage()
    let missing = try repair.heal { batch, _ in try supply(batch) }
    try repair.setDamagedAside()
    return missing
  }

  private func names(in folder: FilePath) throws -> Set<[UInt8]> {
    guard try disk.metadata(folder) != nil else { return [] }
    return Set(try disk.contents(of: folder).map(\.name))
  }

  /// Where the frames of a pack end and its index begins.
  private static func framesEnd(of bytes: [UInt8]) -> Int {
    var reader = ByteReader(bytes, from: bytes.count - 8)
    let length: UInt32 = reader.integer() ?? 0
    return bytes.count - StoreLayout.Pack.trailerSize - Int(length) - 8
  }

  @Test func `a pack without its index is indexed again from its frames, and nothing is lost`()
    throws
  {
    let (bench, roots) = try sample()
    let packs = try bench.packPaths()
    #expect(packs.count > 3)
    for path in packs {
      let bytes = try disk.read(path)
      try disk.write(path, Array(bytes[..<Self.framesEnd(of: bytes)]))
    }
    let before = try names(in: bench.location.appending("packs"))
    #expect(try !verify(bench, roots).isOK)
    #expect(try repair(bench, roots).isEmpty)
    #expect(try verify(bench, roots).isOK)
    // Nothing is deleted.
    #expect(try names(in: bench.location.appending("damaged")) == before)
    let store = try bench.reopened()
    for version in 0..<3 {
      #expect(
        try ObjectReader(store).bytes(of: ObjectID(of: Self.text(version))) == Self.text(version))
    }
  }

  @Test(.tags(.sweep), .exceptQuick)
  func `a pack cut short anywhere gives back every frame that is there`() throws {
    let bench = try Bench(disk)
    let blobs = (0..<6).map { Bench.noise(500 << 10, seed: UInt64($0)) }
    let objects = try bench.add(blobs)
    let path = try #require(try bench.packPaths().first)
    let bytes = try disk.read(path)
    let index = try #require(bench.store.allPacks.first).index
    for share in [3, 40, 77, 99] {
      let length = bytes.count * share / 100
      try disk.removeTree(bench.location.appending("damaged"))
      for other in try bench.packPaths() { try disk.erase(other) }
      try disk.write(path, Array(bytes[..<length]))
      try repair(bench, [])
      let store = try bench.reopened()
      for object in objects {
        let place = try #require(index.find(object))
        let frame = index.frame(place.frame)
        #expect(
          store.contains(object) == (Int(frame.offset) + Int(frame.storedSize) <= length),
          "\(share) of 100")
      }
    }
  }

  @Test func `a damaged frame in the middle costs what is in it, and a supply brings that back`()
    throws
  {
    let (bench, roots) = try sample()
    let noise = try #require(bench.store.find(ObjectID(of: Bench.noise(3000))))
    let frame = noise.pack.index.frame(noise.place.frame)
    var bytes = try disk.read(noise.pack.path)
    bytes[Int(frame.offset) + 100] ^= 0xff
    try disk.write(noise.pack.path, bytes)
    let missing = try repair(bench, roots)
    #expect(!missing.isEmpty)
    #expect(try !verify(bench, roots).isOK)
    // The deployment has the last state; the first two had the old text.
    #expect(
      try repair(bench, roots) { batch in
        try batch.add(Bench.noise(3000))
        try batch.add(Self.text(0))
        for version in 0..<3 {
          try bench.write("folder/text", Self.text(version))
          let found = try Capture(
            root: bench.root, rules: Bench.Rules(), files: disk, databases: bench.databases,
            scratch: bench.store.staging, store: nil
          ).run(into: batch)
          _ = try batch.addTrees(of: found.listing)
        }
      }.isEmpty)
    #expect(try verify(bench, roots).isOK)
  }

  @Test func `only what is missing is taken from a supply`() throws {
    let (bench, roots) = try sample()
    let before = bench.store.figures.objects
    try repair(bench, roots) { try $0.add(Array("of no use".utf8)) }
    #expect(try bench.reopened().figures.objects == before)
    #expect(try !disk.contents(of: bench.location).contains { $0.name == Array("damaged".utf8) })
  }

  @Test func `whatever byte of whatever pack is damaged, a repair leaves a store that opens`()
    throws
  {
    let (bench, roots) = try sample()
    let folder = bench.location.appending("packs")
    let packs = try bench.packPaths().map { ($0, try disk.read($0)) }
    for (path, bytes) in packs {
      for position in stride(from: 0, to: bytes.count, by: 37) {
        var damaged = bytes
        damaged[position] ^= 0xff
        try disk.write(path, damaged)
        let missing = try repair(bench, roots)
        let found = try verify(bench, roots)
        #expect(found.damagedPacks.isEmpty, "byte \(position)")
        let needed = found.damage.filter { !$0.roots.isEmpty }
        #expect(Set(needed.map(\.object)) == Set(missing.map(\.object)))
        try disk.removeTree(bench.location.appending("damaged"))
        for name in try names(in: folder) { try disk.erase(folder.appending(bytes: name)) }
        for (path, bytes) in packs { try disk.write(path, bytes) }
      }
    }
  }

  @Test func `the power may fail at any moment of a repair`() throws {
    let (bench, roots) = try sample()
    let path = try #require(try bench.packPaths().first)
    let bytes = try disk.read(path)
    try disk.write(path, Array(bytes[..<Self.framesEnd(of: bytes)]))
    var number = 0
    while true {
      number += 1
      let copy = disk.copy()
      copy.failEffect(number: number, with: .noSpace)
      let store = try Store.open(at: bench.location, on: copy, workers: 1)
      let found = try Verification(of: store, roots: roots, level: .full)
      let repair = try Repair(of: store, roots: roots, found)
      do {
        try repair.salvage()
        _ = try repair.heal { _, _ in }
        try repair.setDamagedAside()
        break
      } catch let error as FileError {
        #expect(error.isNoSpace)
        // Again, with room: all of it is still there.
        let again = try Store.open(at: bench.location, on: copy, workers: 1)
        let rest = try Repair(
          of: again, roots: roots, try Verification(of: again, roots: roots, level: .full))
        try rest.salvage()
        #expect(try rest.missing().isEmpty, "effect \(number)")
      }
    }
    #expect(number > 5)
  }

  @Test func `a share of the frames is read, and damage in it is found`() throws {
    let bench = try Bench(disk)
    try bench.add((0..<20).map { Bench.noise(600 << 10, seed: UInt64($0)) })
    let store = try bench.reopened()
    let tenth = try Verification(of: store, roots: [], level: .subset(0.1))
    #expect(tenth.isOK && tenth.bytes > 0 && tenth.bytes < store.figures.bytes / 5)
    let path = try #require(try bench.packPaths().first)
    var bytes = try disk.read(path)
    bytes[1_000_000] ^= 0xff
    try disk.write(path, bytes)
    #expect(try !Verification(of: try bench.reopened(), roots: [], level: .subset(1)).isOK)
  }
}
