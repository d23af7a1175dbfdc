/// The order in which objects are best read: what lies together in the store comes together.
struct StoreOrder {
  struct Place: Comparable {
    var pack: Int
    var frame: Int
    var offset: Int

    /// In a frame the last comes first: it is decompressed once then, and no further than needed.
    static func < (left: Place, right: Place) -> Bool {
      (left.pack, left.frame, right.offset) < (right.pack, right.frame, left.offset)
    }

    func isInFrame(of other: Place) -> Bool { (pack, frame) == (other.pack, other.frame) }
  }

  private let store: Store
  private let packs: [ObjectIdentifier: Int]

  init(_ store: Store) {
    self.store = store
    packs = Dictionary(
      uniqueKeysWithValues: store.allPacks.enumerated().map { (ObjectIdentifier($1), $0) })
  }

  /// Where an object lies; one that is encoded against others lies with the one that needs none. What
  /// is in no pack comes first, in a frame of its own, and is found out when it is read.
  func place(of object: ObjectID) -> Place {
    guard let copy = store.find(store.chain(of: object)?.last ?? object) else {
      return Place(pack: -1, frame: -1, offset: 0)
    }
    return Place(
      pack: packs[ObjectIdentifier(copy.pack)] ?? -1, frame: copy.place.frame,
      offset: copy.place.offset)
  }

  /// `items` in the order in which their objects are best read, as groups of work: what lies in one frame
  /// is one, so that it is decompressed by one thread.
  func groups<Item>(_ items: [Item], of object: (Item) -> ObjectID) -> [[Item]] {
    var groups: [[Item]] = []
    var last: Place?
    for (place, item) in items.map({ (place: place(of: object($0)), item: $0) })
      .sorted(by: { $0.place < $1.place })
    {
      if let last, last.isInFrame(of: place) {
        groups[groups.count - 1].append(item)
      } else {
        groups.append([item])
      }
      last = place
    }
    return groups
  }
}
