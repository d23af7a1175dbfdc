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
      throw ReleaseError.damaged(archive, .gzipChecksum)
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
      throw .truncated(archive, .gzipTooShort(bytes: size))
    }
    let bytes = try file.bytes(size - 8..<size)
    self.init(checksum: bytes.integer(at: 0), size: bytes.integer(at: 4))
  }
}
