import FileEffects
import SystemPackage

/// Reads objects and checks each one's digest.
///
/// It keeps the last frame, so that objects that lie together are decompressed together. Not for
/// more than one thread; make one each.
public final class ObjectReader {
  private let store: Store
  private let decompressor: Decompressor
  private var last: (pack: FilePath, frame: Int, bytes: [UInt8])?

  public init(_ store: Store) throws {
    self.store = store
    self.decompressor = try Decompressor()
  }

  func has(_ object: ObjectID) -> Bool { store.contains(object) }

  /// Calls `body` with the object's bytes.
  ///
  /// - Throws: ``StoreError/missing(_:)`` or ``StoreError/damaged(_:pack:)``.
  public func withObject<Result>(
    _ object: ObjectID, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let (pack, place) = store.find(object) else { throw StoreError.missing(object) }
    if last?.pack != pack.path || last?.frame != place.frame {
      guard let bytes = try pack.frame(place.frame, with: decompressor) else {
        throw StoreError.damaged(object, pack: pack.path)
      }
      last = (pack.path, place.frame, bytes)
    }
    guard let frame = last?.bytes, place.offset + place.size <= frame.count else {
      throw StoreError.damaged(object, pack: pack.path)
    }
    return try frame.withUnsafeBytes { whole in
      let bytes = UnsafeRawBufferPointer(
        rebasing: whole[place.offset..<place.offset + place.size])
      guard ObjectID(of: bytes) == object else {
        throw StoreError.damaged(object, pack: pack.path)
      }
      return try body(bytes)
    }
  }

  /// The object's bytes.
  public func bytes(of object: ObjectID) throws -> [UInt8] {
    try withObject(object) { Array($0) }
  }

  func tree(_ object: ObjectID) throws -> Tree {
    guard let tree = Tree(decoding: try bytes(of: object)) else {
      throw StoreError.malformed(object, expected: "a tree")
    }
    return tree
  }

  func chunks(_ object: ObjectID) throws -> [ChunkList.Chunk] {
    guard let list = ChunkList(decoding: try bytes(of: object)) else {
      throw StoreError.malformed(object, expected: "a list of chunks")
    }
    return list.chunks
  }

  /// Hands out an entry's contents, piece by piece: a few megabytes at most in memory.
  public func contents(
    of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard entry.isChunked else { return try withObject(entry.object, body) }
    for chunk in try chunks(entry.object) { try withObject(chunk.object, body) }
  }

  /// The whole contents of an entry.
  public func contents(of entry: Entry) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try contents(of: entry) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Everything below the tree `root`.
  public func listing(of root: ObjectID) throws -> Listing {
    var items: [Listing.Item] = []
    func walk(_ object: ObjectID, _ folder: RelativePath?) throws {
      for row in try tree(object).rows {
        let path = RelativePath.appending(row.name, to: folder)
        var entry = row.entry
        if entry.isDirectory { entry.object = .none }
        items.append(Listing.Item(path: path, entry: entry))
        if row.entry.isDirectory { try walk(row.entry.object, path) }
      }
    }
    try walk(root, nil)
    return Listing(sorted: items)
  }
}

extension ObjectReader {
  /// What has to change to get from one tree to another; folders that are the same are not read.
  public func changes(from old: ObjectID, to new: ObjectID) throws -> [Change] {
    var before: [Listing.Item] = []
    var after: [Listing.Item] = []
    func walk(_ old: ObjectID?, _ new: ObjectID?, _ folder: RelativePath?) throws {
      if old == new { return }
      let left = try old.map { try tree($0).rows } ?? []
      let right = try new.map { try tree($0).rows } ?? []
      for name in Set(left.map(\.name)).union(right.map(\.name)) {
        let path = RelativePath.appending(name, to: folder)
        let a = left.first { $0.name == name }?.entry
        let b = right.first { $0.name == name }?.entry
        if let a { before.append(Listing.Item(path: path, entry: a.withoutTree)) }
        if let b { after.append(Listing.Item(path: path, entry: b.withoutTree)) }
        let (subtree, newSubtree) = (a?.subtree, b?.subtree)
        if subtree != nil || newSubtree != nil { try walk(subtree, newSubtree, path) }
      }
    }
    try walk(old, new, nil)
    return Listing(sorted: before.sorted { $0.path < $1.path })
      .changes(to: Listing(sorted: after.sorted { $0.path < $1.path }))
  }
}

extension Entry {
  fileprivate var subtree: ObjectID? { isDirectory ? object : nil }

  /// As a listing has it: a folder's tree is not part of what it is.
  fileprivate var withoutTree: Entry {
    var entry = self
    if isDirectory { entry.object = .none }
    return entry
  }
}
