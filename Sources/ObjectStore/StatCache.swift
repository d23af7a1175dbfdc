import FileEffects
import SystemPackage

/// What a file was when it was last read: as long as its size, times and inode are the same, its
/// object is known without reading it.
///
/// The file can be deleted at any time; it then costs one reading. It is checked by its own digest,
/// since a wrong cache would be believed.
struct StatCache {
  struct Row: Equatable {
    var size: UInt64
    var modified: Int64
    var changed: Int64
    var inode: UInt64
    var kind: Entry.Kind
    var isChunked: Bool
    var object: ObjectID
  }

  private static let magic = Array("CXSC2".utf8)
  /// A cache of more uncompressed bytes is not believed: some ten million files.
  private static let limit = 1 << 30

  private var reader: ByteReader
  private var next: (path: RelativePath, row: Row)?

  /// Starts reading a cache; an absent or damaged one knows nothing.
  init(at path: FilePath?, on files: any FileSystem) throws {
    var bytes = try path.flatMap { try files.readIfPresent($0) } ?? []
    let body = max(0, bytes.count - ObjectID.byteCount)
    var end = ByteReader(bytes, from: body)
    let digest = end.objectID()
    bytes.removeSubrange(body...)
    reader = ByteReader([])
    guard bytes.starts(with: Self.magic), digest == ObjectID(of: bytes) else { return }
    var head = ByteReader(bytes, from: Self.magic.count)
    guard let length: UInt64 = head.integer(), length <= Self.limit else { return }
    let rows = try bytes.withUnsafeBytes { bytes in
      try Decompressor().decompress(
        UnsafeRawBufferPointer(rebasing: bytes[head.position...]), size: Int(length))
    }
    guard let rows else { return }
    reader = ByteReader(rows)
    advance()
  }

  private mutating func advance() {
    next = nil
    guard let length: UInt16 = reader.integer(), let path = reader.take(Int(length)),
      let kind: UInt8 = reader.integer(), let size: UInt64 = reader.integer(),
      let modified: Int64 = reader.integer(), let changed: Int64 = reader.integer(),
      let inode: UInt64 = reader.integer(), let object = reader.objectID(),
      let known = Entry.Kind(rawValue: kind & ~StoreLayout.Tree.chunkedFlag)
    else { return }
    next = (
      RelativePath(unchecked: Array(path)),
      Row(
        size: size, modified: modified, changed: changed, inode: inode, kind: known,
        isChunked: kind & StoreLayout.Tree.chunkedFlag != 0, object: object)
    )
  }

  /// What is known of `path` if it still looks the same. Paths are asked for in walk order.
  mutating func row(for path: RelativePath, _ metadata: FileMetadata) -> Row? {
    while let found = next, found.path < path { advance() }
    guard let found = next, found.path == path, found.row.size == metadata.size,
      found.row.modified == metadata.modifiedNanoseconds,
      found.row.changed == metadata.changedNanoseconds, found.row.inode == metadata.inode
    else { return nil }
    return found.row
  }

  /// The cache for the next time, in walk order.
  struct Builder {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ path: RelativePath, _ metadata: FileMetadata, _ entry: Entry) {
      bytes.append(little: UInt16(truncatingIfNeeded: path.bytes.count))
      bytes.append(contentsOf: path.bytes)
      bytes.append(entry.kind.rawValue | (entry.isChunked ? StoreLayout.Tree.chunkedFlag : 0))
      bytes.append(little: metadata.size)
      bytes.append(little: metadata.modifiedNanoseconds)
      bytes.append(little: metadata.changedNanoseconds)
      bytes.append(little: metadata.inode)
      entry.object.append(to: &bytes)
    }

    /// Puts the cache in place. It is not synced: what a power cut leaves of it is found out by
    /// its digest.
    func write(to path: FilePath, staging: FilePath, on files: any FileSystem) throws {
      var whole = StatCache.magic
      whole.append(little: UInt64(bytes.count))
      try Compressor().compress(bytes) { whole.append(contentsOf: $0) }
      ObjectID(of: whole).append(to: &whole)
      try files.remove(staging)
      let file = try files.create(staging, permissions: 0o644)
      try whole.withUnsafeBytes { try file.append($0) }
      try files.rename(staging, over: path)
    }
  }
}
