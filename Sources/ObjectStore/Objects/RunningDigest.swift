internal import CCrypto

/// The SHA-256 of bytes that come in several parts: the name that they would have as one object.
public struct RunningDigest {
  private var context = SHA256_CTX()

  public init() { SHA256_Init(&context) }

  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything that was added.
  public consuming func finish() -> ObjectID {
    var digest = [UInt8](repeating: 0, count: ObjectID.byteCount)
    SHA256_Final(&digest, &context)
    return digest.withUnsafeBytes { ObjectID($0) }
  }
}
