import FileEffects

/// Writes a zip archive whose every byte follows from its entries: no time, no owner, no order of a disk.
///
/// A value: bytes collect in ``output``, and whoever writes them to a file empties it. Sizes stand after
/// each entry's contents and in the table at the end. Source: APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16.
struct ZipWriter {
  /// What is to be written next.
  var output: [UInt8] = []
  /// How many bytes there have been, those in ``output`` among them.
  private(set) var size: UInt64 = 0

  private var directory: [UInt8] = []
  private var entryCount: UInt64 = 0
  private var begun: Header?

  /// Without the 64-bit extension for single entries, contents and places end here, in bytes.
  static let longest = UInt64(UInt32.max) - 1

  enum Kind {
    case file(isExecutable: Bool)
    case link
    /// It has no contents.
    case folder
  }

  /// What an entry's two headers say of it.
  private struct Header {
    var name: [UInt8]
    var kind: Kind
    var offset: UInt64

    var isFolder: Bool { if case .folder = kind { true } else { false } }

    /// What both begin with: version 2.0; the flags, that the name is UTF-8, and that lengths follow the
    /// contents; deflate, or nothing; the first moment that a zip archive can say, 1 January 1980.
    var start: [UInt8] {
      let fields: [UInt16] =
        isFolder ? [20, 0x0800, 0, 0, 0x0021] : [20, 0x0808, 8, 0, 0x0021]
      return fields.flatMap { ZipWriter.bytes($0) }
    }

    /// The bits of kind and permissions, as Unix has them, and the one by which DOS knows a folder.
    var attributes: UInt32 {
      switch kind {
      case .file(let isExecutable): (isExecutable ? 0o100755 : 0o100644) << 16
      case .link: 0o120777 << 16
      case .folder: 0o040755 << 16 | 0x10
      }
    }
  }

  /// Begins an entry; its contents, compressed with ``Deflate``, follow.
  mutating func begin(_ path: RelativePath, _ kind: Kind) {
    var header = Header(name: path.bytes, kind: kind, offset: size)
    if header.isFolder { header.name.append(UInt8(ascii: "/")) }
    append("PK\u{3}\u{4}".utf8)
    append(header.start + [UInt8](repeating: 0, count: 12))
    append(Self.bytes(UInt16(header.name.count)) + Self.bytes(UInt16(0)))
    append(header.name)
    begun = header
  }

  /// Adds compressed contents.
  mutating func append(_ bytes: some Collection<UInt8>) {
    output += bytes
    size += UInt64(bytes.count)
  }

  /// Ends the entry.
  ///
  /// - Parameters:
  ///   - packed: How many compressed bytes were added.
  ///   - length: How many they stand for; both at most ``longest``.
  mutating func end(_ checksum: UInt32, packed: UInt64, length: UInt64) {
    guard let header = begun else { return }
    begun = nil
    let lengths =
      Self.bytes(checksum) + Self.bytes(UInt32(truncatingIfNeeded: packed))
      + Self.bytes(UInt32(truncatingIfNeeded: length))
    if !header.isFolder { append(Array("PK\u{7}\u{8}".utf8) + lengths) }
    directory += "PK\u{1}\u{2}".utf8
    // Made on Unix.
    directory += Self.bytes(UInt16(3 << 8 | 20)) + header.start + lengths
    directory += Self.bytes(UInt16(header.name.count))
    // No extra fields, no comment, the first disk, no kind of text.
    directory += [UInt8](repeating: 0, count: 8)
    directory += Self.bytes(header.attributes)
    directory += Self.bytes(UInt32(truncatingIfNeeded: header.offset)) + header.name
    entryCount += 1
  }

  /// Writes the table of contents: the archive is whole.
  mutating func finish() {
    let (offset, length) = (size, UInt64(directory.count))
    append(directory)
    let wideStart = size
    if entryCount > 0xfffe || offset > Self.longest {
      append("PK\u{6}\u{6}".utf8)
      append(Self.bytes(UInt64(44)) + Self.bytes(UInt16(3 << 8 | 45)) + Self.bytes(UInt16(45)))
      append([UInt8](repeating: 0, count: 8))
      append(Self.bytes(entryCount) + Self.bytes(entryCount))
      append(Self.bytes(length) + Self.bytes(offset))
      append("PK\u{6}\u{7}".utf8)
      append(Self.bytes(UInt32(0)) + Self.bytes(wideStart) + Self.bytes(UInt32(1)))
    }
    append("PK\u{5}\u{6}".utf8)
    append([UInt8](repeating: 0, count: 4))
    let count = Self.bytes(UInt16(clamping: entryCount))
    append(count + count)
    append(Self.bytes(UInt32(clamping: length)) + Self.bytes(UInt32(clamping: offset)))
    append(Self.bytes(UInt16(0)))
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
