public import FileEffects
public import Generations
import ObjectStore
import Releases
public import SystemPackage

/// Signs files, as minisign does: the signature of each is beside it.
public struct SignFiles: Sendable {
  public var files: [FilePath]
  public var secretKey: FilePath
  public var now: Timestamp
  /// When it ends that what is signed is taken for the newest; `nil` is never.
  public var expires: Timestamp?

  public init(_ files: [FilePath], secretKey: FilePath, now: Timestamp, expires: Timestamp?) {
    (self.files, self.secretKey) = (files, secretKey)
    (self.now, self.expires) = (now, expires)
  }

  /// - Parameter passphrase: Asked for if the secret key is encrypted, once.
  /// - Throws: ``SigningError``, ``FileError``, or what `passphrase` throws. Then no file is signed, unless
  ///   writing failed.
  public func run(
    on disk: any FileSystem, passphrase: () throws -> [UInt8]?
  ) throws -> SigningReport {
    let secret = try SigningError.read(secretKey, on: disk)
    // What is not there, or does not agree, is found out before anybody types a passphrase.
    let digests = try files.map { file in
      guard try disk.metadata(disk.named(file))?.isRegular ?? false else {
        throw SigningError.notThere(file)
      }
      return (
        file: file, digest: try SignedDigest(ofFileAt: disk.named(file), on: disk),
        version: try version(of: file, on: disk)
      )
    }
    let key: SecretKey
    do { key = try SecretKey(secret, passphrase: passphrase) } catch let fault as SigningFault {
      throw SigningError.unusable(secretKey, fault)
    }
    let signed = try digests.map { file, digest, version in
      let comment = TrustedComment(
        product: version == nil ? nil : ProductLayout.current.name, version: version,
        signed: now.seconds, expires: expires?.seconds,
        file: file.lastComponent.map { Spelling.line($0.string) } ?? "")
      let signature = FileSignature(of: digest, by: key, comment)
      let place = file.withSuffix(FileSignature.ending)
      try disk.replace(place, with: signature.file)
      return SigningReport.Signed(
        file: file.spelling, signature: place.spelling, trustedComment: comment.text)
    }
    return SigningReport(key: key.id.description, signed: signed)
  }

  /// The version of the release that a list of digests, or a package, belongs to. A list is signed only if
  /// it agrees with every file that it lists.
  private func version(of file: FilePath, on disk: any FileSystem) throws -> ReleaseVersion? {
    let name = file.lastComponent?.string ?? ""
    guard name == ChecksumList.fileName else { return PackageName(name)?.version }
    let list = try ChecksumList(
      try disk.read(disk.named(file)), at: file.string)
    for line in list.lines {
      let place = line.path.resolved(in: file.removingLastComponent())
      let found =
        try disk.metadata(disk.named(place)) == nil
        ? nil : try ObjectID(ofFileAt: disk.named(place), on: disk)
      guard found == line.digest else {
        throw SigningError.listDisagrees(
          .checksum(
            place, name: line.path.bytes, list: file.string, listed: line.digest.description,
            found: found?.description))
      }
    }
    return list.lines.lazy.compactMap { PackageName($0.path.description)?.version }.first
  }
}

/// The signatures that were made.
public struct SigningReport: Encodable, Hashable, Sendable {
  public struct Signed: Encodable, Hashable, Sendable {
    public let file: String
    public let signature: String
    public let trustedComment: String
  }

  public let key: String
  public let signed: [Signed]
}
