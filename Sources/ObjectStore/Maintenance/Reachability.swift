import FileEffects

/// Which objects are needed, and by which roots.
public struct Reachability: Sendable {
  /// How an object is reached.
  enum Owner: Hashable, Sendable {
    case only(Int)
    case several
  }

  /// An object as what it is needed: the same bytes can be a file of somebody's and a tree.
  struct Claim: Hashable {
    var object: ObjectID
    /// Whether what it names is needed as well.
    var isFollowed: Bool
  }

  let owners: [Claim: Owner]

  /// Walks everything below `roots`: tree by tree, each one no more than twice. `passingLosses` ignores
  /// missing objects: for figures, and never for a collection.
  ///
  /// - Throws: ``StoreError/missing(_:)`` if a needed object is missing: a collection needs the complete
  ///   picture.
  public init(roots: [ObjectID], passingLosses: Bool = false, in store: Store) throws {
    let reader = try ObjectReader(store)
    var claims = Claims(store: store, passesLosses: passingLosses)
    for (number, root) in roots.enumerated() {
      claims.root = number
      try reader.visit(root, with: &claims)
    }
    owners = claims.owners
  }

  /// Notes what each root needs.
  private struct Claims: TreeVisitor {
    let store: Store
    let passesLosses: Bool
    var root = 0
    var owners: [Claim: Owner] = [:]

    mutating func enter(
      _ object: ObjectID, as type: ObjectType, at path: RelativePath?
    ) throws -> Bool {
      do { return try need(object, isFollowed: type != .blob) } catch {
        if passesLosses { return false }
        throw error
      }
    }

    mutating func fail(_ object: ObjectID, at path: RelativePath?, _ error: any Error) throws {
      if !passesLosses { throw error }
    }

    /// Notes that the root needs the object, and with it whatever any copy of it is encoded against;
    /// `false` if that was known.
    private mutating func need(_ object: ObjectID, isFollowed: Bool) throws -> Bool {
      guard claim(object, isFollowed: isFollowed) else { return false }
      var copies = store.copies(of: object).filter { store.isReadable($0) }
      if copies.isEmpty, try store.adoptNewPacks() {
        copies = store.copies(of: object).filter { store.isReadable($0) }
      }
      if copies.isEmpty { throw StoreError.missing(object) }
      for base in copies.compactMap(\.base) { _ = try need(base, isFollowed: false) }
      return true
    }

    /// Notes that the root needs the object; `false` if that was known.
    private mutating func claim(_ object: ObjectID, isFollowed: Bool) -> Bool {
      let claim = Claim(object: object, isFollowed: isFollowed)
      switch owners[claim] {
      case nil: owners[claim] = .only(root)
      case .only(root), .several: return false
      case .only: owners[claim] = .several
      }
      return true
    }
  }

  public func contains(_ object: ObjectID) -> Bool {
    owners[Claim(object: object, isFollowed: false)] != nil
      || owners[Claim(object: object, isFollowed: true)] != nil
  }

  /// For each root, the bytes in the store that only this root needs. An object's share of its
  /// frame is in proportion to its uncompressed length.
  public func uniqueBytes(roots: Int, in store: Store) -> [UInt64] {
    var sums = [Double](repeating: 0, count: roots)
    // What is a tree of one root can be what another root's tree is encoded against.
    let objects = owners.reduce(into: [ObjectID: Owner]()) { objects, claimed in
      let known = objects[claimed.key.object] ?? claimed.value
      objects[claimed.key.object] = known == claimed.value ? known : .several
    }
    for (object, owner) in objects {
      guard case .only(let root) = owner, let copy = store.find(object) else {
        continue
      }
      let frame = copy.pack.index.frame(copy.place.frame)
      if frame.rawSize > 0 {
        sums[root] += Double(frame.storedSize) * Double(copy.place.size) / Double(frame.rawSize)
      }
    }
    return sums.map { UInt64($0) }
  }
}
