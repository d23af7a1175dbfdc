public import SystemPackage

/// A release that is here now.
public struct FetchedRelease: Sendable {
  /// A package, an archive or a folder.
  public var place: FilePath
  /// `nil` for one that was here, or of which the channel does not know the version.
  public var named: NamedRelease?
  public var warnings: [Finding] = []
  /// Set where nothing was fetched, since what is installed is not older.
  public internal(set) var upToDate: UpgradeReport?
  /// `nil` if not, or if all of it was fetched.
  public var partial: PartialFetch?

  public init(place: FilePath) { self.place = place }
}

/// What was fetched of a package whose other parts were here.
public struct PartialFetch: Hashable, Sendable {
  /// In bytes, of so many.
  public var fetched: UInt64
  public var total: UInt64
  public var requests: Int

  public init(fetched: UInt64, total: UInt64, requests: Int) {
    (self.fetched, self.total, self.requests) = (fetched, total, requests)
  }
}
