import CArchive
public import FileEffects
import Glibc
public import SystemPackage

/// Hands `body` every file, folder and link in a `.zip` or `.tar` archive (also compressed with
/// gzip, bzip2, xz or zstd), in the archive's order, and nothing that is dangerous.
///
/// `readPiece` gives an entry's contents a piece at a time, each valid until the next call, and
/// `nil` at their end; `body` need not read them all. Memory does not grow with the size of files.
///
/// The archive is hostile until proven otherwise, and it is proven only when this function
/// returns: damage may show at the very end. What `body` was handed must count for nothing until
/// then.
/// - Parameter shown: The archive's name in messages, if it differs from its path.
/// - Throws: ``ReleaseError``, or what `body` throws.
public func readEntries(
  of archive: FilePath, shownAs shown: FilePath? = nil, on files: any FileSystem,
  limits: ArchiveLimits = ArchiveLimits(),
  _ body: (ArchiveEntry, _ readPiece: () throws -> UnsafeRawBufferPointer?) throws -> Void
) throws {
  // Names must not depend on the user's settings. A locale of the C library is the thread's.
  let plain = newlocale(1 << LC_CTYPE, "C", nil)
  let before = uselocale(plain)
  defer {
    uselocale(before)
    if let plain { freelocale(plain) }
  }
  let (file, size) = try open(archive, on: files)
  let reader = try ArchiveReader(file, size: size, archive: shown ?? archive, limits: limits)
  try reader.readEntries(body)
}

private func open(
  _ archive: FilePath, on files: any FileSystem
) throws(ReleaseError) -> (any ReadableFile, size: UInt64) {
  do throws(FileError) {
    guard let metadata = try files.metadata(archive) else {
      throw FileError(.read, archive, .noSuchFileOrDirectory)
    }
    guard metadata.isRegular else { throw FileError(.read, archive, .invalidArgument) }
    return (try files.open(archive), metadata.size)
  } catch { throw .file(error) }
}

/// An archive being read, from its first entry to its last.
private final class ArchiveReader {
  private let archive: FilePath
  private let size: UInt64
  private let limits: ArchiveLimits
  private let opened: OpenedArchive
  private let buffer: UnsafeMutableRawBufferPointer
  private var names = EntryNames()
  private var entryCount = 0
  private var place = ArchivePlace.start
  private var unpackedBytes: UInt64 = 0

  private var handle: ArchiveHandle { opened.handle }
  private var zip: ZipDirectory? { opened.zip }

  deinit { buffer.deallocate() }

  init(
    _ file: any ReadableFile, size: UInt64, archive: FilePath, limits: ArchiveLimits
  ) throws {
    self.archive = archive
    self.size = size
    self.limits = limits
    opened = try OpenedArchive(file, size: size, archive: archive, limits: limits)
    buffer = .allocate(byteCount: 128 << 10, alignment: 16)
  }

  func readEntries(
    _ body: (ArchiveEntry, () throws -> UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    do {
      if let zip { try checkTable(zip) }
      try readAll(body)
    } catch let error as ReleaseError { throw error.located(at: place) }
  }

  private func readAll(
    _ body: (ArchiveEntry, () throws -> UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    var entriesEnd: UInt64 = 0
    while let header = try nextHeader() {
      entryCount += 1
      guard entryCount <= limits.maximumEntries else {
        throw ReleaseError.tooManyEntries(archive, maximum: limits.maximumEntries)
      }
      try readEntry(header, body)
      entriesEnd = handle.position
      place = place.end
    }
    guard entryCount > 0 else { throw ReleaseError.empty(archive) }
    if let zip, zip.entries.count != entryCount {
      throw ReleaseError.damaged(
        archive, .entryCount(listed: zip.entries.count, found: entryCount))
    }
    if let tar = opened.tar { try checkEnd(of: tar, entriesEnd: entriesEnd) }
  }

  private func nextHeader() throws -> EntryHeader? {
    if let zip, entryCount < zip.entries.count { place = .inside(zip.entries[entryCount].name) }
    return try onDamage { try handle.nextHeader() }
  }

  /// Without the zeros that end a tar archive, it may have been cut off between two entries.
  private func checkEnd(of tar: TarSource, entriesEnd: UInt64) throws {
    while try tar.next() != nil {
      // More padding than any program writes.
      if tar.offset > entriesEnd + Self.longestPadding {
        throw ReleaseError.damaged(archive, .trailingBytes)
      }
    }
    guard tar.offset >= entriesEnd + 1024 else {
      throw ReleaseError.truncated(archive, .noEndBlocks)
    }
    guard tar.zerosStart <= entriesEnd else {
      throw ReleaseError.damaged(archive, .trailingBytes)
    }
  }

  private static let longestPadding: UInt64 = 16 << 20

  // MARK: One entry

  /// Refuses names and lengths of a zip archive before anything is unpacked.
  private func checkTable(_ zip: ZipDirectory) throws {
    var names = EntryNames()
    for entry in zip.entries {
      do throws(EntryRefusal) {
        if entry.name.contains(UInt8(ascii: "\\")) { throw .backslashInName }
        _ = try names.admit(entry.name, isDirectory: entry.isFolder)
      } catch { throw ReleaseError.refused(archive, name: entry.name, reason: error) }
      try checkLimits(entry.name, adding: entry.fields.length)
      unpackedBytes += entry.fields.length
    }
    unpackedBytes = 0
  }

  private func readEntry(
    _ header: EntryHeader,
    _ body: (ArchiveEntry, () throws -> UnsafeRawBufferPointer?) throws -> Void
  ) throws {
    let name = try zipName(of: header) ?? header.name
    place = .inside(name)
    guard let entry = try admit(header, name: name) else { return }
    let listed = zip?.entries[entryCount - 1].fields
    var contents = PassedContents()
    guard case .file(let declared, _) = entry.kind else {
      if case .link(let target) = entry.kind { target.withUnsafeBytes { contents.add($0) } }
      if let listed { try check(contents, entry, name: name, listed) }
      return try body(entry) { nil }
    }

    try checkLimits(name, adding: declared ?? 0)
    let readPiece = { [self] in
      let length = try onDamage { try handle.read(into: buffer) }
      if length == 0 { return UnsafeRawBufferPointer?.none }
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<length])
      contents.add(piece)
      // What is longer than it says is not unpacked to its end.
      if let declared, contents.count > declared {
        throw ReleaseError.damaged(
          archive, .otherSize(entry.path, declared: declared, found: contents.count))
      }
      try checkLimits(name, adding: contents.count)
      return piece
    }
    try body(entry, readPiece)
    // Also what nobody wants is read, because damage may be in it.
    while try readPiece() != nil {}
    guard declared == nil || declared == contents.count else {
      throw ReleaseError.truncated(
        archive, .otherSize(entry.path, declared: declared ?? 0, found: contents.count))
    }
    if let listed { try check(contents, entry, name: name, listed) }
    unpackedBytes += contents.count
  }

  /// How many bytes of an entry have passed, and their checksum.
  private struct PassedContents {
    var count: UInt64 = 0
    var checksum = CRC32()

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
      count += UInt64(bytes.count)
      checksum.add(bytes)
    }
  }

  /// Compares what came out of a zip archive with its table.
  private func check(
    _ contents: PassedContents, _ entry: ArchiveEntry, name: [UInt8], _ listed: ZipEntryFields
  ) throws(ReleaseError) {
    if case .directory = entry.kind {
      guard listed.length == 0 else { throw .damaged(archive, .folderWithContents(name)) }
      return
    }
    guard contents.count == listed.length else {
      throw .damaged(
        archive, .otherSize(entry.path, declared: listed.length, found: contents.count))
    }
    guard contents.checksum.value == listed.checksum else {
      throw .damaged(archive, .checksum(of: name))
    }
  }

  /// The entry, if it is one that a release may hold; `nil` for the root folder.
  private func admit(_ header: EntryHeader, name: [UInt8]) throws(ReleaseError) -> ArchiveEntry? {
    do throws(EntryRefusal) {
      if header.isEncrypted { throw .encrypted }
      if name.contains(UInt8(ascii: "\\")) { throw .backslashInName }
      var kind = try header.kind()
      // libarchive's own guess would let a group write.
      if case .file(let size, _) = kind, let zip, !zip.entries[entryCount - 1].hasMode {
        kind = .file(size: size, permissions: 0o644)
      }
      guard let path = try names.admit(name, isDirectory: header.isDirectory) else { return nil }
      if case .link(let target) = kind, ArchiveEntry.linkLeaves(target, at: path) {
        throw .linkLeaves(target: target)
      }
      return ArchiveEntry(path: path, kind: kind)
    } catch {
      throw .refused(archive, name: name, reason: error)
    }
  }

  /// The name in a zip archive's table of contents, which must be that of the same entry.
  private func zipName(of header: EntryHeader) throws(ReleaseError) -> [UInt8]? {
    guard let zip else { return nil }
    guard entryCount <= zip.entries.count else {
      throw .damaged(archive, .unlistedEntries)
    }
    let entry = zip.entries[entryCount - 1]
    // libarchive takes a backslash for a slash and ends a name at a zero byte; both are refused
    // in a moment, by name.
    let isChanged = entry.plainName.contains { $0 == UInt8(ascii: "\\") || $0 == 0 }
    guard isChanged || header.isNamed(entry.plainName) else {
      throw .damaged(archive, .otherEntry(entry.name))
    }
    return entry.name
  }

  private func checkLimits(_ name: [UInt8], adding bytes: UInt64) throws(ReleaseError) {
    let (total, overflow) = unpackedBytes.addingReportingOverflow(bytes)
    guard !overflow, total <= limits.maximumBytes else {
      throw .tooBig(
        archive, name: name, bytes: overflow ? .max : total, maximumBytes: limits.maximumBytes)
    }
    guard !limits.isBomb(packedBytes: size, unpackedBytes: total) else {
      throw .bomb(
        archive, name: name, packedBytes: size, unpackedBytes: total,
        maximumRatio: limits.maximumRatio)
    }
  }

  private func onDamage<Result>(_ read: () throws -> Result) throws -> Result {
    do { return try read() } catch let error as ArchiveHandle.Failure {
      throw ReleaseError.broken(archive, error.reason)
    }
  }
}
