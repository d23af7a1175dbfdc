import SystemPackage

/// The packs in use, and how an object is found in them.
///
/// Few packs are searched one by one. Once that has taken as many lookups as there are objects, they get a
/// ``PackTable``, which costs about as much: a command that looks up little never pays for one, and one
/// that looks up a lot takes at most twice as long as it must.
struct PackSet {
  /// Oldest first, as far as that is known.
  private(set) var packs: [Pack]
  private(set) var objectCount = 0
  private var lookups = 0
  private var table: PackTable?

  init(_ packs: [Pack]) {
    self.packs = packs
    recount()
  }

  mutating func add(_ pack: Pack) {
    guard !packs.contains(where: { $0.path == pack.path }) else { return }
    packs.append(pack)
    recount()
  }

  mutating func remove(_ paths: Set<FilePath>) {
    packs.removeAll { paths.contains($0.path) }
    recount()
  }

  private mutating func recount() {
    table = nil
    lookups = 0
    objectCount = packs.reduce(0) { $0 + $1.index.objectCount }
  }

  /// What one object is looked up in, whichever thread does.
  mutating func lookup() -> Lookup {
    if let table { return .table(table) }
    lookups += packs.count
    guard packs.count > Self.few, lookups > objectCount, objectCount < Int(UInt32.max) else {
      return .packs(packs)
    }
    let table = PackTable(of: packs)
    self.table = table
    return .table(table)
  }

  /// So few are asked as quickly as a table.
  private static let few = 3

  enum Lookup {
    case packs([Pack])
    case table(PackTable)

    /// The first copy that `isWanted`, newest pack first; `nil` if there is none.
    func copy(of object: ObjectID, where isWanted: (Pack.Copy) -> Bool) -> Pack.Copy? {
      switch self {
      case .table(let table): return table.copy(of: object, where: isWanted)
      case .packs(let packs):
        for pack in packs.reversed() {
          if let copy = pack.copy(of: object), isWanted(copy) { return copy }
        }
        return nil
      }
    }
  }
}
