import FileEffects

/// A key that signs, as in minisign's secret key files.
///
/// Source: https://jedisct1.github.io/minisign/#secret-key-format
public struct SecretKey: Sendable {
  public let id: KeyID
  /// The seed, and the public key.
  let secret: [UInt8]

  init(id: KeyID, secret: [UInt8]) { (self.id, self.secret) = (id, secret) }

  /// A new one.
  public init() {
    id = KeyID(Sodium.random(8))
    secret = Sodium.keyPair().secretKey
  }

  public var publicKey: PublicKey {
    PublicKey(id: id, point: Array(secret[(secret.count - Sodium.publicKeyBytes)...]))
  }

  /// Reads a secret key file.
  ///
  /// - Parameter passphrase: Asked for only if the key is encrypted; `nil` if nobody knows it.
  /// - Throws: ``SigningFault``, or what `passphrase` throws.
  public init(_ file: [UInt8], passphrase: () throws -> [UInt8]?) throws {
    guard let contents = CommentedLines(file, count: 1)?.pairs[0].contents,
      contents.count == Layout.count
    else { throw SigningFault.notA(.secretKey) }
    var key = Array(contents[Layout.key])
    guard contents.starts(with: "Ed".utf8), contents[Layout.checksum].elementsEqual("B2".utf8)
    else {
      throw SigningFault.unknownAlgorithm(
        RelativePath.text(of: Array(contents[0..<2] + contents[Layout.checksum])))
    }
    let derivation = contents[Layout.derivation]
    let isEncrypted = derivation.elementsEqual("Sc".utf8)
    if isEncrypted {
      guard let words = try passphrase() else { throw SigningFault.noPassphrase }
      key = try Self.masked(
        key, words, salt: Array(contents[Layout.salt]),
        operations: Layout.number(in: contents[Layout.operations]),
        memory: Layout.number(in: contents[Layout.memory]))
    } else if !derivation.elementsEqual([0, 0]) {
      throw SigningFault.unknownAlgorithm(RelativePath.text(of: Array(derivation)))
    }
    (id, secret) = (KeyID(Array(key[0..<8])), Array(key[8..<72]))
    let noted = key[72...]
    // minisign leaves it empty where no passphrase can be wrong.
    guard checksum.elementsEqual(noted) || !isEncrypted && noted.allSatisfy({ $0 == 0 }) else {
      throw isEncrypted ? SigningFault.wrongPassphrase : .damagedKey
    }
  }

  /// The contents of a secret key file, encrypted with a passphrase if there is one.
  ///
  /// - Throws: ``SigningFault/noMemory(bytes:)``.
  public func file(passphrase: [UInt8]?) throws(SigningFault) -> [UInt8] {
    var key = id.bytes + secret + checksum
    let salt = Sodium.random(Sodium.saltBytes)
    if let passphrase {
      key = try Self.masked(
        key, passphrase, salt: salt, operations: Sodium.operations, memory: Sodium.memory)
    }
    let contents =
      Array("Ed".utf8) + (passphrase == nil ? [0, 0] : Array("Sc".utf8)) + Array("B2".utf8) + salt
      + Layout.bytes(of: Sodium.operations) + Layout.bytes(of: Sodium.memory) + key
    let comment = "minisign \(passphrase == nil ? "unencrypted" : "encrypted") secret key"
    return CommentedLines.text([(Array(comment.utf8), contents)])
  }

  /// What tells a right passphrase from a wrong one.
  private var checksum: [UInt8] {
    Sodium.blake2b(Array("Ed".utf8) + id.bytes + secret, count: 32)
  }

  /// The key, its id and its checksum, with what a passphrase makes of them and back.
  private static func masked(
    _ key: [UInt8], _ passphrase: [UInt8], salt: [UInt8], operations: UInt64, memory: UInt64
  ) throws(SigningFault) -> [UInt8] {
    // A file from elsewhere could ask for any amount.
    guard memory <= 4 << 30, operations <= 1 << 30,
      let stream = Sodium.stretch(
        passphrase, salt: salt, operations: operations, memory: memory, count: key.count)
    else { throw .noMemory(bytes: memory) }
    return zip(key, stream).map { $0 ^ $1 }
  }

  /// Where things are in the file, in bytes.
  private enum Layout {
    static let derivation = 2..<4
    static let checksum = 4..<6
    static let salt = 6..<38
    static let operations = 38..<46
    static let memory = 46..<54
    /// The id, the secret, and the checksum of both.
    static let key = 54..<158
    static let count = 158

    static func number(in bytes: ArraySlice<UInt8>) -> UInt64 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func bytes(of number: UInt64) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
  }
}
