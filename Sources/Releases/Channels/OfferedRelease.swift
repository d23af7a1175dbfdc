public import Downloads
import ObjectStore

/// A release that a channel has, before anything large of it is fetched.
public struct OfferedRelease: Hashable, Sendable {
  /// `nil` where only its files say it.
  public var version: ReleaseVersion?
  /// As the channel calls it: a tag, or a package's name.
  public var name: String
  public var isPrerelease: Bool
  public var contents: Contents

  public enum Contents: Hashable, Sendable {
    case packages(OfferedPackages)
    /// A package, or an archive that was not made as one.
    case archive(OfferedFile)
  }

  public init(
    version: ReleaseVersion?, name: String, isPrerelease: Bool? = nil, contents: Contents
  ) {
    (self.version, self.name, self.contents) = (version, name, contents)
    self.isPrerelease = isPrerelease ?? version?.isPrerelease ?? false
  }
}

/// A file on a server.
public struct OfferedFile: Hashable, Sendable {
  public var url: WebURL
  public var name: String
  /// In bytes; `nil` where nobody says.
  public var size: UInt64?
  /// What to ask for, of a server that would else send a description of it.
  public var type: String?

  public init(_ url: WebURL, name: String, size: UInt64? = nil, type: String? = nil) {
    (self.url, self.name, self.size, self.type) = (url, name, size, type)
  }
}

/// The files that `release build` makes, as a server has them.
public struct OfferedPackages: Hashable, Sendable {
  /// By their names.
  public var files: [String: OfferedFile]

  public init(_ files: [OfferedFile]) {
    self.files = Dictionary(files.map { ($0.name, $0) }) { first, _ in first }
  }

  public var list: OfferedFile? { files[ChecksumList.fileName] }
  public var signature: OfferedFile? { files[ChecksumList.fileName + FileSignature.ending] }

  public func manifest(_ version: ReleaseVersion) -> OfferedFile? {
    files[PackageName.manifest(version)]
  }

  /// The packages of a version.
  public func packages(_ version: ReleaseVersion) -> [Manifest.Package: OfferedFile] {
    var packages: [Manifest.Package: OfferedFile] = [:]
    for (name, file) in files {
      if let name = PackageName(name), name.version == version { packages[name.kind] = file }
    }
    return packages
  }

  /// Of which there are packages, the newest first.
  public var versions: [ReleaseVersion] {
    Set(files.keys.compactMap { PackageName($0)?.version }).sorted(by: >)
  }
}

extension [OfferedRelease] {
  /// The one to take: the newest, or the one of `version`. What says no version comes after all that do, in
  /// the channel's order.
  ///
  /// - Parameter takesPrereleases: Whether one that is not finished may be it; a version that was asked for
  ///   may be, always.
  public func choice(
    _ version: ReleaseVersion?, takesPrereleases: Bool, from channel: ReleaseChannel
  ) throws(ChannelError) -> OfferedRelease {
    if isEmpty { throw .noReleases(channel) }
    let offered = compactMap(\.version).sorted(by: >)
    if let version {
      // Where nothing says a version, the files will.
      guard
        let found = first(where: { $0.version == version })
          ?? (count == 1 && first?.version == nil ? first : nil)
      else { throw .noVersion(version, channel, offered: offered) }
      return found
    }
    let allowed = filter { takesPrereleases || !$0.isPrerelease }
    guard let first = allowed.first else { throw .onlyPrereleases(channel, offered) }
    let numbered = allowed.compactMap { release in release.version.map { ($0, release) } }
    return numbered.max { $0.0 < $1.0 }?.1 ?? first
  }
}
