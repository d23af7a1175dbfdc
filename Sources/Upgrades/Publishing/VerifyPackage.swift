import FileEffects
public import Generations
import ObjectStore
public import Releases
public import SystemPackage

/// Says whether a package, or any file, is what the owner of a key has signed.
public struct VerifyPackage: Sendable {
  public var file: FilePath
  public var publicKey: FilePath
  public var now: Timestamp

  public init(_ file: FilePath, publicKey: FilePath, now: Timestamp) {
    (self.file, self.publicKey, self.now) = (file, publicKey, now)
  }

  /// - Throws: ``SigningError``, ``FileError``: what keeps it from being verified. What is found wrong is in
  ///   the report.
  public func report(on workshop: Workshop, scratch: FilePath) throws -> ReleaseVerification {
    let files = workshop.files
    let keyText = try SigningError.read(publicKey, on: files)
    let key = try SigningError.about(publicKey) { () throws(SigningFault) in
      try PublicKey(keyText)
    }
    guard try files.metadata(files.named(file))?.isRegular ?? false else {
      throw SigningError.notThere(file)
    }
    guard try isListed(on: files) else { return try own(by: key, on: files) }
    return try isArchive
      ? package(by: key, workshop, scratch: scratch) : document(by: key, on: files)
  }

  /// Whether it is named as an archive, or as nothing that is known.
  private var isArchive: Bool { !["md", "json", "txt", "pub"].contains(file.extension) }

  /// A file that goes beside a package, and is in the same list.
  private func document(
    by key: PublicKey, on files: any FileSystem
  ) throws -> ReleaseVerification {
    let place = file.removingLastComponent().appending(ChecksumList.fileName)
    let list = try VerifyPackage(place, publicKey: publicKey, now: now).own(by: key, on: files)
    var problems = list.problems
    let lines = try ChecksumList(files.read(files.named(place)), at: place.string).lines
    let name = file.lastComponent?.string ?? ""
    if let line = lines.first(where: { $0.path == ProductLayout.path(name) }) {
      let found = try ObjectID(ofFileAt: files.named(file), on: files)
      if found != line.digest {
        problems.append(
          .unusable(
            .checksum(
              file, name: line.path.bytes, list: place.string, listed: "\(line.digest)",
              found: "\(found)")))
      }
    } else {
      problems.append(.unlisted(file, list: place))
    }
    return ReleaseVerification(file, list.signature, by: key, now: now, problems: problems)
  }

  /// Whether it is signed through the list beside it.
  private func isListed(on files: any FileSystem) throws -> Bool {
    let name = file.lastComponent?.string ?? ""
    let list = file.removingLastComponent().appending(ChecksumList.fileName)
    guard name != ChecksumList.fileName, try files.metadata(files.named(list)) != nil else {
      return false
    }
    if PackageName(name) != nil { return true }
    return try files.metadata(file.withSuffix(FileSignature.ending)) == nil
  }

  /// A file that has its own signature.
  private func own(by key: PublicKey, on files: any FileSystem) throws -> ReleaseVerification {
    let place = file.withSuffix(FileSignature.ending)
    guard try files.metadata(files.named(place)) != nil else {
      return ReleaseVerification(file, nil, by: key, now: now, problems: [.noSignature(file)])
    }
    let text = try SigningError.read(place, on: files)
    let signature = try SigningError.about(place) { () throws(SigningFault) in
      try FileSignature(text)
    }
    let isSigned = try signature.verifies(fileAt: file, by: key, on: files)
    return ReleaseVerification(
      file, signature, by: key, now: now,
      problems: isSigned ? [] : [.notSigned(file, by: key.id, signature.key)])
  }

  /// A package, whose list of digests is signed: all of it has to agree, to the last file.
  private func package(
    by key: PublicKey, _ workshop: Workshop, scratch: FilePath
  ) throws -> ReleaseVerification {
    let release: Release
    do {
      release = try workshop.reader(.installing, rules: [], scratch: scratch).read(file, into: nil)
    } catch let error as ReleaseError {
      return ReleaseVerification(file, nil, by: key, now: now, problems: [.unusable(error)])
    }
    guard let signed = release.signedList else {
      let list = file.removingLastComponent().appending(ChecksumList.fileName)
      let isListed = release.checksums.contains { if case .agrees = $0 { true } else { false } }
      guard isListed else {
        return ReleaseVerification(
          file, nil, by: key, now: now, problems: [.unlisted(file, list: list)])
      }
      return ReleaseVerification(file, nil, by: key, now: now, problems: [.noSignature(list)])
    }
    var problems: [SignatureProblem] = []
    if !signed.isSigned(by: key) {
      problems.append(.notSigned(signed.place, by: key.id, signed.signature.key))
    } else {
      problems += signed.signature.trustedComment.problems(for: release)
    }
    return ReleaseVerification(file, signed.signature, by: key, now: now, problems: problems)
  }
}

/// What is wrong with a signature, or with what it is for.
public enum SignatureProblem: Hashable, Sendable {
  /// A file was not signed by the key that was asked for; the signature names the other one.
  case notSigned(FilePath, by: KeyID, KeyID)
  /// The package does not hold what it should.
  case unusable(ReleaseError)
  /// The list does not have the package.
  case unlisted(FilePath, list: FilePath)
  /// There is nothing that signs a file.
  case noSignature(FilePath)
  /// A signature that does not end when it says.
  case unreadableExpiry(String)
  /// It is signed as something else.
  case otherProduct(String)
  case otherVersion(ReleaseVersion, release: ReleaseVersion?)
}

extension TrustedComment {
  /// What it says that is not so of a release. What it does not say is no problem: minisign's own comments
  /// name only the file.
  func problems(for release: Release) -> [SignatureProblem] {
    var problems: [SignatureProblem] = []
    if let expiry = unreadableExpiry { problems.append(.unreadableExpiry(expiry)) }
    if let product, product != ProductLayout.current.name {
      problems.append(.otherProduct(product))
    }
    if let version, version != release.version {
      problems.append(.otherVersion(version, release: release.version))
    }
    return problems
  }
}

/// Whether a file is what somebody signed.
public struct ReleaseVerification: Encodable, Hashable, Sendable {
  public let path: String
  public let ok: Bool
  /// The key that was asked for.
  public let key: String
  @OrNull public var trustedComment: String?
  @OrNull public var expires: Timestamp?
  /// That it has expired is no problem: what is signed is genuine, and perhaps not the newest.
  public let expired: Bool
  public let problems: [SignatureProblem]
  public let warnings: [Finding]
  let signature: FileSignature?

  private enum CodingKeys: CodingKey {
    case path, ok, key, trustedComment, expires, expired, problems, warnings
  }

  init(
    _ file: FilePath, _ signature: FileSignature?, by key: PublicKey, now: Timestamp,
    problems: [SignatureProblem]
  ) {
    self.signature = signature
    (path, self.key) = (file.spelling, key.id.description)
    (ok, self.problems) = (problems.isEmpty, problems)
    // A comment counts only with its signature.
    let comment = problems.isEmpty ? signature?.trustedComment : nil
    let end = comment?.expires.map { Timestamp(seconds: $0) }
    expired = end.map { $0 <= now } ?? false
    warnings = expired ? [.signature(.expired(by: key.id, on: end ?? now))] : []
    _trustedComment = OrNull(wrappedValue: comment?.text)
    _expires = OrNull(wrappedValue: end)
  }
}

extension SignatureProblem: Encodable {
  /// As one text, in the words that `Presentation` has for it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }
}
