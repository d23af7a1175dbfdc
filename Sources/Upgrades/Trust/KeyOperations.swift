import FileEffects
import Generations
import Releases
public import SystemPackage

/// The keys whose signatures count.
public struct ListKeys: Inquiry {
  public init() {}

  public func report(on deployment: Deployment) throws -> KeyList {
    _ = try deployment.records()
    return KeyList(keys: try TrustedKeys(of: deployment).keys.map(KeyList.Key.init))
  }
}

/// The trusted keys, as scripts and people read them.
public struct KeyList: Encodable, Hashable, Sendable {
  public struct Key: Encodable, Hashable, Sendable {
    /// As minisign shows it.
    public let id: String
    /// What `minisign -P` takes.
    public let publicKey: String

    init(_ key: PublicKey) { (id, publicKey) = (key.id.description, key.line) }

    package init(id: String, publicKey: String) { (self.id, self.publicKey) = (id, publicKey) }
  }

  public let keys: [Key]

  package init(keys: [Key]) { self.keys = keys }
}

/// Trusts a key from now on: releases have to be signed by it, or by another one that is trusted.
public struct AddKey: Operation {
  public static let command = "key add"
  public var subject: String? { file.spelling }

  /// A public key file of minisign.
  public var file: FilePath
  /// The key that somebody has seen: no other is added, whatever the file holds by then.
  public var shown: KeyList.Key?

  public init(_ file: FilePath) { self.file = file }

  /// - Throws: ``SigningError``; ``GenerationError/changedMeanwhile(path:)`` for a key that nobody has seen.
  public func plan(_ survey: Survey) throws -> KeyChange {
    let files = survey.deployment.files
    let text = try SigningError.read(file, on: files)
    let key = try SigningError.about(file) { () throws(SigningFault) in try PublicKey(text) }
    if let shown, shown != KeyList.Key(key) {
      throw GenerationError.changedMeanwhile(path: file.spelling)
    }
    let trusted = try TrustedKeys(of: survey.deployment)
    if let known = trusted[key.id], known != key {
      throw SigningError.otherKeyOfThatName(file, key.id)
    }
    return KeyChange(
      key, added: true, isDone: trusted[key.id] == key,
      signedBy: try signer(of: text, among: trusted, on: survey.deployment),
      trusted: trusted.keys, dryRun: survey.isDryRun)
  }

  /// The trusted key by which the file is signed; `nil` if it has no signature.
  ///
  /// - Throws: ``SigningError/unusable(_:_:)``, ``TrustError`` for one that is not what it seems.
  private func signer(
    of text: [UInt8], among trusted: TrustedKeys, on deployment: Deployment
  ) throws -> KeyID? {
    let place = file.withSuffix(FileSignature.ending)
    guard try deployment.files.metadata(deployment.files.named(place)) != nil else { return nil }
    let bytes = try SigningError.read(place, on: deployment.files)
    let signature = try SigningError.about(place) { () throws(SigningFault) in
      try FileSignature(bytes)
    }
    guard let key = trusted[signature.key] else { return nil }
    guard signature.verifies(text, by: key) else { throw TrustError.forged(file, key.id) }
    let comment = signature.trustedComment
    if let product = comment.product, product != ProductLayout.current.name {
      throw TrustError.signedAsOther(file, .otherProduct(product))
    }
    // What has expired says nothing any more: then somebody is asked.
    let isExpired = comment.expires.map { $0 <= deployment.now.seconds } ?? false
    return isExpired || comment.unreadableExpiry != nil ? nil : key.id
  }

  public func carryOut(_ change: KeyChange, _ writer: Writer) throws -> KeyChange {
    if !change.isDone {
      try TrustedKeys(of: writer.deployment).add(change.publicKey, on: writer.deployment.files)
    }
    return change
  }
}

/// No longer trusts a key.
public struct RemoveKey: Operation {
  public static let command = "key remove"
  public var subject: String? { id }

  /// As ``KeyList/Key/id`` has it, in any case.
  public var id: String

  public init(_ id: String) { self.id = id }

  /// - Throws: ``SigningError/noSuchKey(_:trusted:)``.
  public func plan(_ survey: Survey) throws -> KeyChange {
    let trusted = try TrustedKeys(of: survey.deployment)
    guard let key = trusted.keys.first(where: { $0.id.description == id.uppercased() }) else {
      throw SigningError.noSuchKey(id, trusted: trusted.keys.map(\.id))
    }
    return KeyChange(
      key, added: false, isDone: false, signedBy: nil, trusted: trusted.keys,
      dryRun: survey.isDryRun)
  }

  public func carryOut(_ change: KeyChange, _ writer: Writer) throws -> KeyChange {
    try TrustedKeys(of: writer.deployment).remove(change.publicKey, on: writer.deployment.files)
    return change
  }
}

/// A key that is trusted, or no longer trusted.
public struct KeyChange: Encodable, Hashable, Sendable {
  let publicKey: PublicKey
  public let key: KeyList.Key
  /// Or removed.
  public let added: Bool
  /// Whether it was so before.
  public let isDone: Bool
  /// The trusted key that signed the new one: then nobody needs to be asked.
  @OrNull public var signedBy: String?
  /// All that are trusted afterwards.
  public let trusted: [String]
  public let dryRun: Bool

  private enum CodingKeys: CodingKey {
    case key, added, signedBy, trusted, dryRun
  }

  init(
    _ key: PublicKey, added: Bool, isDone: Bool, signedBy: KeyID?, trusted: [PublicKey],
    dryRun: Bool
  ) {
    (publicKey, self.key) = (key, KeyList.Key(key))
    (self.added, self.isDone, self.dryRun) = (added, isDone, dryRun)
    var ids = Set(trusted.map(\.id.description))
    if added { ids.insert(key.id.description) } else { ids.remove(key.id.description) }
    self.trusted = ids.sorted()
    _signedBy = OrNull(wrappedValue: signedBy?.description)
  }
}
