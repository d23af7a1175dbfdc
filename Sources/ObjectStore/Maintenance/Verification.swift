public import FileEffects
public import SystemPackage

/// Reads what is in a store and compares digests.
public struct Verification: Sendable {
  /// How much is read.
  public enum Level: Hashable, Sendable {
    /// The structure of every pack, every tree and list of chunks; that everything needed is there.
    case quick
    /// As ``quick``, and this share of the frames, at most 1, chosen anew each time.
    case subset(Double)
    /// As ``quick``, and every frame.
    case full
  }

  /// An object that is needed, and is not there or in no pack whole.
  public struct Damage: Hashable, Sendable {
    public var object: ObjectID
    /// Positions in the list of roots, ascending.
    public var roots: [Int]
    /// Where in those roots; the top of a root is the empty list's path and is not named.
    public var paths: [RelativePath]
  }

  /// A pack with something in it that is not as it was written, and what.
  public struct DamagedPack: Hashable, Sendable {
    public var path: FilePath
    public var reason: String
    /// Whether there are objects in it that can be read from it no more.
    var hasLosses = true
    /// Whether this user may not read it: then nobody else's store is repaired.
    public fileprivate(set) var isForbidden = false
    /// Of the objects that are lost, those that it held, as far as that is known.
    public fileprivate(set) var lost: Set<ObjectID> = []
  }

  public var objects: Int
  /// Bytes of packs read.
  public var bytes: UInt64
  /// Packs that cannot be opened at all, and such with damaged frames.
  public var damagedPacks: [DamagedPack]
  /// Sorted by object; also damaged objects that no root needs, with no roots and no paths.
  public var damage: [Damage]

  public var isOK: Bool { damagedPacks.isEmpty && damage.isEmpty }

  /// Verifies a store: every pack's structure, that all objects below `roots` are there, and, as far
  /// as `level` says, every object's digest.
  public init(of store: Store, roots: [ObjectID], level: Level) throws {
    damagedPacks = []
    for path in try Store.packPaths(at: store.location, on: store.files) {
      do { _ = try Pack(at: path, on: store.files) } catch StoreError.damagedPack(_, let reason) {
        // A collection may have taken it away since its name was read.
        if try store.files.metadata(path) == nil { continue }
        damagedPacks.append(DamagedPack(path: path, reason: reason))
      } catch let error as FileError where !error.isOutOfHandles {
        var damaged = DamagedPack(path: path, reason: "it cannot be read (\(error.code))")
        damaged.isForbidden = error.code == .permissionDenied
        damagedPacks.append(damaged)
      }
    }
    let figures = store.figures
    objects = figures.objects
    bytes = figures.bytes
    var lost: Set<ObjectID> = []
    if level != .quick {
      let frames = try FrameCheck(of: store, level)
      let known = Set(damagedPacks.map(\.path))
      damagedPacks += frames.damagedPacks.filter { !known.contains($0.path) }
      lost = try frames.lost(in: store)
      if case .subset = level { bytes = frames.bytes }
    }
    damage = try Self.damage(below: roots, lost, in: store)
    let missing = Set(damage.map(\.object).filter { !store.contains($0) })
    if !missing.isEmpty {
      // Which packs there were, what was captured last says.
      let known = try store.statCache().packs.subtracting(store.packNames)
        .map { store.packsFolder.appending($0) }
      damagedPacks += try known.filter { try store.files.metadata($0) == nil }.sorted {
        $0.string < $1.string
      }.map { DamagedPack(path: $0, reason: "it is missing") }
    }
    for number in damagedPacks.indices {
      let path = damagedPacks[number].path
      let pack = store.allPacks.first { $0.path == path }
      damagedPacks[number].lost =
        pack.map { pack in
          Set(damage.map(\.object).filter { pack.copy(of: $0) != nil })
        } ?? missing
    }
  }

  /// Follows every root and names what is lost or missing.
  private static func damage(
    below roots: [ObjectID], _ lost: Set<ObjectID>, in store: Store
  ) throws -> [Damage] {
    var found: [ObjectID: Damage] = [:]
    for object in lost { found[object] = Damage(object: object, roots: [], paths: []) }
    let reader = try ObjectReader(store)
    var whole: Set<ObjectID> = []

    func isDamaged(_ object: ObjectID, _ root: Int, _ path: RelativePath?) throws -> Bool {
      let isThere = try store.contains(object) || store.adoptNewPacks() && store.contains(object)
      guard lost.contains(object) || !isThere else { return false }
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
      if try isDamaged(tree, root, path) { return false }
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
        } else if try isDamaged(row.entry.object, root, inner) {
          isWhole = false
        } else if row.entry.isChunked {
          guard let chunks = try? reader.chunks(row.entry.object) else {
            note(row.entry.object, root, inner)
            isWhole = false
            continue
          }
          for chunk in chunks where try isDamaged(chunk.object, root, inner) { isWhole = false }
        }
      }
      if isWhole { whole.insert(tree) }
      return isWhole
    }
    for (number, root) in roots.enumerated() { _ = try walk(root, number, nil) }
    return found.values.sorted { $0.object < $1.object }
  }
}
