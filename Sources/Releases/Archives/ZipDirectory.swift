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
    /// Where the header before the contents is.
    var headerOffset: UInt64
    /// Where the contents end; what may follow is a ``ZipDescriptor``.
    var end: UInt64 = 0
    var fields: ZipEntryFields

    /// Whether it is a folder, as far as the table says.
    var isFolder: Bool
    /// Whether it says permissions as Unix has them.
    var hasMode: Bool
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
    try checkPlaces()
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
    let extra = ExtraFields(
      try bytes(offset + 46 + lengths[0], lengths[1]), at: offset + 46 + lengths[0])
    guard extra.isWhole else { throw damaged(.extraFields(of: name)) }
    var fields = ZipEntryFields(header, at: 8)
    hide(extra, flagsAt: offset + 8, flags: fields.flags)

    // A field of the 64-bit extension stands in for each number that is all ones, in this order.
    var headerOffset = UInt64(header.integer(at: 42) as UInt32)
    var wide = extra.contents(of: 0x0001)?[...] ?? []
    for number in [\ZipEntryFields.length, \.packed] where fields[keyPath: number] == .narrowest {
      guard let value = wide.takeWide() else { throw damaged(.noPlace(of: name)) }
      fields[keyPath: number] = value
    }
    if headerOffset == .narrowest {
      guard let value = wide.takeWide() else { throw damaged(.noPlace(of: name)) }
      headerOffset = value
    }
    let disk: UInt16 = header.integer(at: 34)
    guard disk == 0 || disk == .max else { throw damaged(.severalDisks) }
    let attributes: UInt32 = header[5] == 3 ? header.integer(at: 38) : 0
    var entry = Entry(
      name: extra.unicodeName(for: name) ?? name, plainName: name, headerOffset: headerOffset,
      fields: fields, isFolder: name.last == UInt8(ascii: "/") || attributes >> 28 == 0o04,
      hasMode: attributes >> 16 != 0)
    try check(entry)
    try readLocalHeader(of: &entry)
    entries.append(entry)
    return next
  }

  /// Refuses what cannot be read, or only with a password.
  private func check(_ entry: Entry) throws(ReleaseError) {
    func refused(_ reason: EntryRefusal) -> ReleaseError {
      .refused(archive, name: entry.name, reason: reason)
    }
    if entry.fields.isEncrypted { throw refused(.encrypted) }
    guard entry.fields.isReadable else { throw refused(.packedWith(entry.fields.method)) }
  }

  /// Compares the header before the contents with the table, and finds the bytes in it to hide.
  ///
  /// Other programs go by one of the two, so that both must say the same.
  private mutating func readLocalHeader(of entry: inout Entry) throws(ReleaseError) {
    let (name, offset) = (entry.plainName, entry.headerOffset)
    guard offset < contentsEnd, contentsEnd - offset >= 30 else { throw damaged(.outside(name)) }
    let header = try bytes(offset, 30)
    guard header.starts(with: "PK\u{3}\u{4}".utf8) else { throw damaged(.misplaced(name)) }
    let nameLength = UInt64(header.integer(at: 26) as UInt16)
    let extraLength = UInt64(header.integer(at: 28) as UInt16)
    guard try bytes(offset + 30, nameLength) == name else { throw damaged(.otherEntry(name)) }
    let place = offset + 30 + nameLength
    let extra = ExtraFields(try bytes(place, extraLength), at: place)
    guard extra.isWhole else { throw damaged(.extraFields(of: name)) }
    let fields = ZipEntryFields(header, at: 6)
    if fields.isEncrypted {
      throw .refused(archive, name: entry.name, reason: .encrypted)
    }
    guard fields.agrees(with: entry.fields) else { throw damaged(.headersDiffer(name)) }
    hide(extra, flagsAt: offset + 6, flags: fields.flags)
    let (end, overflow) = (place + extraLength).addingReportingOverflow(entry.fields.packed)
    guard !overflow, end <= contentsEnd else { throw damaged(.outside(name)) }
    entry.end = end
  }

  /// Refuses entries that share bytes, and bytes that belong to none: other programs would find others.
  private func checkPlaces() throws(ReleaseError) {
    var end: UInt64 = 0
    var last: Entry?
    for (offset, entry) in entries.map({ ($0.headerOffset, Optional($0)) }) + [(contentsEnd, nil)] {
      guard offset >= end else {
        throw damaged(.overlap((entry ?? last)?.name ?? [], last?.name ?? []))
      }
      let gap = offset - end
      if let last {
        guard try ZipDescriptor(gap, after: last, isFor: bytes) != nil else {
          throw damaged(.strayBytes(after: last.name))
        }
      } else if gap > 0 {
        throw damaged(.leadingBytes)
      }
      if let entry { end = entry.end }
      last = entry
    }
  }

  /// Hides what makes libarchive convert a name, or take its kind from elsewhere.
  private mutating func hide(_ extra: ExtraFields, flagsAt offset: UInt64, flags: UInt16) {
    if flags & 0x0800 != 0 { changes.append((offset + 1, UInt8((flags & ~0x0800) >> 8))) }
    for field in extra.fields where ExtraFields.hidden.contains(field.tag) {
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
