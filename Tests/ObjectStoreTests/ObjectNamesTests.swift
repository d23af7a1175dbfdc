import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct ObjectNamesTests {
  /// Names of which many have the same last bits, which they are found by.
  private func names(_ random: inout SeededGenerator) -> [ObjectID] {
    (0..<2_000).map { _ in
      var digest = [UInt8](repeating: 0, count: ObjectID.byteCount)
      digest[7] = UInt8.random(in: 0..<8, using: &random)
      digest[30] = UInt8.random(in: 0...255, using: &random)
      digest[31] = UInt8.random(in: 0..<2, using: &random)
      return digest.withUnsafeBytes { ObjectID($0) }
    }
  }

  @Test func `names are found as in a set, by numbers in the order in which they came`() {
    var random = SeededGenerator(seed: 7)
    var found = ObjectNames()
    var known: Set<ObjectID> = []
    var order: [ObjectID] = []
    for name in names(&random) {
      #expect(found.contains(name) == known.contains(name))
      let isNew = known.insert(name).inserted
      if isNew { order.append(name) }
      let (inserted, number) = found.insert(name)
      #expect(inserted == isNew && found[number] == name)
      #expect(found.contains(name))
    }
    #expect(order.indices.allSatisfy { found[UInt32($0)] == order[$0] })
  }

  @Test func `an index names the objects of all frames, in their order`() throws {
    var random = SeededGenerator(seed: 11)
    var (objects, names) = (PackRows(), ObjectNames())
    var places: [ObjectID: PackIndex.Place] = [:]
    for (number, name) in self.names(&random).enumerated() where places[name] == nil {
      let place = PackIndex.Place(frame: number % 2, offset: number, size: 1, type: .blob)
      places[name] = place
      objects.append(names.insert(name).number, at: place)
    }
    let base = try #require(places.keys.first)
    let frames = [
      PackIndex.Frame(offset: 0, storedSize: 10, rawSize: 20_000, base: nil),
      PackIndex.Frame(offset: 10, storedSize: 5, rawSize: 20_000, base: base),
    ]
    let encoding = PackIndex.Encoding(frames: frames, objects: objects, names: names)
    var bytes: [UInt8] = []
    encoding.write { bytes += $0 }
    #expect(bytes.count == encoding.size)
    let index = try PackIndex.decode(bytes, packSize: 15).get()
    #expect((0..<2).allSatisfy { index.frame($0) == frames[$0] })
    #expect(places.allSatisfy { index.find($0) == $1 })
    let rows = index.rowsByFrame()
    #expect(rows[2] == nil && rows.frames.map(\.number) == [0, 1])
    #expect(rows.frames.reduce(0) { $0 + $1.rows.count } == places.count)
  }
}
