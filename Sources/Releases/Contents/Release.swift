public import FileEffects
public import ObjectStore
public import SystemPackage

/// A version of CORTEX as shipped: every file with its layer.
public struct Release: Sendable {
  /// `nil` where nothing in it says which version it is.
  public var version: ReleaseVersion?
  /// The file in the release that says so.
  public var versionSource: String?
  /// What all its files say of its version; those that say another one do not count.
  public var saidVersions: [SaidVersion] = []
  public var listing: Listing
  /// `nil` for a plain folder or archive.
  public var manifest: Manifest?
  /// The bytes that it was read from.
  public internal(set) var manifestText: [UInt8]?
  /// Which package it is; `nil` for what was not made as one.
  public internal(set) var package: Manifest.Package?
  /// Special files that were left out.
  public var warnings: [CaptureWarning]
  public var cautions: [ReleaseCaution] = []
  /// What lists of digests beside it and in it said.
  public var checksums: [ChecksumFinding] = []
  /// The list beside it, if that lists it and is signed.
  public var signedList: SignedList?

  /// Where its links lead.
  public internal(set) var links: [RelativePath: [UInt8]] = [:]

  /// How its files lie in ``place``.
  enum Layout: Sendable {
    case folder
    /// All of an archive may be in one folder: `top`.
    case archive(top: RelativePath?)
  }

  let layout: Layout

  /// Whether it is a file that somebody can sign: an archive, and no copy of something else.
  public var isPackage: Bool {
    if case .archive = layout { copy == nil } else { false }
  }

  /// The folder or archive where it was found, as named.
  public var source: FilePath
  /// Where it is read again: a copy, if `source` names something that is no file.
  var place: FilePath { copy ?? source }
  public internal(set) var copy: FilePath?

  /// The contents of the files in the layer of configurations: they are merged, not replaced. Those
  /// of more than ``longestConfiguration`` bytes are left out.
  public var configurations: [RelativePath: [UInt8]] = [:]

  /// The contents of the files in ``migrationFolders``.
  public var migrations: [RelativePath: [UInt8]] = [:]

  /// Where a release has its schema migrations.
  public static let migrationFolders = ProductLayout.current.migrationFolders

  /// Whether a file at this path may be one of a release's migrations, by its place and its ending.
  public static func mayBeMigration(_ path: RelativePath) -> Bool {
    guard path.bytes.suffix(4).elementsEqual(".sql".utf8, by: { $0 == $1 || $0 | 0x20 == $1 }),
      let folder = path.parent?.description
    else {
      return false
    }
    return migrationFolders.contains(folder)
  }

  /// How many bytes of a configuration are looked into; a longer one is decided as a whole.
  public static let longestConfiguration = 16 << 20

  public static let manifestPath = ProductLayout.path(ProductLayout.current.manifest)
}
