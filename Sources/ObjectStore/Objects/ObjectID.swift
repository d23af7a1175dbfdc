internal import CCrypto
import FileEffects

/// The SHA-256 of an object's uncompressed bytes: its name in the store.
///
/// Two objects with equal bytes have equal identifiers, whichever way they were compressed.
public struct ObjectID: Hashable, Sendable {
  /// The digest's 32 bytes as four big-endian words: nothing on the heap, however many there are.
  let word0, word1, word2, word3: UInt64

  static let byteCount = 32

  /// Reads 32 digest bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    (word0, word1, word2, word3) = (word(0), word(1), word(2), word(3))
  }

  /// The name of these bytes.
  public init(of bytes: UnsafeRawBufferPointer) {
    var context = SHA256_CTX()
    var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    SHA256_Init(&context)
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
    self = withUnsafeMutableBytes(of: &digest) { buffer in
      SHA256_Final(buffer.bindMemory(to: UInt8.self).baseAddress, &context)
      return ObjectID(UnsafeRawBufferPointer(buffer))
    }
  }

  /// The name of these bytes.
  public init(of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { ObjectID(of: $0) }
  }

  /// Parses the 64 lowercase hexadecimal digits of an object's name.
  ///
  /// Returns `nil` for any other text. Uppercase digits are refused, so that one object never has
  /// two names on disk.
  public init?(_ text: some StringProtocol) { self.init(digits: text.utf8) }

  /// Parses the same digits as they lie in a file.
  init?(digits: some Sequence<UInt8>) {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in digits {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard bytes.count == Self.byteCount, high == nil else { return nil }
    self = bytes.withUnsafeBytes { ObjectID($0) }
  }

  /// The digest's bytes.
  func append(to bytes: inout [UInt8]) {
    for word in [word0, word1, word2, word3] {
      withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
    }
  }
}

extension ObjectID {
  /// Stands where no object is known; no bytes are known to have this digest.
  static let none = [UInt8](repeating: 0, count: byteCount).withUnsafeBytes { ObjectID($0) }
}

extension ObjectID: Comparable {
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    if left.word0 != right.word0 { return left.word0 < right.word0 }
    if left.word1 != right.word1 { return left.word1 < right.word1 }
    if left.word2 != right.word2 { return left.word2 < right.word2 }
    return left.word3 < right.word3
  }
}

extension ObjectID: CustomStringConvertible {
  public var description: String {
    [word0, word1, word2, word3].map(\.hexadecimal).joined()
  }
}

/// In JSON an object is its 64 digits.
extension ObjectID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let parsed = ObjectID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not 64 lowercase hexadecimal digits")
    }
    self = parsed
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
