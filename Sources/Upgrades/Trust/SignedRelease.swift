import FileEffects
import Generations
import ObjectStore
import Releases
import SystemPackage

/// What proves, without the package, which files a release has: the list of digests that was signed, its
/// signature, and the manifest that the list has a line for.
struct SignedRelease {
  var list: [UInt8]
  var signature: FileSignature
  var manifest: [UInt8]

  /// `nil` where a release has none of this, or nothing with a version.
  init?(_ release: Release) {
    guard let signed = release.signedList, let manifest = release.manifestText else { return nil }
    (list, signature, self.manifest) = (signed.bytes, signed.signature, manifest)
  }

  init(list: [UInt8], signature: FileSignature, manifest: [UInt8]) {
    (self.list, self.signature, self.manifest) = (list, signature, manifest)
  }

  var key: KeyID { signature.key }
  var version: ReleaseVersion? { signature.trustedComment.version }
}

/// What is kept in a store of the signed releases that were installed: for each by the tree of what it shipped,
/// which generations have as their base.
struct SignedReleases {
  private let deployment: Deployment
  private var files: any FileSystem { deployment.files }
  private var folder: FilePath { deployment.storeLocation.appending(StoreLayout.signed) }
  private var keys: FilePath { deployment.storeLocation.appending(StoreLayout.keys) }

  init(of deployment: Deployment) { self.deployment = deployment }

  private static let (listName, manifestName) = (
    ChecksumList.fileName, ProductLayout.current.manifest
  )

  /// Keeps the proof, before the release is switched to. Without a generation that has the base it says
  /// nothing.
  func keep(_ release: SignedRelease, base: ObjectID) throws {
    let place = folder.appending("\(base)")
    try files.ensureDirectory(place)
    try files.replace(place.appending(Self.manifestName), with: release.manifest)
    try files.replace(place.appending(Self.listName), with: release.list)
    try files.replace(
      place.appending(Self.listName + FileSignature.ending), with: release.signature.file)
  }

  /// The proof for a base; `nil` if there is none, or not all of it.
  ///
  /// - Throws: ``SigningError/unusable(_:_:)``, ``FileError``.
  func proof(for base: ObjectID) throws -> SignedRelease? {
    let place = folder.appending("\(base)")
    let beside = place.appending(Self.listName + FileSignature.ending)
    guard let list = try files.readIfPresent(place.appending(Self.listName)),
      let manifest = try files.readIfPresent(place.appending(Self.manifestName)),
      let text = try files.readIfPresent(beside)
    else { return nil }
    let signature = try SigningError.about(beside) { () throws(SigningFault) in
      try FileSignature(text)
    }
    return SignedRelease(list: list, signature: signature, manifest: manifest)
  }

  /// The newest version that was installed of those that a key signed; `nil` if none was.
  ///
  /// What was noted counts, and what the generations in `log` are proven to be: an interruption may have come
  /// between the two.
  func newest(by key: KeyID, in log: GenerationLog) throws -> ReleaseVersion? {
    let installed = try Set(log.all().filter { $0.state == .good }.compactMap(\.base))
      .compactMap { try proof(for: $0) }.filter { $0.key == key }.compactMap(\.version)
    return (installed + [try noted(key)].compactMap(\.self)).max()
  }

  private func place(of key: KeyID) -> FilePath { keys.appending("\(key).newest") }

  private func noted(_ key: KeyID) throws -> ReleaseVersion? {
    guard let bytes = try files.readIfPresent(place(of: key), atMost: 1 << 10) else { return nil }
    guard let version = ReleaseVersion(String(decoding: bytes, as: UTF8.self)) else {
      throw SigningError.unreadableNote(place(of: key))
    }
    return version
  }

  /// Notes the newest version, once the release is in force, and drops proofs that no generation of `log` needs,
  /// nor one in the trash.
  func settle(_ release: SignedRelease, in log: GenerationLog, now: Timestamp) throws {
    if let newest = try newest(by: release.key, in: log), try noted(release.key) != newest {
      try files.ensureDirectory(keys)
      try files.replace(place(of: release.key), with: Array("\(newest)\n".utf8))
    }
    let kept = try log.all() + log.deleted(now: now).map(\.generation)
    let needed = Set(kept.compactMap(\.base).map { Array("\($0)".utf8) })
    for entry in try files.contents(of: folder) where !needed.contains(entry.name) {
      try files.removeTree(folder.appending(bytes: entry.name))
    }
  }
}
