public import FileEffects
import Synchronization
public import SystemPackage

/// Reads everything in a store and compares digests.
public struct Verification: Sendable {
  /// An object that is needed, and is not there or not whole.
  public struct Damage: Hashable, Sendable {
    public var object: ObjectID
    /// Positions in the list of roots, ascending.
    public var roots: [Int]
    /// Where in those roots; the top of a root is the empty list's path and is not named.
    public var paths: [RelativePath]
  }

  public var objects: Int
  /// Bytes of packs read.
  public var bytes: UInt64
  /// Packs that cannot be opened at all, with the reason.
  public var damagedPacks: [(path: FilePath, reason: String)]
  /// Sorted by object; also damaged objects that no root needs, with no roots and no paths.
  public var damage: [Damage]

  public var isOK: Bool { damagedPacks.isEmpty && damage.isEmpty }

  /// Verifies a store: every pack's structure, that all objects below `roots` are there, and, unless
  /// `isQuick`, every object's digest.
  public init(of store: Store, roots: [ObjectID], isQuick: Bool) throws {
    var packs: [(path: FilePath, reason: String)] = []
    for path in try Store.packPaths(at: store.location, on: store.files) {
      do { _ = try Pack(at: path, on: store.files) } catch StoreError.damagedPack(_, let reason) {
        packs.append((path, reason))
      } catch let error as FileError {
        packs.append((path, "\(error)"))
      }
    }
    damagedPacks = packs
    let figures = store.figures
    objects = figures.objects
    bytes = figures.bytes
    let bad = isQuick ? BadFrames() : try Self.badFrames(in: store)
    damagedPacks += bad.heads.sorted { $0.string < $1.string }.map {
      ($0, "what stands before its frames is not what its index says")
    }
    damage = try Self.damage(below: roots, bad.objects, in: store)
  }

  private struct BadFrames {
    /// The objects of which no copy has its digest.
    var objects: Set<ObjectID> = []
    /// The packs with heads that are not what their index says: nothing is lost.
    var heads: Set<FilePath> = []
  }

  private static func badFrames(in store: Store) throws -> BadFrames {
    let packs = store.allPacks
    let work = packs.indices.flatMap { pack in
      (0..<packs[pack].index.frameCount).map { (pack, $0) }
    }
    let inFrame = packs.map { $0.index.rowsByFrame() }
    let bad = Mutex(BadFrames())
    try Parallel.forEach(count: work.count, workers: store.workers) {
      try ObjectReader(store)
    } _: { reader, number in
      let (pack, frame) = work[number]
      // What the disk cannot read is as damaged as what does not decompress.
      let raw = try? reader.frame(frame, of: packs[pack])
      let rows = inFrame[pack][frame] ?? []
      for row in rows {
        let isWhole =
          raw?.withUnsafeBytes { ObjectID(of: row.bytes(in: $0)) == row.object } ?? false
        if !isWhole { bad.withLock { _ = $0.objects.insert(row.object) } }
      }
      if raw != nil, try !packs[pack].hasTrueHead(frame, rows) {
        bad.withLock { _ = $0.heads.insert(packs[pack].path) }
      }
    }
    return bad.withLock { $0 }
  }

  /// Follows every root and names what is bad or missing.
  private static func damage(
    below roots: [ObjectID], _ bad: Set<ObjectID>, in store: Store
  ) throws -> [Damage] {
    var found: [ObjectID: Damage] = [:]
    for object in bad { found[object] = Damage(object: object, roots: [], paths: []) }
    let reader = try ObjectReader(store)
    var whole: Set<ObjectID> = []

    func isDamaged(_ object: ObjectID, _ root: Int, _ path: RelativePath?) -> Bool {
      guard bad.contains(object) || !store.contains(object) else { return false }
      note(object, root, path)
      return true
    }
    func note(_ object: ObjectID, _ root: Int, _ path: RelativePath?) {
      var damage = found[object] ?? Damage(object: object, roots: [], paths: [])
      if damage.roots.last != root { damage.roots.append(root) }
      if let path, !damage.paths.contains(path) { damage.paths.append(path) }
      found[object] = damage
    }
    /// Whether the tree and all below it is there; a tree that is need not be walked again.
    func walk(_ tree: ObjectID, _ root: Int, _ path: RelativePath?) throws -> Bool {
      if whole.contains(tree) { return true }
      if isDamaged(tree, root, path) { return false }
      var isWhole = true
      // A quick run meets damage only where it has to read.
      guard let rows = try? reader.tree(tree).rows else {
        note(tree, root, path)
        return false
      }
      for row in rows {
        let inner = RelativePath.appending(row.name, to: path)
        if row.entry.isDirectory {
          if try !walk(row.entry.object, root, inner) { isWhole = false }
        } else if isDamaged(row.entry.object, root, inner) {
          isWhole = false
        } else if row.entry.isChunked {
          guard let chunks = try? reader.chunks(row.entry.object) else {
            note(row.entry.object, root, inner)
            isWhole = false
            continue
          }
          for chunk in chunks where isDamaged(chunk.object, root, inner) { isWhole = false }
        }
      }
      if isWhole { whole.insert(tree) }
      return isWhole
    }
    for (number, root) in roots.enumerated() { _ = try walk(root, number, nil) }
    return found.values.sorted { $0.object < $1.object }
  }
}
