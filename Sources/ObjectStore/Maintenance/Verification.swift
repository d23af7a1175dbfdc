public import FileEffects
public import SystemPackage

/// Reads a store and compares digests.
public struct Verification: Sendable {
  /// How much is read.
  public enum Level: Hashable, Sendable {
    /// The structure of every pack, every tree and list of chunks; that everything needed is there.
    case quick
    /// As ``quick``, and this share of the frames, at most 1, another one each time.
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

  /// A damaged pack, with its fault.
  public struct DamagedPack: Hashable, Sendable {
    public var path: FilePath
    public var fault: PackFault
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
    damagedPacks = try Self.unusablePacks(of: store)
    (objects, bytes) = (store.figures.objects, store.figures.bytes)
    var lost: Set<ObjectID> = []
    if level != .quick {
      let frames = try FrameCheck(of: store, level)
      let known = Set(damagedPacks.map(\.path))
      damagedPacks += frames.damagedPacks.filter { !known.contains($0.path) }
      lost = try frames.lost(in: store)
      if case .subset = level { bytes = frames.bytes }
    }
    let reader = try ObjectReader(store)
    var search = DamageSearch(lost, in: store)
    for (number, root) in roots.enumerated() {
      search.root = number
      try reader.visit(root, with: &search)
    }
    damage = search.found.values.sorted { $0.object < $1.object }
    let missing = Set(damage.map(\.object).filter { !store.contains($0) })
    if !missing.isEmpty { damagedPacks += try Self.missingPacks(of: store) }
    for number in damagedPacks.indices {
      let path = damagedPacks[number].path
      let pack = store.allPacks.first { $0.path == path }
      damagedPacks[number].lost =
        pack.map { pack in
          Set(damage.map(\.object).filter { pack.copy(of: $0) != nil })
        } ?? missing
    }
  }

  /// Packs that cannot be opened.
  private static func unusablePacks(of store: Store) throws -> [DamagedPack] {
    var found: [DamagedPack] = []
    for path in try Store.packPaths(at: store.location, on: store.files) {
      do { _ = try Pack(at: path, on: store.files) } catch StoreError.damagedPack(_, let fault) {
        // A collection may have taken it away since its name was read.
        if try store.files.metadata(path) == nil { continue }
        found.append(DamagedPack(path: path, fault: fault))
      } catch let error as FileError where !error.isOutOfHandles {
        var damaged = DamagedPack(path: path, fault: .unreadable(error.code))
        damaged.isForbidden = error.code == .permissionDenied
        found.append(damaged)
      }
    }
    return found
  }

  /// Missing packs; the last capture says which there were.
  private static func missingPacks(of store: Store) throws -> [DamagedPack] {
    try store.statCache().packs.subtracting(store.packNames)
      .map { store.packsFolder.appending($0) }
      .filter { try store.files.metadata($0) == nil }.sorted { $0.string < $1.string }
      .map { DamagedPack(path: $0, fault: .missing) }
  }
}

/// Follows roots, and notes lost or missing objects.
private struct DamageSearch: TreeVisitor {
  private let lost: Set<ObjectID>
  private let store: Store
  /// The position of the root that is followed.
  var root = 0
  private(set) var found: [ObjectID: Verification.Damage] = [:]
  /// Trees that are there with all below them: they need not be entered again.
  private var whole: Set<ObjectID> = []
  /// Whether all is there so far, for each tree and list that was entered and not left yet.
  private var isWhole: [Bool] = []

  init(_ lost: Set<ObjectID>, in store: Store) {
    (self.lost, self.store) = (lost, store)
    for object in lost {
      found[object] = Verification.Damage(object: object, roots: [], paths: [])
    }
  }

  mutating func enter(
    _ object: ObjectID, as type: ObjectType, at path: RelativePath?
  ) throws -> Bool {
    if type == .tree && whole.contains(object) { return false }
    let isThere = try store.contains(object) || store.adoptNewPacks() && store.contains(object)
    if lost.contains(object) || !isThere {
      note(object, path)
      return false
    }
    if type != .blob { isWhole.append(true) }
    return true
  }

  /// A quick run meets damage only where it has to read.
  mutating func fail(_ object: ObjectID, at path: RelativePath?, _ error: any Error) {
    note(object, path)
  }

  mutating func leave(_ object: ObjectID, as type: ObjectType) {
    if isWhole.removeLast() {
      if type == .tree { whole.insert(object) }
    } else {
      markIncomplete()
    }
  }

  private mutating func markIncomplete() {
    if !isWhole.isEmpty { isWhole[isWhole.count - 1] = false }
  }

  private mutating func note(_ object: ObjectID, _ path: RelativePath?) {
    markIncomplete()
    var damage = found[object] ?? Verification.Damage(object: object, roots: [], paths: [])
    if damage.roots.last != root { damage.roots.append(root) }
    if let path, !damage.paths.contains(path) { damage.paths.append(path) }
    found[object] = damage
  }
}
