/// Where each object of many packs lies.
///
/// Asking one pack after the other takes time with their number, and every snapshot may add two. This is one
/// look however many there are, and is made as quickly as each object is looked up once.
final class PackTable: Sendable {
  private let packs: [Pack]
  /// By the last bits of an object's first word: one more than the number of a copy; 0 where there is none.
  private let first: [UInt32]
  /// By a copy's number: the same for an older copy with the same bits.
  private let next: [UInt32]
  /// By a copy's number: its pack.
  private let owners: [UInt32]
  /// The number of each pack's first copy.
  private let starts: [Int]
  private let mask: UInt64

  /// - Parameter packs: Oldest first.
  init(of packs: [Pack]) {
    let count = packs.reduce(0) { $0 + $1.index.objectCount }
    var size = 1
    while size < 2 * count { size *= 2 }
    let mask = UInt64(size - 1)
    var first = [UInt32](repeating: 0, count: size)
    var next: [UInt32] = []
    var owners: [UInt32] = []
    var starts: [Int] = []
    next.reserveCapacity(count)
    owners.reserveCapacity(count)
    for (owner, pack) in packs.enumerated() {
      starts.append(next.count)
      for row in 0..<pack.index.objectCount {
        let slot = Int(pack.index.name(row).word0 & mask)
        next.append(first[slot])
        owners.append(UInt32(owner))
        first[slot] = UInt32(next.count)
      }
    }
    self.packs = packs
    self.first = first
    self.next = next
    self.owners = owners
    self.starts = starts
    self.mask = mask
  }

  /// The first copy that `isWanted`, newest pack first; `nil` if there is none.
  func copy(of object: ObjectID, where isWanted: (Pack.Copy) -> Bool) -> Pack.Copy? {
    var number = Int(first[Int(object.word0 & mask)])
    while number > 0 {
      let owner = Int(owners[number - 1])
      let (pack, row) = (packs[owner], number - 1 - starts[owner])
      if pack.index.name(row) == object, let place = pack.index.place(row) {
        let copy = Pack.Copy(pack: pack, place: place)
        if isWanted(copy) { return copy }
      }
      number = Int(next[number - 1])
    }
    return nil
  }
}
