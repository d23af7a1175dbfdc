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

  private(set) var owners: [Claim: Owner] = [:]

  /// Walks everything below `roots`: tree by tree, each one no more than twice.
  ///
  /// - Throws: ``StoreError/missing(_:)`` where an object that is needed is not there: what is not
  ///   known to be complete must not be collected.
  public init(roots: [ObjectID], in store: Store) throws {
    let reader = try ObjectReader(store)
    for (number, root) in roots.enumerated() { try walk(root, for: number, reader, store) }
  }

  private mutating func walk(
    _ tree: ObjectID, for root: Int, _ reader: ObjectReader, _ store: Store
  ) throws {
    guard claim(tree, isFollowed: true, for: root) else { return }
    for row in try reader.tree(tree).rows {
      if row.entry.isDirectory {
        try walk(row.entry.object, for: root, reader, store)
      } else if claim(row.entry.object, isFollowed: row.entry.isChunked, for: root) {
        guard store.contains(row.entry.object) else { throw StoreError.missing(row.entry.object) }
        guard row.entry.isChunked else { continue }
        for chunk in try reader.chunks(row.entry.object)
        where claim(chunk.object, isFollowed: false, for: root) {
          guard store.contains(chunk.object) else { throw StoreError.missing(chunk.object) }
        }
      }
    }
  }

  /// Notes that `root` needs the object; `false` if that was known.
  private mutating func claim(_ object: ObjectID, isFollowed: Bool, for root: Int) -> Bool {
    let claim = Claim(object: object, isFollowed: isFollowed)
    switch owners[claim] {
    case nil: owners[claim] = .only(root)
    case .only(root), .several: return false
    case .only: owners[claim] = .several
    }
    return true
  }

  public func contains(_ object: ObjectID) -> Bool {
    owners[Claim(object: object, isFollowed: false)] != nil
      || owners[Claim(object: object, isFollowed: true)] != nil
  }

  /// For each root, the bytes in the store that only this root needs. An object's share of its
  /// frame is in proportion to its uncompressed length.
  public func uniqueBytes(roots: Int, in store: Store) -> [UInt64] {
    var sums = [Double](repeating: 0, count: roots)
    for (claim, owner) in owners {
      guard case .only(let root) = owner, let (pack, place) = store.find(claim.object) else {
        continue
      }
      let frame = pack.index.frame(place.frame)
      if frame.rawSize > 0 {
        sums[root] += Double(frame.storedSize) * Double(place.size) / Double(frame.rawSize)
      }
    }
    return sums.map { UInt64($0) }
  }
}
