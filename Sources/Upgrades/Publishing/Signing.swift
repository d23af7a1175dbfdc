public import FileEffects
import Generations
public import Releases
public import SystemPackage

/// Makes a pair of keys, in minisign's format.
public struct CreateKeys: Sendable {
  public var publicKey: FilePath
  public var secretKey: FilePath

  public init(publicKey: FilePath, secretKey: FilePath) {
    (self.publicKey, self.secretKey) = (publicKey, secretKey)
  }

  /// Refuses to take the place of a file: a key that is lost is lost.
  ///
  /// - Throws: ``SigningError/exists(_:)``.
  public func check(on files: any FileSystem) throws {
    if publicKey.lexicallyNormalized() == secretKey.lexicallyNormalized() {
      throw SigningError.sameFile(publicKey)
    }
    for place in [secretKey, publicKey] where try files.metadata(place) != nil {
      throw SigningError.exists(place)
    }
  }

  /// - Parameter passphrase: Encrypts the secret key; `nil` leaves it as it is.
  /// - Throws: ``SigningError``, ``FileError``.
  public func run(passphrase: [UInt8]?, on files: any FileSystem) throws -> CreatedKeys {
    try check(on: files)
    let key = SecretKey()
    let secret = try SigningError.about(secretKey) { () throws(SigningFault) in
      try key.file(passphrase: passphrase)
    }
    // Nobody has the public one before the secret one is kept.
    try files.replace(secretKey, with: secret, permissions: 0o600)
    // Also by another name, such as a link's.
    guard try files.metadata(publicKey) == nil else { throw SigningError.sameFile(publicKey) }
    try files.replace(publicKey, with: key.publicKey.file)
    return CreatedKeys(
      key: key.publicKey.id.description, publicKey: key.publicKey.line,
      publicKeyFile: publicKey.spelling, secretKeyFile: secretKey.spelling,
      encrypted: passphrase != nil)
  }
}

/// A pair of keys that was made.
public struct CreatedKeys: Encodable, Hashable, Sendable {
  public let key: String
  /// What `minisign -P` takes.
  public let publicKey: String
  public let publicKeyFile: String
  public let secretKeyFile: String
  public let encrypted: Bool
}

/// Why a key or a signature was not made, or cannot be used.
public enum SigningError: Error, Hashable, Sendable {
  case exists(FilePath)
  case sameFile(FilePath)
  /// A file and what is wrong with it.
  case unusable(FilePath, SigningFault)
  case notThere(FilePath)
  /// A list whose files are not the ones that it lists, and why.
  case listDisagrees(ReleaseError)
  /// A trusted key has the same id and is another one.
  case otherKeyOfThatName(FilePath, KeyID)
  case noSuchKey(String, trusted: [KeyID])
  /// What notes the newest version that was installed from a key says none.
  case unreadableNote(FilePath)

  /// Names the file that a fault is in.
  static func about<Result>(
    _ file: FilePath, _ body: () throws(SigningFault) -> Result
  ) throws(SigningError) -> Result {
    do throws(SigningFault) { return try body() } catch { throw .unusable(file, error) }
  }

  /// The whole of a small file that somebody named.
  static func read(_ place: FilePath, on files: any FileSystem) throws -> [UInt8] {
    guard let bytes = try files.readIfPresent(files.named(place), atMost: 64 << 10) else {
      throw SigningError.notThere(place)
    }
    return bytes
  }
}
