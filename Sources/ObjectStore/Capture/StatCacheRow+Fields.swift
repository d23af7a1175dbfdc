import FileEffects

extension StatCacheRow {
  /// A row's fields as they lie in the cache.
  struct Fields {
    var code, kind: UInt8
    var layer, permissions: UInt16
    var size: UInt64
    var modified, changed: Int64
    var inode: UInt64
    var nameLength: Int

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
      func integer<Value: FixedWidthInteger>(_ place: Int) -> Value {
        Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + place, as: Value.self))
      }
      (code, kind, layer, permissions) = (integer(0), integer(1), integer(2), integer(4))
      (size, modified, changed, inode) = (integer(6), integer(14), integer(22), integer(30))
      nameLength = Int(integer(70) as UInt16)
    }

    /// The entry of the row at `offset`, whose fields these are, if it is one of a file or a link.
    func entry(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Entry {
      let isLink = code & StoreLayout.StatCache.kindMask == FileMetadata.Kind.symbolicLink.code
      let object = bytes[(offset + StoreLayout.StatCache.objectOffset)...]
      return Entry(
        kind: Entry.Kind(rawValue: kind & ~StoreLayout.Tree.chunkedFlag) ?? .file,
        isChunked: kind & StoreLayout.Tree.chunkedFlag != 0,
        layer: Layer(rawValue: UInt8(truncatingIfNeeded: layer)),
        permissions: isLink ? 0o777 : permissions, size: size,
        object: ObjectID(UnsafeRawBufferPointer(rebasing: object)))
    }
  }
}

extension FileMetadata.Kind {
  var code: UInt8 {
    switch self {
    case .regular: 1
    case .symbolicLink: 2
    case .directory: 3
    case .special(.fifo): 4
    case .special(.socket): 5
    case .special(.device): 6
    }
  }

  init(code: UInt8) {
    self =
      switch code {
      case 1: .regular
      case 2: .symbolicLink
      case 3: .directory
      case 4: .special(.fifo)
      case 5: .special(.socket)
      default: .special(.device)
      }
  }
}
