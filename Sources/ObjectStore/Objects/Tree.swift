import FileEffects

/// The encoded form of one folder: names with kind, layer, permissions, size and object.
///
/// The format is in `store-format.md`, "Trees"; equal folders have equal bytes.
struct Tree {
  struct Row {
    var name: [UInt8]
    var entry: Entry
  }

  /// Sorted by the bytes of the name, none twice.
  var rows: [Row]

  init(rows: [Row]) {
    self.rows = rows
  }

  /// The bytes that are stored.
  var encoded: [UInt8] {
    var bytes = StoreLayout.Tree.magic
    bytes.reserveCapacity(rows.reduce(4) { $0 + StoreLayout.Tree.rowSize + $1.name.count })
    for row in rows {
      let entry = row.entry
      bytes.append(entry.kind.rawValue | (entry.isChunked ? StoreLayout.Tree.chunkedFlag : 0))
      bytes.append(entry.layer?.rawValue ?? 0)
      bytes.append(little: entry.permissions)
      bytes.append(little: entry.size)
      entry.object.append(to: &bytes)
      bytes.append(little: UInt16(row.name.count))
      bytes.append(contentsOf: row.name)
    }
    return bytes
  }

  /// Reads stored bytes; `nil` where they are no tree.
  init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard reader.take(4).map(Array.init) == StoreLayout.Tree.magic else { return nil }
    rows = []
    while !reader.isAtEnd {
      guard let kindByte: UInt8 = reader.integer(), let layerByte: UInt8 = reader.integer(),
        let permissions: UInt16 = reader.integer(), let size: UInt64 = reader.integer(),
        let object = reader.objectID(), let length: UInt16 = reader.integer(),
        let name = reader.take(Int(length)),
        let kind = Entry.Kind(rawValue: kindByte & ~StoreLayout.Tree.chunkedFlag),
        layerByte == 0 || Layer(rawValue: layerByte) != nil
      else { return nil }
      // A name is one component: a stored tree must never lead out of the folder it is written to.
      let bytes = Array(name)
      guard RelativePath(bytes: bytes) != nil, !bytes.contains(UInt8(ascii: "/")) else {
        return nil
      }
      if let last = rows.last, !last.name.lexicographicallyPrecedes(bytes) { return nil }
      rows.append(
        Row(
          name: bytes,
          entry: Entry(
            kind: kind, isChunked: kindByte & StoreLayout.Tree.chunkedFlag != 0,
            layer: Layer(rawValue: layerByte), permissions: permissions, size: size, object: object)
        ))
    }
  }
}

/// The encoded form of a large file: its chunks in order.
struct ChunkList {
  struct Chunk: Hashable {
    var object: ObjectID
    /// Length in bytes.
    var size: UInt32
  }

  var chunks: [Chunk]

  var size: UInt64 { chunks.reduce(0) { $0 + UInt64($1.size) } }

  init(chunks: [Chunk]) {
    self.chunks = chunks
  }

  var encoded: [UInt8] {
    var bytes = StoreLayout.ChunkList.magic
    bytes.append(little: size)
    for chunk in chunks {
      chunk.object.append(to: &bytes)
      bytes.append(little: chunk.size)
    }
    return bytes
  }

  /// Reads stored bytes; `nil` where they are no list of chunks or do not add up.
  init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard reader.take(4).map(Array.init) == StoreLayout.ChunkList.magic,
      let total: UInt64 = reader.integer()
    else { return nil }
    chunks = []
    while !reader.isAtEnd {
      guard let object = reader.objectID(), let size: UInt32 = reader.integer() else { return nil }
      chunks.append(Chunk(object: object, size: size))
    }
    guard size == total else { return nil }
  }
}

/// Makes the tree objects of a listing.
struct TreeBuilder {
  /// Hands every tree's bytes and folder to `store`, deepest first, and returns the root's identifier.
  static func build(
    _ listing: Listing, store: ([UInt8], RelativePath?) throws -> ObjectID
  ) throws -> ObjectID {
    var open: [(path: RelativePath?, name: [UInt8], entry: Entry, rows: [Tree.Row])] = [
      (nil, [], .directory(), [])
    ]
    func closeLast() throws {
      let folder = open.removeLast()
      var entry = folder.entry
      entry.object = try store(Tree(rows: folder.rows).encoded, folder.path)
      open[open.count - 1].rows.append(Tree.Row(name: folder.name, entry: entry))
    }
    for item in listing.items {
      while let folder = open.last?.path, !item.path.isInside(folder) { try closeLast() }
      if item.entry.isDirectory && item.entry.object == .none {
        open.append((item.path, item.path.name, item.entry, []))
      } else {
        open[open.count - 1].rows.append(Tree.Row(name: item.path.name, entry: item.entry))
      }
    }
    while open.count > 1 { try closeLast() }
    return try store(Tree(rows: open[0].rows).encoded, nil)
  }
}

extension Listing {
  /// The name that the listing's tree has, or would have, in a store.
  public func treeID() throws -> ObjectID {
    try TreeBuilder.build(self) { bytes, _ in ObjectID(of: bytes) }
  }
}
