public import FileEffects

/// A file, folder or link in an archive, with a name that stays inside the release.
public struct ArchiveEntry: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// `size` in bytes is what the archive declares, if it does; `permissions` at most 0o777.
    case file(size: UInt64?, permissions: UInt16)
    case directory(permissions: UInt16)
    /// A symbolic link that stays inside the archive's root.
    case link(target: [UInt8])
  }

  public var path: RelativePath
  public var kind: Kind

  public init(path: RelativePath, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// Whether a link at `path` that holds `target` could lead out of the folder that `path` is
  /// relative to, or to what has a ``ReservedName``.
  ///
  /// A `..` is followed only at the target's start, where the folders above the link are known.
  /// After a name it counts as leaving: the name may be another link, and then `a/..` is not where
  /// it seems to be.
  public static func linkLeaves(_ target: [UInt8], at path: RelativePath) -> Bool {
    guard let first = target.first, first != UInt8(ascii: "/"), !target.contains(0) else {
      return true
    }
    if RelativePath(unchecked: target).isReserved { return true }
    var depth = path.components.count - 1
    var hasName = false
    for part in target.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
      if !part.elementsEqual("..".utf8) {
        hasName = true
      } else if hasName || depth == 0 {
        return true
      } else {
        depth -= 1
      }
    }
    return false
  }
}

/// How much an archive may hold before it is refused.
public struct ArchiveLimits: Hashable, Sendable {
  public var maximumEntries: Int
  /// Of all files together, unpacked.
  public var maximumBytes: UInt64
  /// How many bytes one packed byte may unpack to, once there are ``ratioFreeBytes`` of them.
  public var maximumRatio: UInt64
  /// Up to here the ratio does not matter, in bytes: small files of zeros are harmless.
  public var ratioFreeBytes: UInt64

  public init(
    maximumEntries: Int = 200_000, maximumBytes: UInt64 = 4 << 30, maximumRatio: UInt64 = 1000,
    ratioFreeBytes: UInt64 = 64 << 20
  ) {
    self.maximumEntries = maximumEntries
    self.maximumBytes = maximumBytes
    self.maximumRatio = maximumRatio
    self.ratioFreeBytes = ratioFreeBytes
  }

  /// Whether so many bytes from so few are more than any honest file unpacks to.
  func isBomb(packedBytes: UInt64, unpackedBytes: UInt64) -> Bool {
    unpackedBytes > ratioFreeBytes && unpackedBytes / maximumRatio >= max(1, packedBytes)
  }
}
