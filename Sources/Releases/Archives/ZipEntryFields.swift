import FileEffects

/// What both headers of a zip archive's entry say of it.
struct ZipEntryFields: Hashable {
  var flags: UInt16
  var method: UInt16
  var checksum: UInt32
  /// How many bytes the contents take in the archive.
  var packed: UInt64
  /// How many they stand for.
  var length: UInt64

  /// Reads the fields from the flags on, which are at `index` of a header.
  init(_ header: [UInt8], at index: Int) {
    flags = header.integer(at: index)
    method = header.integer(at: index + 2)
    checksum = header.integer(at: index + 8)
    packed = UInt64(header.integer(at: index + 12) as UInt32)
    length = UInt64(header.integer(at: index + 16) as UInt32)
  }

  var isEncrypted: Bool { flags & 1 != 0 }
  /// Whether the checksum and the lengths are behind the contents, in a ``ZipDescriptor``.
  var hasDescriptor: Bool { flags & 8 != 0 }
  /// Stored, or deflate: what every program reads.
  var isReadable: Bool { method == 0 || method == 8 }

  /// Whether these, of the header before the contents, are the ones of the table, as far as they are known
  /// there.
  func agrees(with table: ZipEntryFields) -> Bool {
    func isSame(_ own: UInt64, _ other: UInt64) -> Bool {
      own == other || own == .narrowest || hasDescriptor && own == 0
    }
    return flags == table.flags && method == table.method
      && isSame(UInt64(checksum), UInt64(table.checksum))
      && isSame(packed, table.packed) && isSame(length, table.length)
  }
}

extension UInt64 {
  /// In a field of 32 bits, all ones: the number is in a field of the 64-bit extension.
  static let narrowest = UInt64(UInt32.max)
}

extension ArraySlice where Element == UInt8 {
  /// Takes a little-endian number of 64 bits off the start; `nil` if there is none.
  mutating func takeWide() -> UInt64? {
    guard count >= 8 else { return nil }
    defer { removeFirst(8) }
    return Array(prefix(8)).integer(at: 0)
  }
}

/// The checksum and the lengths of an entry behind its contents (APPNOTE.TXT, section 4.3.9).
struct ZipDescriptor {
  /// `nil` where so many bytes are not what may follow the contents of `entry`, or say something else.
  init?(
    _ count: UInt64, after entry: ZipDirectory.Entry,
    isFor bytes: (UInt64, UInt64) throws(ReleaseError) -> [UInt8]
  ) throws(ReleaseError) {
    guard entry.fields.hasDescriptor else {
      if count == 0 { return }
      return nil
    }
    // With the letters that introduce it or without, lengths of 32 or 64 bits.
    guard [12, 16, 20, 24].contains(count) else { return nil }
    var text = try bytes(entry.end, count)
    if count == 16 || count == 24 {
      guard text.starts(with: "PK\u{7}\u{8}".utf8) else { return nil }
      text.removeFirst(4)
    }
    let checksum: UInt32 = text.integer(at: 0)
    let lengths: [UInt64] =
      text.count == 12
      ? [4, 8].map { UInt64(text.integer(at: $0) as UInt32) }
      : [4, 12].map { text.integer(at: $0) }
    guard checksum == entry.fields.checksum,
      lengths == [entry.fields.packed, entry.fields.length]
    else { return nil }
  }
}
