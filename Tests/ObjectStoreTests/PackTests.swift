import FileEffects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct PackTests {
  @Test func `objects of every size come back from the packs, after opening again`() throws {
    let bench = try Bench()
    let sizes = [0, 1, 100, 4096, 300_000, 512 << 10, (512 << 10) + 1, 1 << 20, 5 << 20]
    let blobs =
      sizes.map { Bench.noise($0, seed: UInt64($0)) }
      + (0..<500).map { Array("text number \($0)".utf8) }
    let objects = try bench.add(blobs)
    #expect(objects == blobs.map { ObjectID(of: $0) })
    for store in [bench.store, try bench.reopened()] {
      let reader = try ObjectReader(store)
      for (object, blob) in zip(objects, blobs) { #expect(try reader.bytes(of: object) == blob) }
    }
    #expect(try bench.packPaths().count == 1)
  }

  @Test func `two workers store the same objects as one`() throws {
    let bench = try Bench.local()
    let blobs = (0..<40).map { Bench.noise(200_000, seed: UInt64($0)) }
    let objects = try bench.add(blobs)
    let reader = try ObjectReader(try bench.reopened())
    for (object, blob) in zip(objects, blobs) { #expect(try reader.bytes(of: object) == blob) }
  }

  @Test func `the same bytes are stored once, in a batch and across batches`() throws {
    let bench = try Bench()
    let batch = try bench.store.batch()
    let first = try batch.add([1, 2, 3])
    #expect(try batch.add([1, 2, 3]) == first)
    #expect(batch.newBytes == 3)
    try batch.commit()
    try bench.add([[1, 2, 3]])
    #expect(bench.store.figures.objects == 1 && bench.store.figures.packs == 1)
    let again = try bench.reopened().batch()
    try again.add([1, 2, 3])
    #expect(again.newBytes == 0)
  }

  @Test func `a batch that is dropped, or empty, leaves nothing behind`() throws {
    let bench = try Bench()
    do {
      let batch = try bench.store.batch()
      try batch.add(Bench.noise(2 << 20))
    }
    try bench.store.batch().commit()
    #expect(try bench.packPaths().isEmpty)
    #expect(try bench.files.contents(of: bench.store.staging).isEmpty)
  }

  @Test(arguments: 1..<12)
  func `a disk that is full leaves no pack and nothing in staging`(number: Int) throws {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    disk.failEffect(number: number, with: .noSpace)
    do {
      try bench.add([Bench.noise(600_000), Bench.noise(600_000, seed: 2)])
      #expect(try bench.packPaths().count == 1)
    } catch let error as FileError {
      #expect(error.isNoSpace)
      #expect(try bench.files.contents(of: bench.store.staging).isEmpty)
      // Its name is the last effect but one.
      #expect(try bench.packPaths().count <= (number >= 6 ? 1 : 0))
    }
    try bench.add([Bench.noise(600_000), Bench.noise(600_000, seed: 2)])
    #expect(bench.store.contains(ObjectID(of: Bench.noise(600_000))))
  }

  // MARK: Damage

  /// A pack's bytes and the objects in it.
  private static func sample() throws -> (disk: SimulatedDisk, bytes: [UInt8], objects: [ObjectID])
  {
    let disk = SimulatedDisk()
    let bench = try Bench(disk)
    let objects = try bench.add([
      Array("one".utf8), [], Array(String(repeating: "three ", count: 30).utf8), Bench.noise(60),
    ])
    let path = try #require(try bench.packPaths().first)
    return (disk, try disk.read(path), objects)
  }

  /// Opens the pack, and counts the objects that it gives back whole; `nil` if it is refused.
  private static func wholeObjects(_ bytes: [UInt8], _ disk: SimulatedDisk) throws -> Set<ObjectID>?
  {
    try disk.write("/p.pack", bytes)
    let pack: Pack
    do { pack = try Pack(at: "/p.pack", on: disk) } catch let error as StoreError {
      guard case .damagedPack = error else { throw error }
      return nil
    }
    let decompressor = try FrameDecompressor()
    var whole: Set<ObjectID> = []
    for number in 0..<pack.index.objectCount {
      let place = try #require(pack.index.place(number))
      guard let raw = try pack.frame(place.frame, with: decompressor) else { continue }
      let object = ObjectID(of: Array(raw[place.offset..<place.offset + place.size]))
      if object == pack.index.name(number) { whole.insert(object) }
    }
    return whole
  }

  @Test func `a flipped bit anywhere in a pack never gives wrong bytes`() throws {
    let (disk, bytes, objects) = try Self.sample()
    #expect(try Self.wholeObjects(bytes, disk) == Set(objects))
    let framesEnd = try Self.indexStart(of: bytes) - 8
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        let whole = try Self.wholeObjects(damaged, disk)
        #expect(whole?.isSubset(of: objects) ?? true)
        if position >= framesEnd { #expect(whole == nil, "bit \(bit) of byte \(position)") }
      }
    }
  }

  @Test func `a pack that is cut short anywhere, or goes on, is refused`() throws {
    let (disk, bytes, _) = try Self.sample()
    for count in bytes.indices {
      #expect(try Self.wholeObjects(Array(bytes[..<count]), disk) == nil, "\(count) bytes")
    }
    #expect(try Self.wholeObjects(bytes + [0], disk) == nil)
    #expect(try Self.wholeObjects([0] + bytes, disk) == nil)
  }

  private static func indexStart(of bytes: [UInt8]) throws -> Int {
    var reader = ByteReader(bytes, from: bytes.count - 8)
    let found: UInt32? = reader.integer()
    let length = try #require(found)
    return bytes.count - StoreLayout.Pack.trailerSize - Int(length)
  }

  /// The pack with another index under a digest that is right: what only a liar writes.
  private static func forged(_ bytes: [UInt8], _ change: (inout [UInt8]) -> Void) throws -> [UInt8]
  {
    let start = try indexStart(of: bytes)
    var index = Array(bytes[start..<bytes.count - StoreLayout.Pack.trailerSize])
    change(&index)
    var forged = Array(bytes[..<(start - 4)])
    forged.append(little: UInt32(index.count + StoreLayout.Pack.trailerSize))
    forged += index
    ObjectID(of: index).append(to: &forged)
    forged.append(little: UInt32(index.count))
    return forged + StoreLayout.Pack.endMagic
  }

  @Test func `an index that lies, at any bit, is refused or found out by a digest`() throws {
    let (disk, bytes, objects) = try Self.sample()
    #expect(try Self.forged(bytes) { _ in } == bytes)
    let count = bytes.count - StoreLayout.Pack.trailerSize - (try Self.indexStart(of: bytes))
    for position in 0..<count {
      for bit in 0..<8 {
        let forged = try Self.forged(bytes) { $0[position] ^= 1 << UInt8(bit) }
        #expect(try Self.wholeObjects(forged, disk)?.isSubset(of: objects) ?? true)
      }
    }
    for end in 0..<count {
      let forged = try Self.forged(bytes) { $0.removeSubrange(end...) }
      #expect(try Self.wholeObjects(forged, disk) == nil, "an index of \(end) bytes")
    }
  }
}
