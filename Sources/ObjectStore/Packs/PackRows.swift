/// Where each object of a pack that is being written lies: 20 bytes each, and its name elsewhere.
struct PackRows {
  struct Row {
    /// The number of the object's name.
    var name: UInt32
    var frame, offset, size: UInt32
    var type: ObjectType
  }

  /// As they came, so many in each: one array that grows would be there twice while it does.
  private var parts: [[Row]] = []
  private static let partCount = 4_096
  private(set) var count = 0

  init() {}

  mutating func append(_ name: UInt32, at place: PackIndex.Place) {
    if count % Self.partCount == 0 {
      parts.append([])
      parts[parts.count - 1].reserveCapacity(Self.partCount)
    }
    parts[parts.count - 1].append(
      Row(
        name: name, frame: UInt32(place.frame), offset: UInt32(place.offset),
        size: UInt32(place.size), type: place.type))
    count += 1
  }

  subscript(number: UInt32) -> Row {
    parts[Int(number) / Self.partCount][Int(number) % Self.partCount]
  }

  /// The numbers of the rows in the order of their objects.
  func sorted(by names: ObjectNames) -> [UInt32] {
    (0..<UInt32(count)).sorted { names[self[$0].name] < names[self[$1].name] }
  }
}
