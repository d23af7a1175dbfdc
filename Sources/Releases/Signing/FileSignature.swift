public import FileEffects
public import SystemPackage

/// A signature of a file, as in minisign's `.minisig` files.
///
/// It is one of the file's BLAKE2b-512 digest, or of its bytes, as minisign's older versions made them. A
/// second one covers the first and the trusted comment.
///
/// Source: https://jedisct1.github.io/minisign/#signature-format
public struct FileSignature: Hashable, Sendable {
  public let key: KeyID
  let isOfDigest: Bool
  let signature: [UInt8]
  let commentSignature: [UInt8]
  /// What the signer says of the file. It counts once the signature is verified.
  public let trustedComment: TrustedComment

  /// How the name of a signature's file goes on after the signed file's.
  public static let ending = ".minisig"
  /// How long a file with one may be, in bytes.
  public static let longest = CommentedLines.longest
  /// How long a file may be whose bytes, not their digest, are signed: they are read at once.
  static let longestWithoutDigest = 64 << 20

  /// Reads a signature file.
  public init(_ file: [UInt8]) throws(SigningFault) {
    guard let pairs = CommentedLines(file, count: 2)?.pairs,
      pairs[0].contents.count == 2 + 8 + Sodium.signatureBytes,
      pairs[1].contents.count == Sodium.signatureBytes
    else { throw .notA(.signature) }
    let contents = pairs[0].contents
    switch Array(contents.prefix(2)) {
    case Array("ED".utf8): isOfDigest = true
    case Array("Ed".utf8): isOfDigest = false
    default: throw .unknownAlgorithm(RelativePath.text(of: Array(contents.prefix(2))))
    }
    key = KeyID(Array(contents[2..<10]))
    signature = Array(contents[10...])
    trustedComment = TrustedComment(bytes: pairs[1].comment)
    commentSignature = pairs[1].contents
  }

  /// Signs the file with this digest.
  public init(of digest: SignedDigest, by secretKey: SecretKey, _ comment: TrustedComment) {
    key = secretKey.id
    isOfDigest = true
    signature = Sodium.sign(digest.bytes, with: secretKey.secret)
    trustedComment = comment
    commentSignature = Sodium.sign(signature + comment.bytes, with: secretKey.secret)
  }

  /// The contents of a signature file.
  public var file: [UInt8] {
    CommentedLines.text([
      (
        Array("signature from minisign secret key".utf8),
        Array((isOfDigest ? "ED" : "Ed").utf8) + key.bytes + signature
      ), (trustedComment.bytes, commentSignature),
    ])
  }

  /// Whether `publicKey` is the one that signed these bytes, and the trusted comment.
  public func verifies(_ bytes: [UInt8], by publicKey: PublicKey) -> Bool {
    bytes.withUnsafeBytes { contents in
      isSigned(by: publicKey) { isOfDigest ? SignedDigest(contents).bytes : bytes }
    }
  }

  /// Whether it is the one that signed the file at `place`. Memory is bounded.
  ///
  /// - Throws: ``FileError``.
  public func verifies(
    fileAt place: FilePath, by publicKey: PublicKey, on files: any FileSystem
  ) throws -> Bool {
    let place = try files.named(place)
    if isOfDigest {
      let digest = try SignedDigest(ofFileAt: place, on: files)
      return isSigned(by: publicKey) { digest.bytes }
    }
    let bytes = try files.readIfPresent(place, atMost: UInt64(Self.longestWithoutDigest))
    return isSigned(by: publicKey) { bytes ?? [] }
  }

  private func isSigned(by publicKey: PublicKey, _ message: () -> [UInt8]) -> Bool {
    publicKey.id == key
      && Sodium.verifies(signature, of: message(), by: publicKey.point)
      && Sodium.verifies(
        commentSignature, of: signature + trustedComment.bytes, by: publicKey.point)
  }
}

/// The BLAKE2b-512 digest of a file, which is what is signed.
public struct SignedDigest: Hashable, Sendable {
  let bytes: [UInt8]

  init(_ contents: UnsafeRawBufferPointer) {
    var digest = RunningBLAKE2b(count: 64)
    digest.add(contents)
    bytes = digest.finish()
  }

  public init(of contents: [UInt8]) {
    self = contents.withUnsafeBytes { SignedDigest($0) }
  }

  public init(ofFileAt place: FilePath, on files: any FileSystem) throws {
    var digest = RunningBLAKE2b(count: 64)
    try files.forEachPiece(of: place) { digest.add($0) }
    bytes = digest.finish()
  }
}
