import FileEffects
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

  @Test(.tags(.sweep), .exceptQuick) func `a flipped bit is found out, wherever it is`() throws {
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

  private struct Sizes: Decodable {
    struct Part: Decodable {
      var oldBytes: Int
    }

    var newBytes: Int
    var parts: [Part]?
    var since: Timestamp?
  }

  @Test(
    arguments: [
      ("{", .notJSON), ("[]", .wrongType(field: "", expected: .object)),
      ("{}", .missing(field: "new_bytes")), (#"{"new_bytes": null}"#, .null(field: "new_bytes")),
      (#"{"new_bytes": "x"}"#, .wrongType(field: "new_bytes", expected: .number)),
      (#"{"new_bytes": 1e99}"#, .invalid(field: "")),
      (#"{"new_bytes": 1, "parts": {}}"#, .wrongType(field: "parts", expected: .list)),
      (#"{"new_bytes": 1, "parts": [{}]}"#, .missing(field: "parts[0].old_bytes")),
      (#"{"new_bytes": 1, "since": "soon"}"#, .invalid(field: "since")),
    ] as [(String, JSONFault)])
  func `the field that is missing or wrong is named as it is written`(
    text: String, fault: JSONFault
  ) {
    let bytes = Seal.sealed(Array("\(text)\n".utf8))
    #expect(throws: RecordFault.malformed(fault)) {
      try SealedRecord.decode(Sizes.self, from: bytes)
    }
  }
}
