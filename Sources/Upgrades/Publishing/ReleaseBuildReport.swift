/// The packages of a release that was built.
public struct ReleaseBuildReport: Encodable, Hashable, Sendable {
  public struct Package: Encodable, Hashable, Sendable {
    public let path: String
    public let bytes: UInt64
    public let sha256: String
  }

  public let version: String
  /// The full one, and the one for upgrades.
  public let packages: [Package]
  /// How many files are in each.
  public let files: [Int]
  /// What the full one unpacks to, in bytes.
  public let bytes: UInt64
  /// How many bytes fewer the one for upgrades has.
  public let saving: UInt64
  /// What else is in the folder.
  public let documents: [String]
  /// The list of digests, which is what is signed.
  public let list: String
  public let warnings: [Finding]
  public let dryRun: Bool

  package init(
    version: String, packages: [Package], files: [Int], bytes: UInt64,
    documents: [String], list: String, warnings: [Finding], dryRun: Bool
  ) {
    (self.version, self.packages, self.bytes) = (version, packages, bytes)
    (self.documents, self.list) = (documents, list)
    (self.warnings, self.dryRun) = (warnings, dryRun)
    self.files = files
    let sizes = packages.map(\.bytes)
    saving = (sizes.first ?? 0) - min(sizes.first ?? 0, sizes.last ?? 0)
  }
}
