import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Generations

@Suite(.tags(.unit)) struct SealedRecordTests {
  private static let record = Journal(
    from: Shelf.number(1), to: Shelf.number(2),
    record: Scene.generation(2, tree: .init(of: [1])), before: .init(of: [2]),
    after: .init(of: [3]), direction: .forward)

  @Test func `a record comes back as it was`() throws {
    let bytes = try SealedRecord.encode(Self.record)
    #expect(try SealedRecord.decode(Journal.self, from: bytes, at: "/r") == Self.record)
    #expect(try SealedRecord.encode(Self.record) == bytes)
  }

  @Test func `a flipped bit is found out, wherever it is`() throws {
    let bytes = try SealedRecord.encode(Self.record)
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        #expect(throws: GenerationError.self, "bit \(bit) of byte \(position)") {
          try SealedRecord.decode(Journal.self, from: damaged, at: "/r")
        }
      }
    }
  }

  @Test func `a record that is cut short or goes on is refused`() throws {
    let bytes = try SealedRecord.encode(Self.record)
    for count in bytes.indices {
      #expect(throws: GenerationError.self) {
        try SealedRecord.decode(Journal.self, from: Array(bytes[..<count]), at: "/r")
      }
    }
    #expect(throws: GenerationError.self) {
      try SealedRecord.decode(Journal.self, from: bytes + [0x0a], at: "/r")
    }
  }

  @Test func `a whole record of another kind is refused with its path`() throws {
    let bytes = try SealedRecord.encode(Pin(reason: "no journal"))
    let error = try #require(throws: GenerationError.self) {
      try SealedRecord.decode(Journal.self, from: bytes, at: "/store/journal")
    }
    #expect("\(error)".hasPrefix("the record /store/journal is damaged: "))
  }
}
