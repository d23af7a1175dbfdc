public import FileEffects
import SystemPackage

/// What does not add up in an archive, or in the files of a release.
public enum ArchiveFault: Hashable, Sendable {
  /// What libarchive says.
  case library(String)

  // MARK: gzip

  case gzipTooShort(bytes: UInt64)
  case gzipChecksum

  // MARK: zip

  case noDirectory
  case strayEnd
  case wideEndOutside
  case wideEndMisplaced
  case directoryMisplaced
  case directoryTooShort
  case directoryMalformed
  case entryCutShort
  /// Two records that each could be its end, or say different things of it.
  case severalEnds
  case severalDisks
  case leadingBytes
  /// These three name the entry.
  case noPlace(of: [UInt8])
  case outside([UInt8])
  case misplaced([UInt8])
  /// The header there, or libarchive, has another name.
  case otherEntry([UInt8])
  /// Its two headers say different things.
  case headersDiffer([UInt8])
  case extraFields(of: [UInt8])
  /// Both have some of the same bytes.
  case overlap([UInt8], [UInt8])
  case strayBytes(after: [UInt8])
  /// The contents have another CRC-32.
  case checksum(of: [UInt8])
  case folderWithContents([UInt8])
  case unlistedEntries
  case entryCount(listed: Int, found: Int)

  // MARK: tar

  case noEndBlocks
  case trailingBytes

  // MARK: Files

  case otherSize(RelativePath, declared: UInt64, found: UInt64)
  case changedMeanwhile(RelativePath)
  case unreadableDatabase(RelativePath, DatabaseFault)
  case onlyInManifest(RelativePath)
  case notAsInManifest(RelativePath)
  case notInManifest(RelativePath)

  /// The entry that the words for it name.
  var entry: [UInt8]? {
    switch self {
    case .noPlace(let name), .outside(let name), .misplaced(let name), .otherEntry(let name),
      .headersDiffer(let name), .extraFields(let name), .overlap(let name, _),
      .strayBytes(let name), .checksum(let name), .folderWithContents(let name):
      name
    case .otherSize(let path, _, _): path.bytes
    default: nil
    }
  }
}

/// Where reading an archive has come to.
public enum ArchivePlace: Hashable, Sendable {
  case start
  case inside([UInt8])
  case after([UInt8])

  /// The place when the entry is read.
  var end: ArchivePlace { if case .inside(let name) = self { .after(name) } else { self } }

  var name: [UInt8]? {
    switch self {
    case .start: nil
    case .inside(let name), .after(let name): name
    }
  }
}

extension ReleaseError {
  /// The same with the entry at which it was found, where it does not name one.
  func located(at place: ArchivePlace) -> ReleaseError {
    func unless(_ fault: ArchiveFault) -> ArchivePlace? {
      place.name != nil && fault.entry == place.name ? nil : place
    }
    return switch self {
    case .truncated(let archive, let fault, _): .truncated(archive, fault, at: unless(fault))
    case .damaged(let archive, let fault, _): .damaged(archive, fault, at: unless(fault))
    case .bomb(let archive, nil, let packed, let unpacked, let ratio):
      .bomb(
        archive, name: place.name, packedBytes: packed, unpackedBytes: unpacked,
        maximumRatio: ratio)
    default: self
    }
  }

  /// What libarchive's words mean for the one who downloaded the archive.
  static func broken(_ archive: FilePath, _ reason: String) -> ReleaseError {
    reason.contains("runcated") || reason.contains("end of file")
      ? .truncated(archive, .library(reason)) : .damaged(archive, .library(reason))
  }
}
