import CArchive
import FileEffects
import SystemPackage

/// An archive that libarchive reads, recognised by its first bytes: a zip archive with its table of
/// contents, or a tar archive, unpacked.
struct OpenedArchive {
  let handle: ArchiveHandle
  /// `nil` for a zip archive.
  let tar: TarSource?
  /// `nil` for a tar archive.
  let zip: ZipDirectory?

  init(
    _ file: any ReadableFile, size: UInt64, archive: FilePath, limits: ArchiveLimits
  ) throws {
    let start = try file.bytes(0..<8)
    let isZip = start.starts(with: "PK\u{3}\u{4}".utf8) || start.starts(with: "PK\u{5}\u{6}".utf8)
    do {
      if isZip {
        let directory = try ZipDirectory(
          of: file, size: size, archive: archive, maximumEntries: limits.maximumEntries)
        guard !directory.entries.isEmpty else { throw ReleaseError.empty(archive) }
        (zip, tar) = (directory, nil)
        handle = try ArchiveHandle(
          FileSource(file, size: size, changes: directory.changes),
          recognising: [\.archive_read_support_format_zip_seekable])
      } else {
        let packed: any ByteSource =
          if let compression = Compression(start) {
            try DecompressedSource(compression, of: file, size: size, archive: archive)
          } else {
            FileSource(file, size: size)
          }
        let source = TarSource(packed) { unpacked in
          guard limits.isBomb(packedBytes: size, unpackedBytes: unpacked) else { return }
          throw ReleaseError.bomb(
            archive, name: nil, packedBytes: size, unpackedBytes: unpacked,
            maximumRatio: limits.maximumRatio)
        }
        (zip, tar) = (nil, source)
        handle = try ArchiveHandle(source, recognising: [\.archive_read_support_format_tar])
      }
    } catch is ArchiveHandle.Failure {
      throw ReleaseError.notAnArchive(archive)
    }
  }
}
