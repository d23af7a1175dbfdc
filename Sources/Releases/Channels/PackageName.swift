/// The name of a release's package.
public struct PackageName: Hashable, Sendable {
  public var version: ReleaseVersion
  public var kind: Manifest.Package

  /// `nil` for any other name.
  public init?(_ name: String) {
    let start = "\(ProductLayout.current.name)-v"
    guard name.hasPrefix(start), name.hasSuffix(".zip"),
      let dash = name.lastIndex(of: "-"),
      dash >= name.index(name.startIndex, offsetBy: start.count),
      let kind = Manifest.Package(
        rawValue: String(name[name.index(after: dash)...].dropLast(4))),
      let version = ReleaseVersion(name[..<dash].dropFirst(start.count))
    else { return nil }
    (self.version, self.kind) = (version, kind)
  }

  /// What the manifest is called beside the packages.
  public static func manifest(_ version: ReleaseVersion) -> String {
    "\(ProductLayout.current.name)-v\(version)-manifest.json"
  }

  public init(_ version: ReleaseVersion, _ kind: Manifest.Package) {
    (self.version, self.kind) = (version, kind)
  }
}

extension PackageName: CustomStringConvertible {
  public var description: String {
    "\(ProductLayout.current.name)-v\(version)-\(kind.rawValue).zip"
  }
}
