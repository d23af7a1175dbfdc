extension Store {
  /// Whether a pack has the object, and the store has whatever that is encoded against.
  public func contains(_ object: ObjectID) -> Bool {
    contains(object, steps: 0)
  }

  private func contains(_ object: ObjectID, steps: Int) -> Bool {
    lookup().copy(of: object) { isReadable($0, steps: steps) } != nil
  }

  /// Whether the store has what a copy is encoded against: what a collection leaves over may lack it.
  func isReadable(_ copy: Pack.Copy, steps: Int = 0) -> Bool {
    guard let base = copy.base else { return true }
    return steps < StoreLayout.Pack.readableChain && contains(base, steps: steps + 1)
  }

  /// The copy of an object that is read first; `nil` if no pack has it.
  func find(_ object: ObjectID) -> Pack.Copy? {
    lookup().copy(of: object) { _ in true }
  }

  /// Every copy of an object, in the order in which they are read.
  func copies(of object: ObjectID) -> [Pack.Copy] {
    var copies: [Pack.Copy] = []
    _ = lookup().copy(of: object) {
      copies.append($0)
      return false
    }
    return copies
  }

  /// The objects that must be read for this one, nearest first; the last one needs none itself;
  /// empty if it needs none. `nil` where one is in no pack, or they are more than there may be.
  func chain(of object: ObjectID) -> [ObjectID]? {
    var chain: [ObjectID] = []
    var next = object
    while chain.count <= StoreLayout.Pack.readableChain {
      guard let copy = find(next) else { return nil }
      guard let base = copy.base else { return chain }
      chain.append(base)
      next = base
    }
    return nil
  }

  /// Everything that something in some pack is encoded against.
  func allBases() -> Set<ObjectID> {
    allPacks.reduce(into: []) { bases, pack in bases.formUnion(pack.index.baseNames) }
  }
}
