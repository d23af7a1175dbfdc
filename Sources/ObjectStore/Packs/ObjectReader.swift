import FileEffects
import SystemPackage

/// Reads objects and checks each one's digest.
///
/// It keeps the last frames, so that objects that lie together, or are encoded against such, are
/// decompressed together. Not for more than one thread; make one each.
public final class ObjectReader {
  private let store: Store
  private let decompressor: FrameDecompressor
  private var frames = RecentFrames()

  /// Packs that the store no longer has, or not yet.
  private let besides: [Pack]

  public convenience init(_ store: Store) throws {
    try self.init(store, and: [])
  }

  init(_ store: Store, and besides: [Pack]) throws {
    self.store = store
    self.besides = besides
    self.decompressor = try FrameDecompressor()
  }

  func has(_ object: ObjectID) -> Bool { store.contains(object) }

  /// Calls `body` with the object's bytes, from whichever pack has them whole.
  ///
  /// With `isFirstOfMany` others behind it in its frame will be asked for, and all of the frame is
  /// decompressed; otherwise the rest of it is not.
  /// - Throws: ``StoreError/missing(_:)`` or ``StoreError/damaged(_:pack:)``.
  public func withObject<Result>(
    _ object: ObjectID, isFirstOfMany: Bool = false,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let (frame, range) = try locate(object, steps: 0, isFirstOfMany)
    return try frame.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// An object in the frame that it lies in, as far as that was decompressed.
  struct Located {
    fileprivate var frame: [UInt8]
    fileprivate var range: Range<Int>

    func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
      try frame.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
  }

  /// The object with the whole of its frame, for others in that will be asked for.
  func locate(_ object: ObjectID) throws -> Located {
    let (frame, range) = try locate(object, steps: 0, true)
    return Located(frame: frame, range: range)
  }

  /// The frame and the place in it of a copy that is whole. `steps` counts the objects that are
  /// encoded against this one, up to the one that is wanted.
  private func locate(
    _ object: ObjectID, steps: Int, _ isFirstOfMany: Bool = false
  ) throws -> (frame: [UInt8], range: Range<Int>) {
    var failure: (any Error)?
    var copies = store.copies(of: object) + besides.compactMap { $0.copy(of: object) }
    if copies.isEmpty, try store.adoptNewPacks() { copies = store.copies(of: object) }
    for copy in copies {
      do {
        let range = copy.place.offset..<copy.place.offset + copy.place.size
        if let frame = try frame(
          copy.place.frame, of: copy.pack, steps: steps,
          upTo: isFirstOfMany ? nil : range.upperBound),
          range.upperBound <= frame.count,
          frame.withUnsafeBytes({ ObjectID(of: UnsafeRawBufferPointer(rebasing: $0[range])) })
            == object
        {
          return (frame, range)
        }
        failure = failure ?? StoreError.damaged(object, pack: copy.pack.path)
      } catch { failure = failure ?? error }
    }
    throw failure ?? StoreError.missing(object)
  }

  /// The uncompressed bytes of a frame, `needed` of them at least; `nil` where they do not decompress.
  func frame(
    _ number: Int, of pack: Pack, steps: Int = 0, upTo needed: Int? = nil
  ) throws -> [UInt8]? {
    let frame = pack.index.frame(number)
    let needed = needed ?? Int(frame.rawSize)
    if let known = frames.find(pack, number, upTo: needed) { return known }
    let found: [UInt8]?
    if let base = frame.base {
      // More steps would be a circle.
      guard steps < StoreLayout.Pack.readableChain else { return nil }
      let (frame, range) = try locate(base, steps: steps + 1)
      found = try frame.withUnsafeBytes {
        try pack.frame(
          number, with: decompressor, against: UnsafeRawBufferPointer(rebasing: $0[range]))
      }
    } else if frames.has(pack, number) {
      // A caller that comes back for more may come back again.
      found = try pack.frame(number, with: decompressor)
    } else {
      found = try pack.frame(number, with: decompressor, upTo: needed)
    }
    if let found { frames.keep(found, of: pack, number) }
    return found
  }

  /// The object's bytes.
  public func bytes(of object: ObjectID) throws -> [UInt8] {
    try withObject(object) { Array($0) }
  }

  func tree(_ object: ObjectID) throws -> Tree {
    guard let tree = Tree(decoding: try bytes(of: object)) else {
      throw StoreError.malformed(object, expected: .tree)
    }
    return tree
  }

  func chunks(_ object: ObjectID) throws -> [ChunkList.Chunk] {
    guard let list = ChunkList(decoding: try bytes(of: object)) else {
      throw StoreError.malformed(object, expected: .chunkList)
    }
    return list.chunks
  }

  /// Hands out an entry's contents part by part: a few megabytes at most in memory.
  public func contents(
    of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard entry.isChunked else { return try withObject(entry.object, body) }
    for chunk in try chunks(entry.object) {
      try withObject(chunk.object, isFirstOfMany: true, body)
    }
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
        items.append(Listing.Item(path: path, entry: row.entry.open))
        if row.entry.isDirectory { try walk(row.entry.object, path) }
      }
    }
    try walk(root, nil)
    return Listing(sorted: items)
  }
}
