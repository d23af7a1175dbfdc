import FoundationEssentials
import ObjectStore
import SystemPackage

/// How records lie on disk: one line of JSON, then one with its digest, so that a flipped bit is
/// found out.
enum SealedRecord {
  private static let prefix = "sha256 "

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    var line = Array(try encoder.encode(value))
    line.append(UInt8(ascii: "\n"))
    return line + Array("\(prefix)\(ObjectID(of: line))\n".utf8)
  }

  /// - Throws: ``GenerationError/damagedRecord(_:reason:)``.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], at path: FilePath
  ) throws -> Value {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      throw GenerationError.damagedRecord(path, reason: "it is cut short")
    }
    let line = Array(bytes[...end])
    guard Array(bytes[(end + 1)...]) == Array("\(prefix)\(ObjectID(of: line))\n".utf8) else {
      throw GenerationError.damagedRecord(path, reason: "it does not have its digest")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(type, from: Data(line)) } catch {
      throw GenerationError.damagedRecord(path, reason: "\(error)")
    }
  }
}
