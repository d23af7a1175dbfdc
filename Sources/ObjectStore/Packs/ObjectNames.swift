import Synchronization

/// The names of many objects, each with a number: 32 bytes a name, and some eight by which it is found. A
/// set takes half as much again, and three times that while it grows.
struct ObjectNames {
  /// As they came, so many in each: one array that grows would be there twice while it does.
  private var parts: [[ObjectID]] = []
  private static let partCount = 4_096
  private var count = 0
  /// By the last bits of a name's first word, or the next one that is free: one more than a name's number; 0
  /// where there is none.
  private var slots: [UInt32] = []

  init() {}

  func contains(_ object: ObjectID) -> Bool { number(of: object) != nil }

  /// The number of a name, from 0, which is new if the name is.
  mutating func insert(_ object: ObjectID) -> (inserted: Bool, number: UInt32) {
    if count * 4 >= slots.count * 3 { grow() }
    let slot = slot(of: object)
    if slots[slot] != 0 { return (false, slots[slot] - 1) }
    if count % Self.partCount == 0 {
      parts.append([])
      parts[parts.count - 1].reserveCapacity(Self.partCount)
    }
    parts[parts.count - 1].append(object)
    count += 1
    slots[slot] = UInt32(count)
    return (true, UInt32(count - 1))
  }

  /// The number of a name; `nil` where it is missing.
  func number(of object: ObjectID) -> UInt32? {
    if slots.isEmpty { return nil }
    let slot = slots[slot(of: object)]
    return slot == 0 ? nil : slot - 1
  }

  subscript(number: UInt32) -> ObjectID {
    parts[Int(number) / Self.partCount][Int(number) % Self.partCount]
  }

  /// Where a name is, or would be.
  private func slot(of object: ObjectID) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: object.word0) & mask
    while slots[slot] != 0 && self[slots[slot] - 1] != object { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let size = max(64, slots.count * 2)
    slots = []
    slots = [UInt32](repeating: 0, count: size)
    for number in 0..<UInt32(count) { slots[slot(of: self[number])] = number + 1 }
  }
}

/// Such names that several threads ask for.
final class SharedNames: Sendable {
  private let names = Mutex(ObjectNames())

  func contains(_ object: ObjectID) -> Bool { names.withLock { $0.contains(object) } }

  /// Adds a name; `false` if it is there.
  @discardableResult
  func insert(_ object: ObjectID) -> Bool { names.withLock { $0.insert(object).inserted } }

  /// The number of a name, which is added where it is missing.
  func number(of object: ObjectID) -> UInt32 { names.withLock { $0.insert(object).number } }

  /// The number of a name; `nil` where it is missing.
  func number(ifPresent object: ObjectID) -> UInt32? {
    names.withLock { $0.number(of: object) }
  }

  subscript(number: UInt32) -> ObjectID { names.withLock { $0[number] } }

  /// The names so far.
  var present: ObjectNames { names.withLock { $0 } }
}
