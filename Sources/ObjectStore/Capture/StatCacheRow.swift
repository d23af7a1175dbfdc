import FileEffects
import Glibc

/// One name in the stat cache: what it looked like, and what the capture made of it.
struct StatCacheRow {
  enum Found: Hashable {
    /// It is in the tree.
    case leaf(Entry)
    /// A look has read it, and the store lacks its contents: whoever stores them has to read it.
    case unstored(Entry)
    /// A folder that was walked: it has a record of its own.
    case folder
    /// The rules say that it is not to be looked at.
    case leftOut
  }

  var name: [UInt8]
  var metadata: FileMetadata
  var found: Found
  /// Whether it can be known by its fingerprint the next time. Others are in no cache, only in what was captured.
  var isRemembered = true

  /// What the tree says of it.
  var entry: Entry? { if case .leaf(let entry) = found { entry } else { nil } }
  var isLeftOut: Bool { if case .leftOut = found { true } else { false } }

  private typealias Layout = StoreLayout.StatCache
  /// In the first byte of a row that is not remembered, and of one with the number of its object instead of
  /// that: see ``RowPacking``. No file has such rows.
  static let forgotten: UInt8 = 0x80
  static let numbered: UInt8 = 0x08
  private static let foundMask = ~(Layout.kindMask | forgotten)

  /// Whether a name has the same facts now as then: for captured ones, that it cannot
  /// have changed; for a folder or a left-out name, that it is still one.
  func isSame(as now: FileMetadata) -> Bool {
    guard metadata.kind.code == now.kind.code else { return false }
    switch found {
    case .leaf, .unstored: return metadata.hasSameFingerprint(as: now)
    case .folder: return metadata.permissions == now.permissions
    case .leftOut: return true
    }
  }

  func append(to bytes: inout [UInt8]) {
    var (code, entry): (UInt8, Entry?) =
      switch found {
      case .leaf(let entry): (Layout.leaf, entry)
      case .unstored(let entry): (Layout.unstored, entry)
      case .folder: (Layout.folder, nil)
      case .leftOut: (Layout.leftOut, nil)
      }
    code |= metadata.kind.code | (isRemembered ? 0 : Self.forgotten)
    bytes.append(code)
    bytes.append(
      entry.map { $0.kind.rawValue | ($0.isChunked ? StoreLayout.Tree.chunkedFlag : 0) } ?? 0)
    bytes.append(little: UInt16(entry?.layer?.rawValue ?? 0))
    bytes.append(little: metadata.permissions)
    // Of others these say nothing, and zeros cost nothing.
    bytes.append(little: entry?.size ?? 0)
    bytes.append(little: entry == nil ? 0 : metadata.modifiedNanoseconds)
    bytes.append(little: entry == nil ? 0 : metadata.changedNanoseconds)
    bytes.append(little: entry == nil ? 0 : metadata.inode)
    (entry?.object ?? .none).append(to: &bytes)
    bytes.append(little: UInt16(truncatingIfNeeded: name.count))
    bytes.append(contentsOf: name)
  }

}

extension StatCacheRow {
  /// Reads the row at `offset`, which is whole, and moves on to the next.
  init(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) {
    let fields = Fields(bytes, at: offset)
    let end = offset + Layout.rowSize + fields.nameLength
    name = Array(bytes[offset + Layout.rowSize..<end])
    metadata = FileMetadata(
      kind: FileMetadata.Kind(code: fields.code & Layout.kindMask), permissions: fields.permissions,
      size: fields.size, modifiedNanoseconds: fields.modified, changedNanoseconds: fields.changed,
      inode: fields.inode, device: 0)
    isRemembered = fields.code & Self.forgotten == 0
    found =
      switch fields.code & Self.foundMask {
      case Layout.leaf: .leaf(fields.entry(in: bytes, at: offset))
      case Layout.unstored: .unstored(fields.entry(in: bytes, at: offset))
      case Layout.folder: .folder
      default: .leftOut
      }
    offset = end
  }

  /// So many rows that lie one after the other from `offset` on.
  static func rows(_ count: Int, in bytes: [UInt8], at offset: Int) -> [StatCacheRow] {
    bytes.withUnsafeBytes { bytes in
      var offset = offset
      return (0..<count).map { _ in StatCacheRow(bytes, at: &offset) }
    }
  }

  /// Where so many rows lie that come one after the other.
  static func places(_ count: Int, in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
    var start = 0
    return (0..<count).map { _ in
      let place = start..<end(bytes, at: start)
      start = place.upperBound
      return place
    }
  }

  /// Where the row at `offset` ends.
  static func end(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    offset + Layout.rowSize + Fields(bytes, at: offset).nameLength
  }

  /// The object of the row at `offset`, where that is of a file or a link.
  static func object(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> ObjectID? {
    guard bytes[offset] & foundMask == Layout.leaf else { return nil }
    return ObjectID(UnsafeRawBufferPointer(rebasing: bytes[(offset + Layout.objectOffset)...]))
  }

  /// Notes in the row at `offset`, which has an object, that the store lacks that: of a large file it is
  /// remembered as such, others are not.
  static func markUnstored(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    let isLarge = Fields(UnsafeRawBufferPointer(bytes), at: offset).size > StoreLayout.largeFileSize
    let code = bytes[offset]
    bytes[offset] = isLarge ? code & ~foundMask | Layout.unstored : code | forgotten
  }

  /// The name of the row at `offset`.
  static func name(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Slice<UnsafeRawBufferPointer>
  {
    bytes[offset + Layout.rowSize..<end(bytes, at: offset)]
  }

  /// Whether the bytes at `place` are those of a name.
  private static func isName(
    _ name: [UInt8], in bytes: UnsafeRawBufferPointer, at place: Int
  ) -> Bool {
    name.withUnsafeBytes { found in
      guard let start = found.baseAddress, let known = bytes.baseAddress else { return false }
      return memcmp(start, known + place, found.count) == 0
    }
  }

  /// ``isSame(as:)`` and the name, of the row at `offset`, without making the row; moves on.
  static func isSame(
    as entry: DirectoryEntry, in bytes: UnsafeRawBufferPointer, at offset: inout Int
  ) -> Bool {
    let fields = Fields(bytes, at: offset)
    let name = offset + Layout.rowSize
    offset = name + fields.nameLength
    let now = entry.metadata
    guard fields.code & Layout.kindMask == now.kind.code, fields.nameLength == entry.name.count,
      Self.isName(entry.name, in: bytes, at: name)
    else { return false }
    return switch fields.code & Self.foundMask {
    case Layout.leaf, Layout.unstored:
      fields.permissions == now.permissions && fields.size == now.size
        && fields.modified == now.modifiedNanoseconds && fields.changed == now.changedNanoseconds
        && fields.inode == now.inode
    case Layout.folder: fields.permissions == now.permissions
    default: true
    }
  }
}
