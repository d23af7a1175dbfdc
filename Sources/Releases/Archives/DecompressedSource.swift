import CArchive
import FileEffects
import SystemPackage

/// How the bytes of a file are compressed, known by the first of them.
enum Compression: CaseIterable {
  case gzip, bzip2, xz, zstd

  init?(_ start: some Collection<UInt8>) {
    guard let found = Self.allCases.first(where: { start.starts(with: $0.magic) }) else {
      return nil
    }
    self = found
  }

  /// Sources: RFC 1952, 2.3.1; the bzip2 manual; the .xz file format, 2.1.1.1; RFC 8878, 3.1.1.
  private var magic: [UInt8] {
    switch self {
    case .gzip: [0x1f, 0x8b]
    case .bzip2: Array("BZh".utf8)
    case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
    case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
    }
  }

  var recognition: ArchiveHandle.Recognition {
    switch self {
    case .gzip: \.archive_read_support_filter_gzip
    case .bzip2: \.archive_read_support_filter_bzip2
    case .xz: \.archive_read_support_filter_xz
    case .zstd: \.archive_read_support_filter_zstd
    }
  }
}

/// The bytes that a compressed file stands for.
///
/// They are checked against the file's checksum, at their end. libarchive does not do so for gzip,
/// whose checksum is the only thing to tell a damaged file in a `.tar.gz` from a good one.
final class DecompressedSource: ByteSource {
  private let archive: FilePath
  private let handle: ArchiveHandle
  private let trailer: GzipTrailer?
  private var checksum = CRC32()
  private(set) var offset: UInt64 = 0
  var size: UInt64? { nil }

  init(
    _ compression: Compression, of file: any ReadableFile, size: UInt64, archive: FilePath
  ) throws {
    self.archive = archive
    trailer =
      compression == .gzip ? try GzipTrailer(of: file, size: size, archive: archive) : nil
    do {
      handle = try ArchiveHandle(
        FileSource(file, size: size),
        recognising: [compression.recognition, \.archive_read_support_format_raw])
      _ = try handle.nextHeader()
    } catch let error as ArchiveHandle.Failure {
      throw ReleaseError.broken(archive, error.reason)
    }
    guard handle.compressionCount == 1 else { throw ReleaseError.notAnArchive(archive) }
  }

  func next() throws -> UnsafeRawBufferPointer? {
    let piece: UnsafeRawBufferPointer?
    do { piece = try handle.nextBlock() } catch let error as ArchiveHandle.Failure {
      throw ReleaseError.broken(archive, error.reason)
    }
    if let piece {
      offset += UInt64(piece.count)
      if trailer != nil { checksum.add(piece) }
    } else if let trailer,
      trailer != GzipTrailer(checksum: checksum.value, size: UInt32(truncatingIfNeeded: offset))
    {
      throw ReleaseError.damaged(
        archive, reason: "what it unpacks to is not what its gzip checksum says")
    }
    return piece
  }

  func seek(to offset: UInt64) {}
}

/// The last bytes of a gzip file with one member (RFC 1952, section 2.3.1): CRC-32 and length of
/// what it unpacks to. A file of several members would need the length of each; none is a release.
struct GzipTrailer: Equatable {
  let checksum: UInt32
  let size: UInt32
}

extension GzipTrailer {
  init(of file: any ReadableFile, size: UInt64, archive: FilePath) throws(ReleaseError) {
    guard size >= 18 else {
      throw .truncated(archive, reason: "a gzip file has at least 18 bytes, this one \(size)")
    }
    let bytes = try file.bytes(size - 8..<size)
    self.init(checksum: bytes.integer(at: 0), size: bytes.integer(at: 4))
  }
}

/// Where reading an archive has come to.
enum ArchivePlace {
  case start
  case inside([UInt8])
  case after([UInt8])

  /// The place when the entry is read.
  var end: ArchivePlace { if case .inside(let name) = self { .after(name) } else { self } }

  fileprivate var name: [UInt8]? {
    switch self {
    case .start: nil
    case .inside(let name), .after(let name): name
    }
  }

  fileprivate var words: String {
    let name = name.map { "\"\(RelativePath.text(of: $0))\"" }
    return switch self {
    case .start: "before its first entry"
    case .inside: "in its entry \(name ?? "")"
    case .after: "after its entry \(name ?? "")"
    }
  }
}

extension ReleaseError {
  /// The same with the entry at which it was found, where it does not name one.
  func located(at place: ArchivePlace) -> ReleaseError {
    func with(_ reason: String) -> String {
      if let name = place.name, reason.contains("\"\(RelativePath.text(of: name))\"") {
        return reason
      }
      return "\(reason), \(place.words)"
    }
    return switch self {
    case .truncated(let archive, let reason): .truncated(archive, reason: with(reason))
    case .damaged(let archive, let reason): .damaged(archive, reason: with(reason))
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
      ? .truncated(archive, reason: reason) : .damaged(archive, reason: reason)
  }
}
