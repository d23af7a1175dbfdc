import FileEffects
import FoundationEssentials
import ObjectStore
import SystemPackage

/// Records on disk: one line of JSON, then one with its digest, which reveals a flipped bit.
enum SealedRecord {
  static func encode(_ value: some Encodable) throws -> [UInt8] {
    Seal.sealed(try StableJSON.lines(of: value, keys: .snakeCase, isIndented: false))
  }

  /// - Throws: ``GenerationError/damagedRecord(_:_:)``.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], at path: FilePath
  ) throws -> Value {
    do throws(RecordFault) { return try decode(type, from: bytes) } catch {
      throw GenerationError.damagedRecord(path, error)
    }
  }

  /// Decodes a record; the fault does not name its file.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws(RecordFault) -> Value {
    let line = try Seal.line(of: bytes)
    let decoder = JSONDecoder()
    // It takes a fifth of the time, and most records have no such name.
    if line.contains(UInt8(ascii: "_")) { decoder.keyDecodingStrategy = .convertFromSnakeCase }
    do { return try decoder.decode(type, from: Data(line)) } catch {
      throw .malformed(JSONFault(error, reading: line))
    }
  }
}
