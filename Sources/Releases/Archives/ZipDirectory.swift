import FileEffects
import SystemPackage

/// The table of contents at the end of a zip archive.
///
/// libarchive converts names to the locale's characters where it can and drops them where it
/// cannot. So they are read here, as bytes, and the marks that make libarchive convert are hidden
/// from it. A UTF-8 locale is no way around this: in C.UTF-8, libarchive 3.6 composes accents (`e` and
/// U+0301 become one character, so a name changes), and has no name at all for an entry marked as UTF-8
/// that is not. Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.4.4 and 4.6.9.
struct ZipDirectory {
  struct Entry {
    /// The name's bytes, with `/` at the end of a folder's.
    var name: [UInt8]
    /// The name as libarchive sees it: the same, unless there is a field with the name in Unicode.
    var plainName: [UInt8]
    var headerOffset: UInt64
  }

  /// In the order in which libarchive hands them out: that of their contents in the archive.
  private(set) var entries: [Entry] = []
  /// Bytes to hide from libarchive, in the order of offsets.
  private(set) var changes: [(offset: UInt64, byte: UInt8)] = []

  private let file: any ReadableFile
  private let archive: FilePath
  /// Where the table of contents starts, and the contents have ended.
  private let contentsEnd: UInt64

  init(
    of file: any ReadableFile, size: UInt64, archive: FilePath, maximumEntries: Int
  ) throws(ReleaseError) {
    self.file = file
    self.archive = archive
    let end = try ZipEnd(of: file, size: size, archive: archive)
    guard end.entryCount <= UInt64(maximumEntries) else {
      throw .tooManyEntries(archive, maximum: maximumEntries)
    }
    contentsEnd = end.directory.lowerBound
    var offset = contentsEnd
    for _ in 0..<end.entryCount {
      offset = try addEntry(at: offset, limit: end.directory.upperBound)
    }
    guard offset == end.directory.upperBound else {
      throw damaged(.directoryTooShort)
    }

    entries.sort { $0.headerOffset < $1.headerOffset }
    changes.sort { $0.offset < $1.offset }
  }

  /// Reads the central header at `offset`; returns where the next one is.
  private mutating func addEntry(at offset: UInt64, limit: UInt64) throws(ReleaseError) -> UInt64 {
    guard offset + 46 <= limit else { throw damaged(.directoryTooShort) }
    let header = try bytes(offset, 46)
    let lengths = [28, 30, 32].map { UInt64(header.integer(at: $0) as UInt16) }
    let next = offset + 46 + lengths[0] + lengths[1] + lengths[2]
    guard header.starts(with: "PK\u{1}\u{2}".utf8), next <= limit else {
      throw damaged(.directoryMalformed)
    }
    let name = try bytes(offset + 46, lengths[0])
    let fields = ExtraFields(
      try bytes(offset + 46 + lengths[0], lengths[1]), at: offset + 46 + lengths[0])
    hideCharacterSet(header, flagsAt: offset + 8, flags: header.integer(at: 8), fields)

    // A field of the 64-bit extension stands in for each number that is all ones, in this order.
    let narrow: [UInt32] = [24, 20, 42].map { header.integer(at: $0) }
    var headerOffset = UInt64(narrow[2])
    if narrow[2] == .max {
      let index = (narrow[0] == .max ? 8 : 0) + (narrow[1] == .max ? 8 : 0)
      guard let wide = fields.contents(of: 0x0001), wide.count >= index + 8 else {
        throw damaged(.noPlace(of: name))
      }
      headerOffset = wide.integer(at: index)
    }
    try readLocalHeader(at: headerOffset, of: name)
    entries.append(
      Entry(
        name: fields.unicodeName(for: name) ?? name, plainName: name, headerOffset: headerOffset))
    return next
  }

  /// Finds the bytes to hide in the header before the contents.
  private mutating func readLocalHeader(
    at offset: UInt64, of name: [UInt8]
  ) throws(ReleaseError) {
    guard offset < contentsEnd, contentsEnd - offset >= 30 else {
      throw damaged(.outside(name))
    }
    let header = try bytes(offset, 30)
    guard header.starts(with: "PK\u{3}\u{4}".utf8) else {
      throw damaged(.misplaced(name))
    }
    let nameLength: UInt16 = header.integer(at: 26)
    let extraLength: UInt16 = header.integer(at: 28)
    let extra = offset + 30 + UInt64(nameLength)
    let fields = ExtraFields(try bytes(extra, UInt64(extraLength)), at: extra)
    hideCharacterSet(header, flagsAt: offset + 6, flags: header.integer(at: 6), fields)
  }

  private mutating func hideCharacterSet(
    _ header: [UInt8], flagsAt offset: UInt64, flags: UInt16, _ fields: ExtraFields
  ) {
    if flags & 0x0800 != 0 { changes.append((offset + 1, UInt8((flags & ~0x0800) >> 8))) }
    for field in fields.fields where field.tag == ExtraFields.unicodeName {
      changes.append((field.offset + 1, 0xff))
    }
  }

  private func bytes(_ offset: UInt64, _ count: UInt64) throws(ReleaseError) -> [UInt8] {
    let found = try file.bytes(offset..<offset + count)
    guard found.count == Int(count) else {
      throw .truncated(archive, .entryCutShort)
    }
    return found
  }

  private func damaged(_ fault: ArchiveFault) -> ReleaseError { .damaged(archive, fault) }
}
