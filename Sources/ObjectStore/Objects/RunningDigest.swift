internal import CCrypto
public import FileEffects
public import SystemPackage

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

extension ObjectID {
  /// The SHA-256 of a file's contents, whatever its length.
  public init(ofFileAt path: FilePath, on files: any FileSystem) throws {
    var digest = RunningDigest()
    try files.forEachPiece(of: path) { digest.add($0) }
    self = digest.finish()
  }
}
