import TestSupport
import Testing

@testable import ObjectStore

@Suite(.tags(.unit)) struct ObjectIDTests {
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func `known bytes have their SHA-256`() {
    #expect(ObjectID(of: Array("abc".utf8)).description == Self.abc)
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(ObjectID(of: []).description == empty)
  }

  @Test func `an identifier comes back from its digits`() {
    for byte in UInt8.min...UInt8.max {
      let object = ObjectID(of: [byte])
      #expect(ObjectID(object.description) == object)
      #expect(object.description.utf8.count == 64)
    }
  }

  @Test func `any other text is refused, uppercase digits too`() {
    #expect(ObjectID(Self.abc.uppercased()) == nil)
    #expect(ObjectID(Self.abc.dropLast()) == nil)
    #expect(ObjectID(Self.abc + "0") == nil)
    #expect(ObjectID(Self.abc + "00") == nil)
    #expect(ObjectID(Self.abc.dropLast() + "g") == nil)
    #expect(ObjectID(Self.abc.dropLast(2) + "١") == nil)
    #expect(ObjectID("") == nil)
  }

  @Test func `the order is that of the bytes, and of the digits`() {
    let objects = (0..<300).map { ObjectID(of: [UInt8($0 & 0xff), UInt8($0 >> 8)]) }
    func bytes(_ object: ObjectID) -> [UInt8] {
      var bytes: [UInt8] = []
      object.append(to: &bytes)
      return bytes
    }
    for (left, right) in zip(objects, objects.dropFirst()) {
      #expect((left < right) == bytes(left).lexicographicallyPrecedes(bytes(right)))
      #expect((left < right) == (left.description < right.description))
    }
    #expect(bytes(objects[0]).withUnsafeBytes { ObjectID($0) } == objects[0])
  }
}
