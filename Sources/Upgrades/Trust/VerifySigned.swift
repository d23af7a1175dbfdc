import FileEffects
public import Generations
import ObjectStore
import Releases
import SystemPackage

/// Asks which core files of a generation are not the ones that its release's publisher signed. Nothing but the
/// store and the trusted keys is needed for that.
public struct VerifySigned: Inquiry {
  private let number: Generation.Number?

  /// - Parameter number: `nil` for the generation in force.
  public init(_ number: Generation.Number?) { self.number = number }

  /// - Throws: ``TrustError/noProof(_:)``, ``TrustError/notProven(_:_:)``.
  public func report(on deployment: Deployment) throws -> SignedVerification {
    let log = try deployment.log()
    let generation = try number.map { try log.generation($0) } ?? log.current()
    guard let base = generation.base,
      let proof = try SignedReleases(of: deployment).proof(for: base)
    else { throw TrustError.noProof(generation.number) }
    let manifest = try manifest(
      of: proof, trusting: TrustedKeys(of: deployment), for: generation.number)
    let reader = try ObjectReader(log.store)
    let listing = try deployment.step(.readGenerations) {
      try reader.listing(of: generation.tree)
    }
    var report = SignedVerification(
      generation: generation.number, version: manifest.version.description,
      key: proof.key.description)
    let workspace = try deployment.workspaceRules()
    try deployment.step(.compareFiles) {
      for file in manifest.files where file.layer == .core {
        let path = file.path.path
        // An upgrade writes these, and the workspace may have said that a file is none of its release's.
        if VersionFile.places.contains(path) || workspace.rule(for: path) != nil { continue }
        report.files += 1
        guard let entry = listing[path].leaf else {
          report.missing.append(path.description)
          continue
        }
        if try digest(of: entry, reader) != file.digest.description {
          report.differing.append(path.description)
        }
      }
    }
    return report
  }

  /// The manifest, if the list has its digest and a trusted key signed the list.
  private func manifest(
    of proof: SignedRelease, trusting trusted: TrustedKeys, for number: Generation.Number
  ) throws -> Manifest {
    guard let key = trusted[proof.key] else {
      throw TrustError.notProven(number, .keyNotTrusted(proof.key))
    }
    guard proof.signature.verifies(proof.list, by: key) else {
      throw TrustError.notProven(number, .listChanged)
    }
    let manifest = try Manifest.parse(proof.manifest)
    let name = PackageName.manifest(manifest.version)
    let lines = try ChecksumList(proof.list, at: ChecksumList.fileName).lines
    guard let line = lines.first(where: { $0.path == ProductLayout.path(name) }) else {
      throw TrustError.notProven(number, .manifestNotSigned(name))
    }
    guard line.digest == ObjectID(of: proof.manifest) else {
      throw TrustError.notProven(number, .manifestChanged)
    }
    return manifest
  }

  /// The SHA-256 of a file's contents, or of where a link leads: for small ones it is the object's name.
  private func digest(of entry: Entry, _ reader: ObjectReader) throws -> String {
    if !entry.isChunked && entry.kind != .database { return entry.object.description }
    var digest = RunningDigest()
    try reader.contents(of: entry) { digest.add($0) }
    return digest.finish().description
  }
}

/// Which core files of a generation are as they were signed.
public struct SignedVerification: Encodable, Hashable, Sendable {
  public let generation: Generation.Number
  /// Of the release that was signed, and the key.
  public let version: String
  public let key: String
  /// How many core files the release has.
  public internal(set) var files = 0
  public internal(set) var differing: [String] = []
  public internal(set) var missing: [String] = []
  public var ok: Bool { differing.isEmpty && missing.isEmpty }

  private enum CodingKeys: CodingKey {
    case generation, version, key, files, differing, missing, ok
  }

  package init(generation: Generation.Number, version: String, key: String) {
    (self.generation, self.version, self.key) = (generation, version, key)
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(ok, forKey: .ok)
    try fields.encode(generation, forKey: .generation)
    try fields.encode(version, forKey: .version)
    try fields.encode(key, forKey: .key)
    try fields.encode(files, forKey: .files)
    try fields.encode(differing, forKey: .differing)
    try fields.encode(missing, forKey: .missing)
  }
}
