import CSodium

/// The primitives of minisign, as libsodium has them: Ed25519, BLAKE2b and scrypt.
enum Sodium {
  static let publicKeyBytes = 32
  /// The seed, and the public key after it.
  static let secretKeyBytes = 64
  static let signatureBytes = 64
  static let saltBytes = 32

  /// libsodium, with the fastest code that this machine can run.
  private static let isReady = sodium_init() >= 0

  private static func prepare() { precondition(isReady, "libsodium cannot be initialised") }

  static func random(_ count: Int) -> [UInt8] {
    prepare()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if let start = buffer.baseAddress { randombytes_buf(start, count) }
      filled = count
    }
  }

  static func keyPair() -> (publicKey: [UInt8], secretKey: [UInt8]) {
    prepare()
    var publicKey = [UInt8](repeating: 0, count: publicKeyBytes)
    var secretKey = [UInt8](repeating: 0, count: secretKeyBytes)
    crypto_sign_ed25519_keypair(&publicKey, &secretKey)
    return (publicKey, secretKey)
  }

  static func sign(_ message: [UInt8], with secretKey: [UInt8]) -> [UInt8] {
    prepare()
    precondition(secretKey.count == secretKeyBytes)
    var signature = [UInt8](repeating: 0, count: signatureBytes)
    crypto_sign_ed25519_detached(
      &signature, nil, message, UInt64(message.count), secretKey)
    return signature
  }

  static func verifies(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
    prepare()
    guard signature.count == signatureBytes, publicKey.count == publicKeyBytes else { return false }
    return crypto_sign_ed25519_verify_detached(
      signature, message, UInt64(message.count), publicKey) == 0
  }

  /// What encrypts a secret key; `nil` if there is not enough memory.
  ///
  /// - Parameters:
  ///   - operations: How much work it is, as libsodium counts it.
  ///   - memory: How much memory it takes, in bytes.
  static func stretch(
    _ passphrase: [UInt8], salt: [UInt8], operations: UInt64, memory: UInt64, count: Int
  ) -> [UInt8]? {
    prepare()
    precondition(salt.count == saltBytes)
    var stream = [UInt8](repeating: 0, count: count)
    let words = passphrase.map(CChar.init(bitPattern:))
    let status = crypto_pwhash_scryptsalsa208sha256(
      &stream, UInt64(count), words, UInt64(words.count), salt, operations,
      Int(clamping: memory))
    return status == 0 ? stream : nil
  }

  /// What minisign chooses: about a second, and 1 GiB of memory.
  static let operations = UInt64(crypto_pwhash_scryptsalsa208sha256_opslimit_sensitive())
  static let memory = UInt64(crypto_pwhash_scryptsalsa208sha256_memlimit_sensitive())

  static func blake2b(_ bytes: [UInt8], count: Int) -> [UInt8] {
    var digest = RunningBLAKE2b(count: count)
    bytes.withUnsafeBytes { digest.add($0) }
    return digest.finish()
  }
}

/// The BLAKE2b digest of bytes that come in several parts.
struct RunningBLAKE2b: ~Copyable {
  private let state: UnsafeMutableRawPointer
  private let count: Int

  /// - Parameter count: The digest's length in bytes.
  init(count: Int) {
    self.count = count
    state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    crypto_generichash_init(OpaquePointer(state), nil, 0, count)
  }

  deinit { state.deallocate() }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    crypto_generichash_update(
      OpaquePointer(state), bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(bytes.count))
  }

  /// The digest of everything that was added; to be called once.
  mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: count)
    crypto_generichash_final(OpaquePointer(state), &digest, count)
    return digest
  }
}
